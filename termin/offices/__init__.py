"""Municipalities, their offices, and when these are open."""

from termin.offices.feast import public_holidays
from termin.offices.hours import DayHours, Shutting, Stretch, opening
from termin.offices.mobile import (
    CrewMember,
    Halt,
    HaltState,
    MobileUnit,
    OnHoliday,
    PatternStop,
    Stop,
    TourPattern,
    UnitKind,
)
from termin.offices.openings import (
    closed_reason,
    hours_between,
    hours_of,
    opening_of,
    openings,
)
from termin.offices.rows import (
    Closure,
    Counter,
    Municipality,
    Office,
    OfficeKind,
    OpeningHours,
    PostKind,
)
from termin.offices.sign import Sign, sign, sign_of
from termin.offices.week import check_week, set_week, week_from, week_of

__all__ = [
    "Closure",
    "Counter",
    "CrewMember",
    "DayHours",
    "Halt",
    "HaltState",
    "MobileUnit",
    "Municipality",
    "Office",
    "OfficeKind",
    "OnHoliday",
    "OpeningHours",
    "PatternStop",
    "PostKind",
    "Shutting",
    "Sign",
    "Stop",
    "Stretch",
    "TourPattern",
    "UnitKind",
    "check_week",
    "closed_reason",
    "hours_between",
    "hours_of",
    "opening",
    "opening_of",
    "openings",
    "public_holidays",
    "set_week",
    "sign",
    "sign_of",
    "week_from",
    "week_of",
]
