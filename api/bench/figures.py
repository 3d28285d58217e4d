"""A figure: one JSON line with its ceiling of the same run and the load it was measured under."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. `value` and `ceiling` have the same unit, both from the same minute.

    The ceiling is what a bare program reaches that does only the unavoidable; `values` are further
    numbers of the same run.
    """

    name: str
    unit: str
    value: float
    ceiling: float
    ceiling_is: str
    values: Mapping[str, float | int | str]

    def line(self) -> str:
        """Return the line: name, value, ratio to the ceiling, and the machine's load."""
        ratio = self.value / self.ceiling if self.ceiling else 0.0
        if self.unit in ("ms", "s"):  # of times the shorter is the better
            ratio = self.ceiling / self.value if self.value else 0.0
        return json.dumps(
            {
                "name": self.name,
                "value": rounded(self.value),
                "unit": self.unit,
                "ceiling": rounded(self.ceiling),
                "ceiling_is": self.ceiling_is,
                "ratio": rounded(ratio),
                **{name: rounded(value) for name, value in self.values.items()},
                "load": rounded(os.getloadavg()[0]),
                "cpus": os.cpu_count(),
                "python": platform.python_version(),
            },
            ensure_ascii=False,
        )


def rounded(value: float | str) -> float | int | str:
    """Return a number with three significant digits; texts as they are."""
    if isinstance(value, str | int):
        return value
    short = float(f"{value:.3g}")
    return int(short) if short.is_integer() and abs(short) >= 100 else short


def share(values: Sequence[float], part: float) -> float:
    """Return the value that `part` of the values do not exceed (0.5: the median)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
