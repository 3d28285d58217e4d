"""Compile the loops of the solvers beforehand: `python -m scheduler.prepare`.

Else the first plan on a machine waits for it, half a minute or so. Counters and rosters share no
loops: each has a process.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from scheduler.capacity.search import prepare as prepare_counters
from scheduler.roster.cool import prepare as prepare_rosters


def prepare() -> None:
    """Compile what plans of weeks need; a second or two where that was done before."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(prepare_counters), pool.submit(prepare_rosters)]:
            done.result()


if __name__ == "__main__":
    prepare()
