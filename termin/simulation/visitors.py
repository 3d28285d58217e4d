"""Who comes on a simulated day, when, for what, and how long it will really take."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np

from termin.simulation.world import Errand, World

_RUSH = (1.5, 1.1, 1.2, 1.0, 0.8, 0.9, 0.9, 0.6)
"""How many walk in during each eighth of the day, beside the average."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person; all times in minutes after opening.

    `due` is the time of an appointment, `comes` None when they stay away; `minutes` are those of
    serving by an average clerk on an average day. `misses` calls, or goes on `again` later.
    """

    ticket: UUID
    errand: Errand
    comes: float | None
    due: float | None
    minutes: float
    misses: bool
    again: bool
    priority: bool


def visitors(world: World, chance: np.random.Generator) -> list[Visitor]:
    """Return everybody who is expected or comes, in no particular order."""
    booked = [_with_appointment(world, chance, due) for due in _slots(world, chance)]
    return booked + [_walking_in(world, chance, comes) for comes in _walk_ins(world, chance)]


def _slots(world: World, chance: np.random.Generator) -> list[float]:
    """Return appointments' times: as many as fill their part of the counters' planned time."""
    wanted = world.load * world.booked * world.counters * world.open_minutes
    count = int(wanted / (world.real * (1 - world.no_show)))
    grid = np.arange(0, world.open_minutes - 20, 5)
    times = np.linspace(0, len(grid) - 1, count) + chance.uniform(-1, 1, count)
    return sorted(float(grid[int(min(max(place, 0), len(grid) - 1))]) for place in times)


def _walk_ins(world: World, chance: np.random.Generator) -> list[float]:
    rate = world.load * (1 - world.booked) * world.counters / world.real
    part = world.open_minutes / len(_RUSH)
    found: list[float] = []
    for number, rush in enumerate(_RUSH):
        many = chance.poisson(rate * part * rush)
        found += (number * part + chance.uniform(0, part, many)).tolist()
    return [comes for comes in found if comes < world.open_minutes - 15]


def _with_appointment(world: World, chance: np.random.Generator, due: float) -> Visitor:
    comes = due - world.early + world.late_spread * chance.standard_normal()
    stays_away = chance.random() < world.no_show
    opens = max(comes, due - 30, -20.0)
    return _person(world, chance, None if stays_away else opens, due)


def _walking_in(world: World, chance: np.random.Generator, comes: float) -> Visitor:
    return _person(world, chance, comes, None)


def _person(
    world: World, chance: np.random.Generator, comes: float | None, due: float | None
) -> Visitor:
    weights = np.array([one.weight for one in world.errands])
    errand = world.errands[int(chance.choice(len(weights), p=weights / weights.sum()))]
    spread = errand.spread
    luck = np.exp(spread * chance.standard_normal() - spread**2 / 2)
    return Visitor(
        ticket=UUID(bytes=chance.bytes(16)),
        errand=errand,
        comes=comes,
        due=due,
        minutes=float(errand.planned * errand.factor * luck),
        misses=bool(chance.random() < world.missed),
        again=bool(chance.random() < world.again),
        priority=due is None and bool(chance.random() < world.priority),
    )
