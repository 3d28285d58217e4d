"""A process that works for another, and ends with it."""

from __future__ import annotations

import os
import threading
from multiprocessing import parent_process


def end_with_parent() -> None:
    """Let this process end at once when the one that spawned it does, however that ended.

    The solvers hold no lock of Python's while they compute, so that it ends in their midst too.
    """
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
