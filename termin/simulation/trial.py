"""A trial of what people are told: many simulated days whose truth is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from termin.queue.habits import Habits, learn
from termin.simulation.day import play
from termin.simulation.truth import Day, Told
from termin.simulation.world import World


@dataclass(frozen=True, slots=True)
class Verdict:
    """How often the interval held, and how far its middle was off beside the usual rule.

    `error` and `usual_error` are mean absolute errors in minutes, `width` the mean width.
    """

    told: int
    held: int
    error: float
    usual_error: float
    width: float

    @property
    def coverage(self) -> float:
        """The share of intervals that held."""
        return self.held / self.told if self.told else 0.0

    @property
    def ratio(self) -> float:
        """Our error beside the usual rule's: below 1 is better."""
        return self.error / self.usual_error if self.usual_error else 1.0


def trial(world: World, seed: int, many: int = 30, every: int = 1, learning: int = 10) -> Verdict:
    """Play `learning` days that are not judged, then `many` that are; each learns from before."""
    played = list(days(world, seed, learning + many, every))
    return verdict(told for day in played[learning:] for told in day.told)


def days(world: World, seed: int, many: int, every: int) -> Iterator[Day]:
    """Play days one after the other; each knows only what the days before taught."""
    chance = np.random.default_rng(seed)
    before: list[Day] = []
    for number in range(many):
        before.append(play(world, number, chance, habits_from(before), every))
        yield before[-1]


def habits_from(before: Sequence[Day]) -> Habits:
    """Return what at most the last thirty days teach."""
    last = before[-30:]
    return learn(
        [one for day in last for one in day.past],
        sum(day.appointments for day in last),
        sum(day.no_shows for day in last),
    )


def verdict(told: Iterable[Told]) -> Verdict:
    """Judge what was told; those to whom nothing could be said do not count."""
    judged = [(one, one.wait) for one in told if one.wait is not None]
    many = max(1, len(judged))
    return Verdict(
        told=len(judged),
        held=sum(wait.low <= one.real <= wait.high for one, wait in judged),
        error=sum(abs((wait.low + wait.high) / 2 - one.real) for one, wait in judged) / many,
        usual_error=sum(abs(one.usual - one.real) for one, _ in judged) / many,
        width=sum(wait.high - wait.low for _, wait in judged) / many,
    )
