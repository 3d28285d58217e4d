"""How far off what people are told is, on simulated days whose truth is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time
from uuid import UUID

from api.bench.figures import Figure
from api.bench.ground import Ground
from termin.queue.hall import AtCounter, Expected, Hall, Staffed
from termin.queue.outlook import public_wait
from termin.queue.rows import TicketState
from termin.queue.waiting import Desk, Waiting
from termin.simulation import WORLDS, Verdict, trial

DAYS = 30
SEEDS = {
    "small": (7, 2),
    "slower": (8, 4),
    "faster": (9, 8),
    "large": (10, 12),
    "walk-ins": (11, 3),
}
"""Offices, the seed of each (none of them was looked at while building), and that every so many
people are told an interval."""


async def waiting(_at: Ground) -> list[Figure]:
    """Play thirty days of five offices, each knowing only what its days before taught."""
    verdicts = {
        name: trial(WORLDS[name], seed, DAYS, every) for name, (seed, every) in SEEDS.items()
    }
    told = sum(one.told for one in verdicts.values())
    error, usual = _mean(verdicts, told, "error"), _mean(verdicts, told, "usual_error")
    values: dict[str, float | int | str] = {
        "told": told,
        "coverage": sum(one.held for one in verdicts.values()) / told,
        "milliseconds": milliseconds(),
    }
    for name, one in verdicts.items():
        values[f"coverage_{name}"] = one.coverage
        values[f"ratio_{name}"] = one.ratio
    rule = "the usual rule: place in line x configured minutes / counters"
    return [Figure("waiting", "minutes off", error, usual, rule, values)]


def milliseconds(waiting: int = 40, counters: int = 8) -> float:
    """Return the processor time of one public interval, with so many people and counters."""
    hall, now = _crowded(waiting, counters)
    spent = []
    for _ in range(15):
        before = process_time()
        public_wait(hall, now)
        spent.append((process_time() - before) * 1000)
    return median(spent)


def _mean(verdicts: dict[str, Verdict], told: int, name: str) -> float:
    total: float = sum(getattr(one, name) * one.told for one in verdicts.values())
    return total / told


def _crowded(waiting: int, counters: int) -> tuple[Hall, datetime]:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def at(minutes: float) -> datetime:
        return now + timedelta(minutes=minutes)

    return Hall(
        waiting=tuple(
            Waiting(
                UUID(int=number),
                f"B{number:03d}",
                at(-number),
                at(number - 20) if number % 3 == 0 else None,
                frozenset({1}) if number % 4 == 0 else frozenset(),
                12,
                lines=((1, 12),),
            )
            for number in range(waiting)
        ),
        at_counter=tuple(
            AtCounter(
                UUID(int=1000 + number),
                f"C{number:03d}",
                TicketState.SERVING,
                number,
                str(number),
                at(-5),
                at(-4),
                12,
                lines=((1, 12),),
            )
            for number in range(counters)
        ),
        staffed=tuple(
            Staffed(Desk(number, frozenset({1}) if number % 2 else frozenset()), at(-60), at(240))
            for number in range(counters)
        ),
        expected=tuple(Expected(at(5 * number), 12, lines=((1, 12),)) for number in range(20)),
    ), now
