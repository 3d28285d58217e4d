"""How good a week of counters for a whole city becomes in a given time, and how near the best."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from time import perf_counter

from api.bench.asked import Asked, Unusable
from scheduler.capacity.check import check
from scheduler.capacity.problem import Plan, Problem
from scheduler.capacity.sample import city
from scheduler.watch import Progress, gap

EARLY = 90.0
"""A long run also says how far it was after so many seconds."""
WORKERS = 2


class Disagreement(Unusable):
    """The check finds the plan illegal, or another cost than the solver said."""


def plan(asked: Asked) -> Iterator[str]:
    """Plan the sample city of this number, let the check cost the plan, and yield a JSON line."""
    if asked.files:
        raise Unusable("plan makes a city of its own: give it a --seed instead of a file")
    seed, seconds = asked.seed, asked.seconds
    from scheduler.capacity.search import prepare
    from scheduler.capacity.solve import plan_counters

    begun = perf_counter()
    prepare()
    compiled = perf_counter() - begun
    begun = perf_counter()
    early: list[float] = []

    def watch(progress: Progress) -> bool:
        if progress.gap is not None and progress.seconds <= EARLY:
            early[:] = [progress.gap]
        return asked.watch(progress)

    problem = city(seed)
    found = plan_counters(
        problem, seconds=seconds, seed=seed, number_of_workers=WORKERS, watch=watch
    )
    took = perf_counter() - begun
    value = _checked(problem, found.plan, found.value)
    line: dict[str, object] = {
        "name": "plan",
        "seed": seed,
        "demand_minutes": round(_minutes(problem)),
        "value": round(value, 2),
        "bound": round(found.bound, 2),
        "gap": round(gap(value, found.bound), 5),
        "gap_at_90": round(early[0], 5) if early else None,
        "seconds": round(took, 2),
        "compile_seconds": round(compiled, 2),
        "waiting_unserved": round(waiting_unserved(problem, found.plan), 2),
    }
    if asked.baselines:
        line |= _beside(problem, found.plan, asked)
    line |= {"load": round(os.getloadavg()[0], 1), "cpus": os.cpu_count(), "workers": WORKERS}
    yield json.dumps(line)


def waiting_unserved(problem: Problem, plan: Plan) -> float:
    """Return what waiting and unserved work cost in a plan, by the check."""
    costs = check(problem, plan).by_rule()
    return costs.get("waiting", 0.0) + costs.get("unserved", 0.0)


def _beside(problem: Problem, plan: Plan, asked: Asked) -> dict[str, object]:
    """Return what the two baselines cost, and the fractions of waiting and unserved work saved."""
    from scheduler.capacity.baseline import by_backlog, fixed

    ours = waiting_unserved(problem, plan)
    told: dict[str, object] = {}
    for name, other in (
        ("fixed", fixed(problem, seconds=20.0, seed=asked.seed, watch=asked.watch)),
        ("greedy", by_backlog(problem)),
    ):
        theirs = waiting_unserved(problem, other)
        told[f"{name}_value"] = round(_checked(problem, other, None), 2)
        told[f"{name}_waiting_unserved"] = round(theirs, 2)
        told[f"saved_on_{name}"] = round(1 - ours / theirs, 4)
    return told


def _checked(problem: Problem, plan: Plan, said: float | None) -> float:
    """Return the cost by the check; raise where the plan is illegal or the solver said another."""
    verdict = check(problem, plan)
    if not verdict.legal:
        raise Disagreement(f"the plan breaks {verdict.broken[0]}")
    if said is not None and abs(verdict.cost - said) > 1e-6 * max(1.0, said):
        raise Disagreement(f"the solver says {said}, the check {verdict.cost}")
    return verdict.cost


def _minutes(problem: Problem) -> float:
    return sum(sum(map(sum, day)) for site in problem.sites for day in site.demand)
