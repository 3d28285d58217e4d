"""Which kind of counter serves which group, once it is known how many of each group are open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from ortools.math_opt.python import mathopt as mo

from scheduler.capacity.highs import solved
from scheduler.capacity.problem import Place, Problem

SECONDS = 1.0


def kinds(
    problem: Problem, site: int, day: int, counters: Mapping[tuple[int, int], int]
) -> dict[Place, int] | None:
    """Return counts by kind for counts by (group, block), with the fewest set-ups.

    The counts must have room, as those of the district's program have. None where HiGHS found
    nothing in time. Raises `Failed` where it failed.
    """
    here = problem.sites[site].kinds
    able = {
        group: [number for number, kind in enumerate(here) if group in kind.groups]
        for group, _ in counters
    }
    if all(len(numbers) == 1 for numbers in able.values()):
        return {
            Place(site, day, able[group][0], group, block): count
            for (group, block), count in counters.items()
            if count
        }
    program = mo.Model()
    chosen: dict[Place, mo.Variable] = {}
    costs: list[mo.LinearTerm] = []
    for (group, block), count in sorted(counters.items()):
        row = []
        for number in able[group]:
            place = Place(site, day, number, group, block)
            now = program.add_integer_variable(lb=0, ub=min(count, here[number].count))
            if place in problem.pins:
                now.lower_bound = now.upper_bound = problem.pins[place]
            more = program.add_variable(lb=0)
            costs.append(problem.costs.setup * more)
            before = chosen.get(place._replace(block=block - 1))
            program.add_linear_constraint(
                more - now >= 0 if before is None else more - now + before >= 0
            )
            _as_before(problem, program, place, now, costs)
            chosen[place] = now
            row.append(now)
        program.add_linear_constraint(mo.fast_sum(row) == count)
    for number, kind in enumerate(here):
        for block in range(problem.blocks):
            used = [
                now for place, now in chosen.items() if (place.kind, place.block) == (number, block)
            ]
            if used:
                program.add_linear_constraint(mo.fast_sum(used) <= kind.count)
    for one in problem.least:
        if (one.site, one.day) == (site, day):
            asked = [chosen[place] for place in one.places if place in chosen]
            program.add_linear_constraint(mo.fast_sum(asked) >= one.count)
    program.minimize(mo.fast_sum(costs))
    answer = solved(program, mo.SolveParameters(time_limit=timedelta(seconds=SECONDS)))
    if not answer.has_primal_feasible_solution():
        return None
    values = answer.variable_values()
    return {place: round(values[now]) for place, now in chosen.items() if round(values[now])}


def _as_before(
    problem: Problem,
    program: mo.Model,
    place: Place,
    now: mo.Variable,
    costs: list[mo.LinearTerm],
) -> None:
    if problem.previous is None or not problem.costs.change:
        return
    before = problem.previous.get(place, 0)
    off = program.add_variable(lb=0)
    program.add_linear_constraint(off - now >= -before)
    program.add_linear_constraint(off + now >= before)
    costs.append(problem.costs.change * off)
