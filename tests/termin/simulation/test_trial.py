"""What people are told, judged over thirty days whose truth is known.

The seeds were not looked at while the estimate was built. What is asked for: four in five intervals
hold, and the middle is off by at most 0.6 of what the usual rule is off by.
"""

from __future__ import annotations

import pytest

from termin.queue.estimate import Wait
from termin.simulation.trial import trial, verdict
from termin.simulation.truth import Told
from termin.simulation.world import WORLDS


@pytest.mark.parametrize(
    ("world", "seed", "every"),
    [("small", 31, 2), ("large", 32, 16), ("slower", 33, 5)],
)
def test_intervals_hold_and_beat_the_usual_rule(world: str, seed: int, every: int) -> None:
    judged = trial(WORLDS[world], seed, many=30, every=every)
    assert judged.told > 300
    assert 0.75 <= judged.coverage <= 0.85
    assert judged.ratio <= 0.6


@pytest.mark.parametrize(("world", "seed", "every"), [("faster", 34, 12), ("walk-ins", 35, 3)])
def test_where_chance_alone_decides_most_they_hold_and_are_nearer_all_the_same(
    world: str, seed: int, every: int
) -> None:
    """Few appointments or short visits: the usual rule is not far off, and luck is what is left."""
    judged = trial(WORLDS[world], seed, many=30, every=every)
    assert 0.75 <= judged.coverage <= 0.85
    assert judged.ratio <= 0.8


def test_the_same_seed_is_the_same_trial() -> None:
    first, second = (trial(WORLDS["small"], 5, many=3, every=5, learning=1) for _ in range(2))
    assert first == second
    assert first != trial(WORLDS["small"], 6, many=3, every=5, learning=1)


def test_a_verdict_counts_what_held_and_how_far_the_middle_was_off() -> None:
    told = [
        Told(Wait(10, 20), usual=30, real=20),
        Told(Wait(10, 20), usual=10, real=21),
        Told(None, usual=10, real=50),
    ]
    judged = verdict(told)
    assert (judged.told, judged.held, judged.coverage) == (2, 1, 0.5)
    assert (judged.error, judged.usual_error, judged.width) == (5.5, 10.5, 10)
    assert verdict([]).coverage == 0
