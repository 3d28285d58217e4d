"""What children of the tests compute; a child imports this module by its name."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from scheduler.watch import Progress, Watch


def until_stopped(limit: float, watch: Watch) -> tuple[int, float]:
    """Work until told to stop, or for so many seconds; return the process and how long it was."""
    begun = time.monotonic()
    while time.monotonic() - begun < limit:
        seconds = time.monotonic() - begun
        if watch(Progress(seconds, 100.0 - seconds, 50.0)):
            break
        time.sleep(0.02)
    return os.getpid(), time.monotonic() - begun


def never_asks(limit: float, watch: Watch) -> None:
    """Compute for ever without asking anybody."""
    del watch
    time.sleep(limit)


def breaks(what: str, watch: Watch) -> None:
    """Fail with an error, or end the process as a crash would."""
    del watch
    if what == "crash":
        os._exit(7)
    raise ValueError(what)


class Slow:
    """A task that takes as long to load as solvers do where the machine has much else to do."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __reduce__(self) -> tuple[Callable[[float], float], tuple[float]]:
        """Be loaded slowly."""
        return loaded_after, (self.seconds,)


def loaded_after(seconds: float) -> float:
    """Return the seconds, after so many of them."""
    time.sleep(seconds)
    return seconds


def first_best(seconds: float, watch: Watch) -> float:
    """Return the first that comes to hand, as solvers do that are stopped at once."""
    watch(Progress(0.0))
    return seconds
