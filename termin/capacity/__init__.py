"""Capacity: duties, their segments, claims on them, and the index of what is free."""

from termin.capacity.city import FreeStarts
from termin.capacity.concerns import Concern, Planned, concerns
from termin.capacity.daybook import CITIZENS, STAFF, DayBook
from termin.capacity.index import Availability
from termin.capacity.publish import DutyOverlaps, DutyPlan, plan_duty, publish_day
from termin.capacity.rows import Claim, Duty, DutyState, Segment, able_of
from termin.capacity.segments import AT_POSTS, Shares, Use
from termin.capacity.slots import Lane, shortlist
from termin.capacity.week import (
    MOST_WEEKS,
    Copied,
    copy_week,
    duties_between,
    duties_clashing,
    remove_draft,
)

__all__ = [
    "AT_POSTS",
    "CITIZENS",
    "MOST_WEEKS",
    "STAFF",
    "Availability",
    "Claim",
    "Concern",
    "Copied",
    "DayBook",
    "Duty",
    "DutyOverlaps",
    "DutyPlan",
    "DutyState",
    "FreeStarts",
    "Lane",
    "Planned",
    "Segment",
    "Shares",
    "Use",
    "able_of",
    "concerns",
    "copy_week",
    "duties_between",
    "duties_clashing",
    "plan_duty",
    "publish_day",
    "remove_draft",
    "shortlist",
]
