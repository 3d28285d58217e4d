"""Column generation: solve the master, price everybody, add what helps, until nothing does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.roster.public.graph import Ints
from scheduler.roster.public.master import Answer, Master, worth
from scheduler.roster.public.numbers import Floats
from scheduler.roster.public.pricer import Ask, Priced, Pricer


@dataclass(frozen=True, slots=True)
class Goal:
    """When to stop, and how strongly prices stay near the best ones so far (0 to 1).

    Stops when value and bound are less than `gap` apart, when the bound exceeds `enough`, after
    `rounds`, or when `stop` says so, given the master's value and the bound.
    """

    gap: float = 0.01
    enough: float = np.inf
    rounds: int = 1_000_000
    smoothing: float = 0.5
    stop: Callable[[float, float], bool] = lambda value, bound: False  # noqa: ARG005


@dataclass(frozen=True, slots=True)
class Generated:
    """The master's last answer; a proven bound for it; the prices that gave the bound."""

    answer: Answer
    bound: float
    prices: Floats | None


def generate(
    pricer: Pricer, master: Master, goal: Goal, ask: Ask, centre: Floats | None = None
) -> Generated:
    """Add columns for the master's people until the goal is met or no column helps.

    The bound is Lagrange's: whatever the prices, no rosters of these people cost less. It is
    reckoned in whole numbers. `centre` are prices known to be good.
    """
    bound, rounds = -np.inf, 0
    while True:
        answer = master.solve()
        rounds += 1
        if rounds % 8 == 0:
            pricer.forget()
        weight = goal.smoothing if centre is not None else 0.0
        while True:
            mixed = (
                answer.prices
                if centre is None
                else centre + (1 - weight) * (answer.prices - centre)
            )
            prices = within(master, pricer.whole(mixed))
            priced = pricer.everybody(master.people, prices, ask)
            reached = lagrange(pricer, master, prices, priced)
            if reached > bound:
                bound, centre = reached, prices / pricer.scale
            fresh = _add(master, answer, priced)
            if fresh or weight == 0:
                break
            weight = weight / 2 if weight > goal.smoothing / 2 else 0.0
        met = answer.value - bound < goal.gap or bound > goal.enough or rounds >= goal.rounds
        if not fresh or met or goal.stop(answer.value, bound):
            return Generated(answer, bound, centre)


def within(master: Master, prices: Ints) -> Ints:
    """Return the prices with 0 on all days that are not the master's."""
    kept = np.zeros_like(prices)
    days = slice(master.days.start, master.days.stop)
    kept[days] = prices[days]
    return kept


def lagrange(pricer: Pricer, master: Master, prices: Ints, priced: list[Priced]) -> float:
    """Return the bound that these whole prices prove."""
    wanted = int((prices.astype(np.int64) * master.wanted).sum())
    return (wanted + sum(one.value for one in priced)) / pricer.scale


def _add(master: Master, answer: Answer, priced: list[Priced]) -> int:
    fresh = 0
    for one in priced:
        for row in one.rows:
            paid = master.numbers.paid(one.person, row)
            if paid - worth(answer.prices, row) - answer.people[one.person] < -1e-6:
                fresh += master.add(one.person, row)
    return fresh
