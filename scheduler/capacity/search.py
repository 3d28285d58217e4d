"""From a program's numbers to the compiled search and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields

import numpy as np

from scheduler.capacity.anneal import anneal
from scheduler.capacity.ground import ground
from scheduler.capacity.model import Model, build
from scheduler.capacity.problem import Flow, Kind, Problem, Site

COLD = 0.5
"""How much worse a change may be in the end, in cost."""


def search(
    model: Model,
    counters: Mapping[tuple[int, int, int], float],
    flows: Mapping[Flow, float],
    tries: int,
    hot: float,
    seed: int,
) -> tuple[float, dict[tuple[int, int, int], int]] | None:
    """Return what it costs more than at first, and counters by site, group and block.

    `counters` may be fractional: it begins with their whole parts. None where it does not fit.
    """
    ways = [*model.flows]
    arrays = ground(model.problem, model.sites, model.day, ways)
    if arrays is None:
        return None
    at = {site: number for number, site in enumerate(model.sites)}
    open_ = np.zeros((len(model.sites), len(model.problem.groups), model.problem.blocks), np.int64)
    for site, group, block in model.counters:
        open_[at[site], group, block] = int(counters.get((site, group, block), 0) + 1e-6)
    sent = np.array([flows.get(way, 0.0) for way in ways], float)
    values = [getattr(arrays, each.name) for each in fields(arrays)]
    compiled: Callable[..., float] = anneal
    more = compiled(*values, open_, sent, tries, hot, COLD, seed)
    return more, {
        (site, group, block): int(open_[at[site], group, block])
        for site, group, block in model.counters
    }


def prepare() -> None:
    """Compile the search, if that has not been done on this machine."""
    site = Site("", "", (Kind(frozenset({0}), 1),), ((1,),), (None,), (((1.0,),),))
    tiny = Problem(("",), ("",), 1, (site,), ((0.0,),), block=1, hour=1)
    search(build(tiny, [0], 0), {}, {}, 1, 1.0, 1)
