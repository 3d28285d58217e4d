"""A process that plans counters with two others, for the tests that kill it or press Ctrl-C."""

from __future__ import annotations

import sys
from dataclasses import replace

from scheduler.capacity.sample import city
from scheduler.capacity.solve import plan_counters
from scheduler.watch import Progress


def told(progress: Progress) -> bool:
    """Say when the first part came back."""
    if progress.bound:
        sys.stdout.write("at work\n")
        sys.stdout.flush()
    return False


if __name__ == "__main__":
    whole = city(1)
    town = replace(
        whole,
        days=whole.days[:1],
        sites=whole.sites[:9],
        distances=tuple(row[:9] for row in whole.distances[:9]),
    )
    try:
        plan_counters(town, seconds=600.0, target=0.0, watch=told)
    except KeyboardInterrupt:
        sys.exit(130)
