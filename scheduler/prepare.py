"""Compile the loops of the solvers beforehand: `python -m scheduler.prepare`.

Else the first plan on a machine waits for it, half a minute or so.
"""

from __future__ import annotations

from scheduler.capacity.search import prepare as prepare_counters
from scheduler.roster.cool import prepare as prepare_rosters


def prepare() -> None:
    """Compile what plans of weeks need; a fraction of a second where that was done before."""
    prepare_counters()
    prepare_rosters()


if __name__ == "__main__":
    prepare()
