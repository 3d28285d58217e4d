"""What a person asked of a benchmark of planning: files, seconds, seed, and how wide."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from scheduler.watch import Progress


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments after the benchmark's name; a planning benchmark takes those it knows."""

    files: tuple[Path, ...] = ()
    seconds: float = 10.0
    seed: int = 1
    vehicles: tuple[int, ...] = (1,)
    cores: int = 1
    baselines: bool = False
    stopped: Event = field(default_factory=Event)

    def watch(self, progress: Progress) -> bool:
        """Stop a solver once the person wants no more (Ctrl-C)."""
        del progress
        return self.stopped.is_set()


class Unusable(Exception):
    """The benchmark cannot be run on what was asked; the text says why and what to do."""
