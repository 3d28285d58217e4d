"""The rules of a roster, one function each: what the law forbids, and what costs."""

from scheduler.roster.rules.contract import contract, days_a_week, unused, weekday
from scheduler.roster.rules.demand import missing, surplus
from scheduler.roster.rules.facts import absence, pin, skill, sound
from scheduler.roster.rules.law import average, breaks, longest_day, rest, stretch, sunday
from scheduler.roster.rules.people import alone, late, wish
from scheduler.roster.rules.work import back_office, screen

HARD = (
    sound,
    skill,
    absence,
    pin,
    weekday,
    sunday,
    longest_day,
    average,
    breaks,
    stretch,
    rest,
    contract,
    days_a_week,
)
"""Physics and law."""

SOFT = (missing, surplus, unused, back_office, screen, late, wish, alone)
"""What costs."""

__all__ = ["HARD", "SOFT"]
