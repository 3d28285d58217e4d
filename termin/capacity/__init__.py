"""Capacity: duties, their segments, claims on them, and the index of what is free."""

from termin.capacity.city import FreeStarts
from termin.capacity.daybook import CITIZENS, STAFF, DayBook
from termin.capacity.index import Availability
from termin.capacity.publish import DutyOverlaps, DutyPlan, plan_duty, publish_day
from termin.capacity.rows import Claim, Duty, DutyState, Segment
from termin.capacity.segments import Shares, Use
from termin.capacity.slots import Lane, shortlist

__all__ = [
    "CITIZENS",
    "STAFF",
    "Availability",
    "Claim",
    "DayBook",
    "Duty",
    "DutyOverlaps",
    "DutyPlan",
    "DutyState",
    "FreeStarts",
    "Lane",
    "Segment",
    "Shares",
    "Use",
    "plan_duty",
    "publish_day",
    "shortlist",
]
