"""Figures of this process for Prometheus: requests by route, status and time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from time import time

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the durations, in seconds."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts since the start of the process; labels are templates of routes, never addresses."""

    def __init__(self) -> None:
        self._started = time()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._durations: defaultdict[str, Counter[float]] = defaultdict(Counter)
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._gauges: dict[str, tuple[str, Callable[[], float]]] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests[method, route, status] += 1
        self._seconds[route] += seconds
        bucket = next((bound for bound in BUCKETS if seconds <= bound), float("inf"))
        self._durations[route][bucket] += 1

    def gauge(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Show a figure that is asked for each time."""
        self._gauges[name] = (meaning, value)

    def text(self) -> str:
        """Return all figures in Prometheus' text format."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield "# HELP termin_requests_total Requests answered."
        yield "# TYPE termin_requests_total counter"
        for (method, route, status), count in sorted(self._requests.items()):
            labels = f'method="{method}",route="{route}",status="{status}"'
            yield f"termin_requests_total{{{labels}}} {count}"
        yield "# HELP termin_request_seconds Time from the request to the end of the answer."
        yield "# TYPE termin_request_seconds histogram"
        for route in sorted(self._durations):
            yield from self._histogram(route)
        yield "# HELP process_start_time_seconds When this process started, seconds since 1970."
        yield "# TYPE process_start_time_seconds gauge"
        yield f"process_start_time_seconds {self._started:.3f}"
        for name, (meaning, value) in sorted(self._gauges.items()):
            yield f"# HELP {name} {meaning}"
            yield f"# TYPE {name} gauge"
            yield f"{name} {value():g}"

    def _histogram(self, route: str) -> Iterator[str]:
        total = 0
        for bound in (*BUCKETS, float("inf")):
            total += self._durations[route][bound]
            label = "+Inf" if bound == float("inf") else f"{bound:g}"
            yield f'termin_request_seconds_bucket{{route="{route}",le="{label}"}} {total}'
        yield f'termin_request_seconds_sum{{route="{route}"}} {self._seconds[route]:.6f}'
        yield f'termin_request_seconds_count{{route="{route}"}} {total}'
