"""What a simulated day shows when it is over: what people were told, and what came true."""

from __future__ import annotations

from dataclasses import dataclass

from termin.queue.estimate import Wait
from termin.queue.habits import Past


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told when joining, what the usual rule would have said, what came true.

    All in minutes; the usual rule is the place in line times the configured mean over the counters.
    """

    wait: Wait | None
    usual: float
    real: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is over: what it teaches, and how what was said came true."""

    past: tuple[Past, ...]
    told: tuple[Told, ...]
    appointments: int
    no_shows: int
