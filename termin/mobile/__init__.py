"""Mobile offices: halts planned, published as office-days that can be booked, and cancelled."""

from termin.mobile.cancelling import Close, Seek, cancel_halt, left_open, touched_by
from termin.mobile.comparison import Difference, Kind, differences
from termin.mobile.dates import fitted
from termin.mobile.exchange import exchange
from termin.mobile.fleet import (
    StopPlan,
    UnitPlan,
    change_stop,
    change_unit,
    enter_stop,
    enter_unit,
)
from termin.mobile.halts import (
    HaltPlan,
    draft_halts,
    duties_of,
    halt_of,
    halts_between,
    plan_of,
    wrong_hours,
)
from termin.mobile.publishing import HaltRefused, publish_halt
from termin.mobile.replacing import Step, change_halt, losing, publish_halts

__all__ = [
    "Close",
    "Difference",
    "HaltPlan",
    "HaltRefused",
    "Kind",
    "Seek",
    "Step",
    "StopPlan",
    "UnitPlan",
    "cancel_halt",
    "change_halt",
    "change_stop",
    "change_unit",
    "differences",
    "draft_halts",
    "duties_of",
    "enter_stop",
    "enter_unit",
    "exchange",
    "fitted",
    "halt_of",
    "halts_between",
    "left_open",
    "losing",
    "plan_of",
    "publish_halt",
    "publish_halts",
    "touched_by",
    "wrong_hours",
]
