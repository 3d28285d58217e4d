"""Demand: how many people of each group are missing, block by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from scheduler.finding import Finding, Rule
from scheduler.roster.problem import Problem, Roster
from scheduler.roster.rules.reading import known, placed

MISSING = Rule("missing", "{people} of {needed} people miss at {group} on {day} at {time}")


def missing(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """As many people stand at each group as are needed; each one missing costs more."""
    there = _there(problem, roster)
    for need in problem.demand:
        short = need.people - there[need.day, need.block, need.group]
        if short > 0:
            weight = problem.group[need.group].weight
            yield Finding(
                MISSING,
                weight * price(problem.weights.missing, short),
                {
                    "people": short,
                    "needed": need.people,
                    "group": need.group,
                    "day": str(problem.date(need.day)),
                    "time": clock(need.block * problem.block),
                },
            )


SURPLUS = Rule("surplus", "{people} people too many at {group} on {day} at {time}")


def surplus(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Nobody stands where nobody is needed; back office waits."""
    needed = {(one.day, one.block, one.group): one.people for one in problem.demand}
    for (day, block, group), people in sorted(_there(problem, roster).items()):
        over = people - needed.get((day, block, group), 0)
        if group in problem.group and over > 0:
            yield Finding(
                SURPLUS,
                problem.weights.surplus * over,
                {
                    "people": over,
                    "group": group,
                    "day": str(problem.date(day)),
                    "time": clock(block * problem.block),
                },
            )


def _there(problem: Problem, roster: Roster) -> Counter[tuple[int, int, str]]:
    return Counter(
        (workday.day, block, task)
        for workday, _, _ in known(problem, roster)
        for block, task in placed(problem, workday)
    )


def clock(minute: int) -> str:
    """Return a minute of the day as people read it."""
    return f"{minute // 60:02}:{minute % 60:02}"


def price(steps: Sequence[float], people: int) -> float:
    """Return what that many missing people cost together; the last step counts on."""
    return sum(steps[min(number, len(steps) - 1)] for number in range(people))
