"""The public shift-scheduling instances of Curtois and Qu: read, judged, and solved by columns.

Reading and judging need no solver; solving stands in `scheduler.roster.public.solve`.
"""

from scheduler.roster.public.check import Misshapen, check
from scheduler.roster.public.instance import OFF, Cover, Instance, Person, Roster, Shift, Wish
from scheduler.roster.public.parse import Unreadable, parse

__all__ = [
    "OFF",
    "Cover",
    "Instance",
    "Misshapen",
    "Person",
    "Roster",
    "Shift",
    "Unreadable",
    "Wish",
    "check",
    "parse",
]
