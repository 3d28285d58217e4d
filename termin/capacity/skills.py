"""What somebody, or somebody at a counter, can do."""

from __future__ import annotations

Able = frozenset[int] | None
"""Ids of skills; None stands for every one."""


def both(one: Able, other: Able) -> Able:
    """Return what two can do together: what each of them can."""
    if one is None or other is None:
        return other if one is None else one
    return one & other
