"""From planned dates back to a rule: the simplest recurrence that says them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

from scheduler.tours.pattern import Pattern

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def describe(dates: Iterable[date], last: date | None = None) -> Pattern:
    """Return the pattern that has exactly these dates up to `last` (the last of them by default).

    The rule with the fewest dates left out and put in wins, of equals the simpler one: weekly,
    every n weeks, monthly by one or two weekdays counted from the month's beginning or end, monthly
    by the day. Dates that no rule fits end as one date and others put in. ValueError for none.
    """
    days = sorted(set(dates))
    if not days:
        raise ValueError("no dates to describe")
    end = max(last or days[-1], days[-1])
    found = [_fitted(rule, start, days, end) for start in days[:2] for rule in _rules(start, days)]
    return min(found, key=_effort)


def _effort(pattern: Pattern) -> tuple[int, int, str]:
    departures = len(pattern.except_dates) + len(pattern.extra_dates)
    return 2 * departures + pattern.rule.count(";"), len(pattern.rule), pattern.rule


def _fitted(rule: str, start: date, days: list[date], end: date) -> Pattern:
    bare = Pattern(rule, start)
    made, told = set(bare.between(days[0], end)), set(days)
    return Pattern(rule, start, frozenset(made - told), frozenset(told - made))


def _rules(start: date, days: list[date]) -> Iterator[str]:
    """Yield rules that might say the dates, from the first one on."""
    yield "FREQ=DAILY;COUNT=1"
    names = {day.weekday() for day in days}
    weeks = (days[-1] - start).days // 7 + 1
    for interval in range(1, min(weeks, 8) + 1):
        every = f";INTERVAL={interval}" if interval > 1 else ""
        yield f"FREQ=WEEKLY{every};BYDAY={_names(names)}"
        yield f"FREQ=WEEKLY{every};BYDAY={WEEKDAYS[start.weekday()]}"
    months = len([*groupby(days, key=lambda day: (day.year, day.month))])
    if months == 1 and len(days) > 1:
        return
    for interval in (1, 2, 3):
        every = f";INTERVAL={interval}" if interval > 1 else ""
        forward = {(day.weekday(), (day.day - 1) // 7 + 1) for day in days}
        backward = {(day.weekday(), -((_month_end(day) - day.day) // 7 + 1)) for day in days}
        for ordinals in (forward, backward):
            for some in (ordinals, {min(ordinals)}, {max(ordinals)}):
                if len(some) <= 2:
                    by = ",".join(f"{nth}{WEEKDAYS[day]}" for day, nth in sorted(some))
                    yield f"FREQ=MONTHLY{every};BYDAY={by}"
        yield f"FREQ=MONTHLY{every};BYMONTHDAY={start.day}"


def _names(weekdays: Iterable[int]) -> str:
    return ",".join(WEEKDAYS[day] for day in sorted(weekdays))


def _month_end(day: date) -> int:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (following - timedelta(days=1)).day
