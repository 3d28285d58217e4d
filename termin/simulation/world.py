"""An office as it really is: what nobody who estimates may look at."""

from __future__ import annotations

from dataclasses import dataclass

from termin.queue.rules import USUAL, Policy


@dataclass(frozen=True, slots=True)
class Errand:
    """A service as it really goes: `factor` real minutes for each planned one, on average.

    `weight` says how many people come for it; with a `skill` not every counter can do it.
    """

    service: int
    planned: int
    factor: float = 1.0
    spread: float = 0.5
    weight: float = 1.0
    skill: int | None = None


@dataclass(frozen=True, slots=True)
class World:
    """An office with the truth about it. Times in minutes, shares between 0 and 1.

    `load` is how much of the counters' time people need on average, `booked` which part of that
    time belongs to appointments. `specialists` counters can do everything, the others only what
    needs no skill. `gap` is the mean between two people, `pauses` how many a counter takes in an
    hour, `pause` their mean length. Some people go on at a counter a second time (`again`).
    """

    counters: int = 4
    specialists: int = 4
    open_minutes: int = 480
    errands: tuple[Errand, ...] = (
        Errand(1, 15, weight=4),
        Errand(2, 10, weight=3),
        Errand(3, 25, weight=1),
    )
    load: float = 0.92
    booked: float = 0.5
    no_show: float = 0.12
    early: float = 8.0
    late_spread: float = 6.0
    missed: float = 0.04
    walk: float = 0.7
    gap: float = 1.2
    pauses: float = 0.3
    pause: float = 7.0
    again: float = 0.03
    priority: float = 0.02
    day_spread: float = 0.08
    clerk_spread: float = 0.12
    policy: Policy = USUAL

    @property
    def planned(self) -> float:
        """The mean of the minutes configured, over those who come."""
        weight = sum(one.weight for one in self.errands)
        return sum(one.planned * one.weight for one in self.errands) / weight

    @property
    def real(self) -> float:
        """The mean of the minutes that a person really takes up a counter."""
        weight = sum(one.weight for one in self.errands)
        served = sum(one.planned * one.factor * one.weight for one in self.errands) / weight
        lost = self.walk + self.gap + self.pauses * self.pause * served / 60
        return served * (1 + self.again / 2) + lost


def scaled(errands: tuple[Errand, ...], factor: float) -> tuple[Errand, ...]:
    """Return the same services where each really takes this many times what is planned."""
    return tuple(
        Errand(one.service, one.planned, one.factor * factor, one.spread, one.weight, one.skill)
        for one in errands
    )


TOWN_HALL = (
    Errand(1, 15, 1.1, 0.45, 4),
    Errand(2, 10, 0.8, 0.6, 3),
    Errand(3, 25, 1.2, 0.5, 1),
    Errand(4, 5, 1.0, 0.7, 2),
)
WITH_SKILL = (*TOWN_HALL, Errand(5, 20, 1.15, 0.4, 2, skill=1))

WORLDS = {
    "small": World(counters=2, specialists=2, errands=TOWN_HALL),
    "middle": World(counters=5, specialists=2, errands=WITH_SKILL),
    "large": World(counters=10, specialists=4, errands=WITH_SKILL),
    "slower": World(counters=4, specialists=2, errands=scaled(WITH_SKILL, 1.3)),
    "faster": World(counters=4, specialists=2, errands=scaled(WITH_SKILL, 0.7)),
    "walk-ins": World(counters=3, specialists=3, errands=TOWN_HALL, booked=0.0, load=0.95),
}
"""Offices of all kinds, by name."""
