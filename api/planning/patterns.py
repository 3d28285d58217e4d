"""Patterns of mobile offices: rows become recurring dates, and these become plans of halts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from scheduler.tours.pattern import Pattern
from termin.mobile import HaltPlan, fitted
from termin.offices import public_holidays
from termin.offices.mobile import MobileUnit, TourPattern
from termin.offices.rows import Municipality

LATE = timedelta(days=7)
"""So far a holiday may push a date; patterns are asked for so much earlier."""


def pattern_of(row: TourPattern) -> Pattern:
    """Return a row's recurring dates as a value, with what departs from its rule.

    Raises:
        ValueError: the rule is none of days.
    """
    return Pattern(
        row.rule,
        row.starts_on,
        frozenset(map(date.fromisoformat, row.left_out)),
        frozenset(map(date.fromisoformat, row.added)),
    )


def dates_of(
    row: TourPattern, holidays: Collection[date], first: date, last: date
) -> tuple[date, ...]:
    """Return a pattern's dates from `first` to `last`; dates put in by hand stay on holidays."""
    last = min(last, row.ends_on or last)
    added = frozenset(map(date.fromisoformat, row.added))
    by_rule = pattern_of(row).between(first - LATE, last)
    days = fitted(by_rule, {*holidays} - added, row.on_holiday)
    return tuple(day for day in days if first <= day <= last)


async def halts_by_pattern(unit: MobileUnit, first: date, last: date) -> list[HaltPlan]:
    """Return the halts that a unit's patterns make of the days from `first` to `last`, in order."""
    town = await Municipality.get(id=unit.municipality_id)
    holidays = public_holidays(town.land, town.holiday_categories, first - LATE, last + LATE)
    found = []
    for row in await TourPattern.filter(unit_id=unit.id).order_by("id").prefetch_related("legs"):
        for on in dates_of(row, holidays, first, last):
            found += [
                HaltPlan(on, leg.arrives, leg.opens, leg.closes, leg.leaves, leg.stop_id)
                for leg in row.legs
            ]
    return sorted(set(found))
