"""Reading a roster: its workdays with their clerk and shift, and as one week of one clerk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.roster.problem import Clerk, Problem, Roster, Shift, Workday


def known(problem: Problem, roster: Roster) -> Iterator[tuple[Workday, Clerk, Shift]]:
    """Yield the workdays of known clerks and shifts; others are for `facts.sound` to tell."""
    for one in roster.workdays:
        if one.clerk in problem.clerk and one.shift in problem.shift:
            yield one, problem.clerk[one.clerk], problem.shift[one.shift]


def by_clerk(problem: Problem, roster: Roster) -> Iterator[tuple[Clerk, list[Workday]]]:
    """Yield every clerk with their workdays in order of days, also those who never work."""
    workdays = defaultdict(list)
    for one, clerk, _ in known(problem, roster):
        workdays[clerk.id].append(one)
    for clerk in problem.clerks:
        yield clerk, sorted(workdays[clerk.id], key=lambda one: one.day)


def placed(problem: Problem, workday: Workday) -> Iterator[tuple[int, str]]:
    """Yield the number of each block of a workday with its task."""
    blocks = problem.shift[workday.shift].blocks(problem.block)
    yield from zip(blocks, workday.tasks, strict=False)
