"""Recurring dates as RFC 5545 writes them: a rule, dates left out, dates put in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.rrule import rrulestr


@dataclass(frozen=True, slots=True)
class Pattern:
    """A recurrence rule from its first day on ("FREQ=MONTHLY;BYDAY=1MO"), and what departs from it.

    `except_dates` are RFC 5545's EXDATE (say holidays), `extra_dates` its RDATE; a date in both is
    left out. Only days count: rules by hour, minute or second are refused with ValueError.
    """

    rule: str
    starts: date
    except_dates: frozenset[date] = frozenset()
    extra_dates: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what is no rule of days."""
        parts = dict(part.partition("=")[::2] for part in self.rule.upper().split(";"))
        if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
            raise ValueError(f"not a rule of days: {self.rule!r}")
        if {"BYHOUR", "BYMINUTE", "BYSECOND"} & parts.keys():
            raise ValueError(f"only days recur here: {self.rule!r}")
        rrulestr(self.rule, dtstart=datetime.combine(self.starts, time()))

    def between(self, first: date, last: date) -> tuple[date, ...]:
        """Return its dates from first to last, both included, in order."""
        rule = rrulestr(self.rule, dtstart=datetime.combine(self.starts, time()))
        days = rule.between(
            datetime.combine(first, time()), datetime.combine(last, time()), inc=True
        )
        found = {day.date() for day in days}
        found |= {day for day in self.extra_dates if first <= day <= last}
        return tuple(sorted(found - self.except_dates))

    def without(self, days: Iterable[date]) -> Pattern:
        """Return it with these days left out, as holidays."""
        return Pattern(
            self.rule, self.starts, self.except_dates | frozenset(days), self.extra_dates
        )
