"""How good the public shift-scheduling instances are solved after some seconds."""

from __future__ import annotations

import json
import os
from pathlib import Path

from api.bench.asked import Asked, Unusable
from scheduler.roster.public.solve import Impossible, solve_file


def public_roster(asked: Asked, path: Path) -> str:
    """Return one JSON line; the roster is scored once more by the check.

    `compile_seconds` are those to compile the inner loops, or to load them where a run before has
    left them compiled; they are not within `seconds`.
    """
    try:
        text = path.read_text(encoding="utf-8")
        found, compiled = solve_file(text, asked.seconds, asked.seed, asked.watch)
    except (OSError, ValueError, Impossible) as error:
        raise Unusable(f"{path}: {error}") from error
    return json.dumps(
        {
            "name": "public-roster",
            "instance": path.stem,
            "value": int(found.value),
            "bound": int(found.bound),
            "gap": round(found.gap, 4),
            "seconds": round(found.seconds, 2),
            "compile_seconds": round(compiled, 2),
            "seed": asked.seed,
            "load": round(os.getloadavg()[0], 1),
            "cpus": os.cpu_count(),
        }
    )
