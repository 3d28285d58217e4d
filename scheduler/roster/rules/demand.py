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
    there = Counter(
        (workday.day, block, task)
        for workday, _, _ in known(problem, roster)
        for block, task in placed(problem, workday)
    )
    for need in problem.demand:
        short = need.people - there[need.day, need.block, need.group]
        if short > 0:
            weight = problem.group[need.group].weight
            minute = need.block * problem.block
            yield Finding(
                MISSING,
                weight * price(problem.weights.missing, short),
                {
                    "people": short,
                    "needed": need.people,
                    "group": need.group,
                    "day": str(problem.date(need.day)),
                    "time": f"{minute // 60:02}:{minute % 60:02}",
                },
            )


def price(steps: Sequence[float], people: int) -> float:
    """Return what that many missing people cost together; the last step counts on."""
    return sum(steps[min(number, len(steps) - 1)] for number in range(people))
