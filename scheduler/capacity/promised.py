"""What those who were promised a time need: counters of their own, as many as sit there at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from scheduler.capacity.problem import Least, Problem


def promised(
    problem: Problem,
    site: int,
    day: int,
    block: int,
    moments: Iterable[Sequence[frozenset[int]]],
) -> tuple[Least, ...]:
    """Return what must be open in a block so that everybody has a counter at each of its moments.

    A moment lists for everybody who is promised it the kinds of counter that can serve them; which
    group the counter is open for does not matter. By Hall's theorem (1935) all find one if the
    counters of any kinds together are no fewer than those whom only these kinds can serve.
    """
    most: Counter[frozenset[int]] = Counter()
    for moment in moments:
        asked = Counter(moment)
        for kinds in _unions(asked):
            only = sum(count for own, count in asked.items() if own <= kinds)
            most[kinds] = max(most[kinds], only)
    groups = frozenset(range(len(problem.groups)))
    return tuple(
        Least(site, day, block, kinds, groups, count)
        for kinds, count in sorted(most.items(), key=lambda one: (len(one[0]), sorted(one[0])))
        if not any(less < kinds and most[less] >= count for less in most)
    )


def _unions(asked: Iterable[frozenset[int]]) -> set[frozenset[int]]:
    """Return all unions of some of the sets."""
    found: set[frozenset[int]] = set()
    for kinds in asked:
        found |= {kinds, *(kinds | other for other in found)}
    return found
