"""Weeks as facts, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from api.planning.facts import (
    ClerkFacts,
    CounterFacts,
    OfficeFacts,
    PromiseFacts,
    WeekFacts,
)
from api.planning.problem import Translation, problem_of
from scheduler.capacity.problem import Place, Plan
from termin.capacity import Shares
from termin.capacity.skills import Able
from termin.planning.demand import Work, demand_of
from tests.town import MONDAY

PLAIN: frozenset[int] = frozenset()
KFZ = frozenset({7})
OFFICE = 1
OPEN = ((8 * 60, 12 * 60),)


def counter(number: int, able: Able = None) -> CounterFacts:
    return CounterFacts(number, str(number), able, Shares())


def clerk(number: int, able: Able = None, minutes: int | None = 2340) -> ClerkFacts:
    return ClerkFacts(number, f"clerk {number}", able, minutes)


def work(minute: int, minutes: float, skills: frozenset[int] = PLAIN) -> Work:
    return Work(OFFICE, MONDAY, minute, skills, minutes)


def promise(start: int, end: int, skills: frozenset[int] = PLAIN) -> PromiseFacts:
    return PromiseFacts(MONDAY, start, end, skills)


def week(
    booked: Sequence[Work] = (),
    counters: Sequence[CounterFacts] = (counter(1), counter(2)),
    clerks: Sequence[ClerkFacts] = (clerk(11), clerk(12)),
    promises: Sequence[PromiseFacts] = (),
    opening: tuple[tuple[int, int], ...] = OPEN,
) -> WeekFacts:
    """Return a week in which one office is open on Monday."""
    office = OfficeFacts(
        OFFICE,
        "Rathaus",
        ZoneInfo("Europe/Berlin"),
        {MONDAY: opening},
        tuple(counters),
        tuple(clerks),
        frozenset({PLAIN, KFZ}),
        tuple(promises),
    )
    return WeekFacts(MONDAY, (office,), demand_of((), (), booked, [MONDAY]), {7: "Kfz"})


def with_office(facts: WeekFacts, **changes: object) -> WeekFacts:
    """Return the week with its office changed."""
    return replace(facts, offices=(replace(facts.offices[0], **changes),))  # type: ignore[arg-type]


def opened(translation: Translation, *rows: tuple[int, int, str, str, int]) -> Plan:
    """Return a plan: kind, group, from and to as clock times, and how many counters."""
    counts: dict[Place, int] = {}
    for kind, group, start, end, count in rows:
        first, last = (translation.block(_minutes(text)) for text in (start, end))
        counts |= {Place(0, 0, kind, group, block): count for block in range(first, last)}
    return Plan(counts)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def translated(facts: WeekFacts) -> Translation:
    """Return the problem of a week in which every group has counters of its own."""
    return problem_of(facts, few=0.0)
