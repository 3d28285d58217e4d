"""How good tours are after some seconds: team orienteering with time windows, public format."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

from api.bench.asked import Asked, Unusable
from scheduler.tours.orienteering.check import check
from scheduler.tours.orienteering.problem import Instance, Unreadable, parse
from scheduler.tours.orienteering.solve import compile_engine, solve


def tours(asked: Asked) -> Iterator[str]:
    """Yield one JSON line for each instance and number of vehicles.

    `value` is the sum of profits, scored once more by the check; `bound` is what no routes exceed,
    `proven` that they agree. `cores` cases run side by side, each on one core.
    """
    if not asked.files:
        raise Unusable("name at least one instance in the TOPTW format")
    instances = [_read(path) for path in asked.files]
    compiled = compile_engine()
    with ThreadPoolExecutor(asked.cores, "bench") as beside:
        cases = product(instances, asked.vehicles)
        for line in beside.map(lambda case: _line(asked, compiled, *case), cases):
            if not asked.stopped.is_set():
                yield line


def _line(asked: Asked, compiled: float, instance: Instance, vehicles: int) -> str:
    solution = solve(instance, vehicles, asked.seconds, asked.seed, asked.watch)
    score = check(instance, vehicles, solution.plan)
    if not score.verdict.legal or score.value != solution.value:
        raise Unusable(f"{instance.name}: solver says {solution.value:g}, check says {score}")
    return json.dumps(
        {
            "name": "tours",
            "instance": instance.name,
            "vehicles": vehicles,
            "value": score.value,
            "bound": int(solution.bound),
            "gap": round(solution.gap, 4),
            "proven": score.value == solution.bound,
            "seconds": round(solution.seconds, 2),
            "compile_seconds": round(compiled, 2),
            "seed": asked.seed,
            "side_by_side": asked.cores,
            "load": round(os.getloadavg()[0], 1),
            "cpus": os.cpu_count(),
        }
    )


def _read(path: Path) -> Instance:
    try:
        return parse(path.stem, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise Unusable(str(error)) from error
