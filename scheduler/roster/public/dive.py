"""A first roster: round the master's shares one by one, with new columns after each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from scheduler.roster.public.generate import within
from scheduler.roster.public.master import Answer, Master, worth
from scheduler.roster.public.pricer import Ask, Pricer
from scheduler.roster.public.pricing import Rows


def greedy(pricer: Pricer, rng: np.random.Generator, sweeps: int = 3) -> Rows | None:
    """Give each person in turn the cheapest row beside all others; None if one has no legal row."""
    numbers = pricer.numbers
    rows = np.full((numbers.people, numbers.instance.days), -1, np.int8)
    for _ in range(sweeps):
        if not _complete(pricer, rows, rng.permutation(numbers.people).tolist()):
            return None
    return rows


def _complete(pricer: Pricer, rows: Rows, people: Sequence[int]) -> bool:
    """Give these people, in this order, the cheapest rows beside all others in `rows`."""
    numbers = pricer.numbers
    for person in people:
        rows[person] = -1
        short = numbers.there(rows) < numbers.wanted
        prices = np.where(short, numbers.under, -numbers.over) * pricer.scale
        found = pricer.price(person, prices.astype(np.int32)).rows
        if not len(found):
            return False
        rows[person] = found[0]
    return True


def dive(
    pricer: Pricer,
    master: Master,
    ask: Ask,
    stop: Callable[[], bool],
    rounds: int = 2,
) -> Rows | None:
    """Fix the columns with the largest shares, price the others anew, and so on.

    Whoever has nearly one whole column is fixed at the same time. Once `stop` says so, who is left
    gets a row greedily. None if somebody has no legal row then.
    """
    numbers = master.numbers
    rows = np.full((numbers.people, numbers.instance.days), -1, np.int8)
    left, fixed = set(master.people), list[int]()
    least = max(1, numbers.people // 20)
    answer = master.solve()
    while left and not stop():
        before = len(left)
        for number in np.argsort(-answer.shares, kind="stable").tolist():
            column, share = master.columns[number], answer.shares[number]
            if share < 1e-6 or (before - len(left) >= least and share < 0.98):
                break
            if column.person in left:
                left.discard(column.person)
                fixed.append(number)
                rows[column.person] = column.row
        if len(left) == before:
            break
        master.fix(fixed)
        answer = _again(pricer, master, sorted(left), ask, rounds)
    master.fix(fixed, 0.0)
    return rows if _complete(pricer, rows, sorted(left)) else None


def _again(pricer: Pricer, master: Master, people: list[int], ask: Ask, rounds: int) -> Answer:
    answer = master.solve()
    for _ in range(rounds if people else 0):
        prices = within(master, pricer.whole(answer.prices))
        fresh = 0
        for one in pricer.everybody(people, prices, ask):
            for row in one.rows:
                paid = master.numbers.paid(one.person, row)
                if paid - worth(answer.prices, row) - answer.people[one.person] < -1e-6:
                    fresh += master.add(one.person, row)
        if not fresh:
            break
        answer = master.solve()
    return answer
