"""Mobile offices: halts planned, published as office-days that can be booked, and cancelled."""

from termin.mobile.cancelling import Close, Seek, cancel_halt, left_open, touched_by
from termin.mobile.comparison import Difference, Kind, differences
from termin.mobile.dates import fitted
from termin.mobile.halts import (
    HaltPlan,
    draft_halts,
    duties_of,
    halt_of,
    halts_between,
    plan_of,
)
from termin.mobile.publishing import HaltRefused, publish_halt

__all__ = [
    "Close",
    "Difference",
    "HaltPlan",
    "HaltRefused",
    "Kind",
    "Seek",
    "cancel_halt",
    "differences",
    "draft_halts",
    "duties_of",
    "fitted",
    "halt_of",
    "halts_between",
    "left_open",
    "plan_of",
    "publish_halt",
    "touched_by",
]
