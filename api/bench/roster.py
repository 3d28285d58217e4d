"""How good rosters are after some seconds, and how soon a sick call is answered."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import perf_counter

from api.bench.asked import Asked, Unusable
from api.bench.public_rosters import public_roster
from scheduler.roster import Problem, Roster
from scheduler.roster.check import check
from scheduler.roster.choices import Impossible
from scheduler.roster.cool import prepare
from scheduler.roster.replan import replan, sick_call
from scheduler.roster.solve import solve
from scheduler.roster.wire import read
from scheduler.watch import Progress

WORKERS = 2
"""Processes that compute side by side."""
ILL_DAYS = 3


def roster(asked: Asked) -> Iterator[str]:
    """Yield one JSON line for each office (our JSON), and one for a sick call in it.

    A public shift-scheduling instance (`.txt`) has one line, see `api.bench.public_rosters`.

    `value` is the cost of the roster, scored once more by the check; `bound` is what none can cost
    less; `first_seconds` is when the first legal roster was there.
    """
    if not asked.files:
        raise Unusable("name at least one office roster (JSON) or public instance (.txt)")
    for path in asked.files:
        if path.suffix == ".txt":  # a public shift-scheduling instance
            yield public_roster(asked, path)
            continue
        yield from _office(asked, path.stem, _read(path))


def _read(path: Path) -> Problem:
    try:
        return read(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(f"{path}: {error}") from error


def _office(asked: Asked, name: str, problem: Problem) -> Iterator[str]:
    first: list[Progress] = []

    def watch(progress: Progress) -> bool:
        if not first:
            first.append(progress)
        return False

    begun = perf_counter()
    prepare()
    compiled = perf_counter() - begun
    try:
        found = solve(problem, asked.seconds, asked.seed, watch, WORKERS)
    except Impossible as error:
        raise Unusable(f"{name}: {error}") from error
    value = _confirmed(name, problem, found.plan, found.value)
    yield json.dumps(
        {
            "name": "roster",
            "instance": name,
            "value": round(value, 4),
            "bound": round(found.bound, 4),
            "gap": round(found.gap, 4),
            "seconds": round(found.seconds, 2),
            "first_seconds": round(first[0].seconds, 2),
            "first_value": round(first[0].value or 0.0, 4),
            "compile_seconds": round(compiled, 2),
            "seed": asked.seed,
            **_machine(),
        }
    )
    yield _sick(asked, name, problem, found.plan)


def _sick(asked: Asked, name: str, problem: Problem, plan: Roster) -> str:
    """Somebody falls ill for up to three days; who, and when, is left to chance."""
    random = Random(asked.seed)  # noqa: S311 - a benchmark, not a secret
    ill = random.choice(plan.workdays)
    days = [day for day in range(ill.day, ill.day + ILL_DAYS) if day < problem.length]
    now = sick_call(problem, plan, ill.clerk, days)
    found = replan(now, plan, seed=asked.seed)
    value = _confirmed(name, now, found.best.roster, found.best.value)
    return json.dumps(
        {
            "name": "roster-sick-call",
            "instance": name,
            "value": round(value, 4),
            "unchanged": round(found.proposals[0].value, 4),
            "changed": len(found.best.changed),
            "days": len({one.day for one in plan.workdays if one.clerk == ill.clerk} & set(days)),
            "seconds": round(found.seconds, 2),
            "compile_seconds": 0.0,
            "seed": asked.seed,
            **_machine(),
        }
    )


def _confirmed(name: str, problem: Problem, plan: Roster, value: float) -> float:
    verdict = check(problem, plan)
    if verdict.broken:
        raise Unusable(f"{name}: {verdict.broken[0]}")
    if abs(verdict.cost - value) > 1e-6:
        raise Unusable(f"{name}: solver says {value:g}, check says {verdict.cost:g}")
    return verdict.cost


def _machine() -> dict[str, float | int | None]:
    return {"load": round(os.getloadavg()[0], 1), "cpus": os.cpu_count()}
