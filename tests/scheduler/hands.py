"""What processes of the tests do."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable


def squares(power: int) -> Callable[[int], int]:
    """Return what raises to a power."""
    return lambda number: int(number**power)


def mortal() -> Callable[[float], float]:
    """Return what sleeps, or dies if that would take no time."""

    def sleep(seconds: float) -> float:
        if not seconds:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(seconds)
        return seconds

    return sleep


def noisy() -> Callable[[str], str]:
    """Return what writes to the standard output as a library in C does."""

    def say(words: str) -> str:
        os.write(1, words.encode())
        return words

    return say
