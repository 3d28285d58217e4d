"""Which rules keep one more counter from opening, where that would pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.capacity.load import Day
from scheduler.capacity.problem import Place, Problem

RULES = ("staff", "skill", "room", "pin", "budget")
"""Rules of the check that can be against one more counter."""


@dataclass(frozen=True, slots=True)
class More:
    """One more counter of a kind from one block to before another.

    `saved` is what the plan would cost less with it, people sent as they are. `against` are the
    rules that forbid it; without all of them the plan with it is allowed.
    """

    kind: int
    first: int
    last: int
    saved: float
    against: tuple[str, ...]


def best_more(problem: Problem, day: Day, group: int, first: int, last: int) -> More | None:
    """Return the counter that pays with the fewest rules against it, then the one that saves most.

    All are tried that are open in some of the blocks from `first` to before `last`. None where none
    of them pays, even if there were no rules.
    """
    return min(
        _paying(problem, day, group, first, last),
        key=lambda one: (len(one.against), -one.saved),
        default=None,
    )


def _paying(problem: Problem, day: Day, group: int, first: int, last: int) -> Iterator[More]:
    kinds = [n for n, kind in enumerate(problem.sites[day.site].kinds) if group in kind.groups]
    costs = {kind: _Costs(problem, day, kind, group) for kind in kinds}
    rules = {kind: _Rules(problem, day, kind, group) for kind in kinds}
    for begin in range(last):
        for end, spared in _spared(problem, day, group, begin, first + 1):
            for kind in kinds:
                saved = spared - costs[kind].more(begin, end)
                if saved > 1e-9:
                    yield More(kind, begin, end, saved, rules[kind].against(begin, end))


def _spared(
    problem: Problem, day: Day, group: int, begin: int, least: int
) -> Iterator[tuple[int, float]]:
    """Yield each end, not before `least`, and what one more counter till then spares."""
    come, row, before = day.arriving[group], day.open[group], day.backlog[group]
    ahead = problem.slots_of(begin).start
    rest = before[ahead - 1] if ahead else 0.0
    spared = 0.0
    for end in range(begin + 1, problem.blocks + 1):
        for slot in problem.slots_of(end - 1):
            rest = max(0.0, rest + come[slot] - problem.minutes * (row[end - 1] + 1))
            spared += price(problem, slot) * (before[slot] - rest)
        if end >= max(least, begin + 1):
            yield end, spared + _after(problem, day, group, end, rest)


def _after(problem: Problem, day: Day, group: int, block: int, rest: float) -> float:
    """Return what is spared from a block on if so much less waits when it begins."""
    come, row, before = day.arriving[group], day.open[group], day.backlog[group]
    spared = 0.0
    for slot in range(block * problem.block, problem.slots):
        rest = max(0.0, rest + come[slot] - problem.minutes * row[slot // problem.block])
        if before[slot] - rest < 1e-12:
            break
        spared += price(problem, slot) * (before[slot] - rest)
    return spared


def price(problem: Problem, slot: int) -> float:
    """Return what a minute costs that waits after a slot, or is left after the last."""
    return problem.costs.unserved if slot == problem.slots - 1 else problem.costs.waiting


class _Costs:
    """What one more counter of a kind and group costs itself."""

    def __init__(self, problem: Problem, day: Day, kind: int, group: int) -> None:
        self.problem = problem
        self.row = [0, *day.kinds[kind, group], 0]
        previous = problem.previous
        self.changed = [0.0] * problem.blocks
        if previous is not None:
            for block, count in enumerate(day.kinds[kind, group]):
                was = previous.get(Place(day.site, day.day, kind, group, block), 0)
                self.changed[block] = problem.costs.change * (1 if count >= was else -1)

    def more(self, begin: int, end: int) -> float:
        """Return the cost of opening, of set-ups and of change from one block to before another."""
        costs, row = self.problem.costs, self.row
        slots = min(end * self.problem.block, self.problem.slots) - begin * self.problem.block
        starts = int(row[begin + 1] >= row[begin])
        if end < self.problem.blocks:
            starts -= int(row[end + 1] > row[end])
        return costs.opening * slots + costs.setup * starts + sum(self.changed[begin:end])


class _Rules:
    """Which rules are against one more counter of a kind and group."""

    def __init__(self, problem: Problem, day: Day, kind: int, group: int) -> None:
        self.problem = problem
        self.blocks = [
            frozenset(_against(problem, day, kind, group, block)) for block in range(problem.blocks)
        ]
        self.used, self.most = day.open_slots(problem), problem.sites[day.site].budget[day.day]

    def against(self, begin: int, end: int) -> tuple[str, ...]:
        """Return the rules broken by it from one block to before another."""
        found = frozenset[str]().union(*self.blocks[begin:end])
        slots = min(end * self.problem.block, self.problem.slots) - begin * self.problem.block
        if self.most is not None and self.used + slots > self.most:
            found |= {"budget"}
        return tuple(rule for rule in RULES if rule in found)


def _against(problem: Problem, day: Day, kind: int, group: int, block: int) -> Iterator[str]:
    here, slots = problem.sites[day.site], problem.slots_of(block)

    def open_(groups: Sequence[int] | frozenset[int]) -> int:
        return sum(day.open[other][block] for other in groups)

    if open_(range(len(problem.groups))) >= min(here.staff[day.day][slot] for slot in slots):
        yield "staff"
    for limit in here.limits:
        most = min(limit.most[day.day][slot] for slot in slots)
        if group in limit.groups and open_(limit.groups) >= most:
            yield "skill"
    used = sum(day.kinds[kind, other][block] for other in here.kinds[kind].groups)
    if used >= here.kinds[kind].count:
        yield "room"
    if Place(day.site, day.day, kind, group, block) in problem.pins:
        yield "pin"
