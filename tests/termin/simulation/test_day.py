"""A simulated day is a day of an office: everybody is served once, by the office's rules."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from termin.queue.habits import UNKNOWN, Past, learn
from termin.simulation.day import play
from termin.simulation.truth import Day
from termin.simulation.visitors import visitors
from termin.simulation.world import WORLDS, World


def day(world: World, seed: int = 1) -> Day:
    return play(world, 0, np.random.default_rng(seed), UNKNOWN, every=1000)


@pytest.mark.parametrize("name", list(WORLDS))
def test_everybody_who_comes_is_called_and_nobody_twice_at_one_counter(name: str) -> None:
    world = WORLDS[name]
    came = [one for one in visitors(world, np.random.default_rng(1)) if one.comes is not None]
    past = day(world).past
    assert len(past) == len(came)
    by_counter: dict[int, list[Past]] = {}
    for one in past:
        assert one.came_at <= one.first_called_at <= one.called_at < one.ended_at
        by_counter.setdefault(one.counter, []).append(one)
    for stays in by_counter.values():
        stays.sort(key=lambda one: one.called_at)
        assert all(one.ended_at <= next_.called_at for one, next_ in pairwise(stays))


def test_the_load_of_a_world_is_what_its_people_need() -> None:
    world = replace(WORLDS["middle"], again=0, missed=0)
    chance = np.random.default_rng(3)
    needed = []
    for _ in range(60):
        came = [one for one in visitors(world, chance) if one.comes is not None]
        lost = world.walk + world.gap
        needed.append(
            sum(one.minutes * (1 + world.pauses * world.pause / 60) + lost for one in came)
        )
    load = float(np.mean(needed)) / (world.counters * world.open_minutes)
    assert load == pytest.approx(world.load, rel=0.05)


def test_an_office_learns_its_own_truth_from_its_days() -> None:
    world = WORLDS["middle"]
    played = [
        play(world, number, np.random.default_rng(number), UNKNOWN, every=1000)
        for number in range(12)
    ]
    habits = learn(
        [one for day in played for one in day.past],
        sum(day.appointments for day in played),
        sum(day.no_shows for day in played),
    )
    for errand in world.errands:
        assert habits.paces[errand.service].factor == pytest.approx(errand.factor, rel=0.15)
    assert habits.no_show_rate == pytest.approx(world.no_show, abs=0.03)
    assert habits.miss_rate == pytest.approx(world.missed, abs=0.02)
    assert 1.5 < float(np.mean(habits.gaps)) < 4
    assert habits.days == 12
