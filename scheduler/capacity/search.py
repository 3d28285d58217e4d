"""From a program's numbers to the compiled search and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

import numpy as np

from scheduler.capacity.anneal import anneal
from scheduler.capacity.ground import MOST_KINDS, Ground, Rows, Whole, ground
from scheduler.capacity.model import Model, build
from scheduler.capacity.problem import Flow, Kind, Place, Problem, Site

COLD = 0.5
"""How much worse a change may be in the end, in cost."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where to begin: the relaxed program's numbers, and a plan that keeps all rules.

    `counters` are by site, group and block, `places` the same by kind.
    """

    counters: Mapping[tuple[int, int, int], float] = field(default_factory=dict)
    places: Mapping[Place, float] = field(default_factory=dict)
    flows: Mapping[Flow, float] = field(default_factory=dict)
    legal: Mapping[Place, int] = field(default_factory=dict)


def search(
    model: Model, start: Start, tries: int, hot: float, seed: int
) -> tuple[float, dict[tuple[int, int, int], int]]:
    """Return what it costs more than at first, and counters by site, group and block.

    It begins with the whole parts of the relaxed program's numbers; where these are fewer than must
    be open, with the plan that keeps all rules.
    """
    problem, ways = model.problem, [*model.flows]
    many = any(len(problem.sites[site].kinds) > MOST_KINDS for site in model.sites)
    rows = Rows(problem, model.sites, model.day, model.by_kind or many)
    arrays = ground(rows, ways)
    open_ = _open(rows, arrays, start)
    serving = _serving(rows, open_) if rows.split else open_
    sent = np.array([start.flows.get(way, 0.0) for way in ways], float)
    values = [getattr(arrays, each.name) for each in fields(arrays)]
    compiled: Callable[..., float] = anneal
    more = compiled(*values, open_, serving, sent, tries, hot, COLD, seed)
    found = _serving(rows, open_)
    at = {site: number for number, site in enumerate(model.sites)}
    return more, {
        (site, group, block): int(found[at[site], group, block])
        for site, group, block in model.counters
    }


def _open(rows: Rows, arrays: Ground, start: Start) -> Whole:
    """Return the counters to begin with."""
    if not rows.split:
        return rows.array(
            {
                Place(site, rows.day, -1, group, block): int(count + 1e-6)
                for (site, group, block), count in start.counters.items()
            }
        )
    open_ = rows.array({place: int(count + 1e-6) for place, count in start.places.items()})
    legal = rows.array(start.legal)
    together = np.einsum("skr,srh->skh", arrays.needed.astype(np.int64), open_)
    short = (together < arrays.floors).any(axis=1)
    open_ = np.where(short[:, None, :], legal, open_)
    lengths = np.array([len(rows.problem.slots_of(n)) for n in range(rows.problem.blocks)])
    beyond = (open_.sum(axis=1) * lengths).sum(axis=1) > arrays.budget
    return np.where(beyond[:, None, None], legal, open_)


def _serving(rows: Rows, open_: Whole) -> Whole:
    """Return what is open by site, group and block."""
    found = np.zeros((len(rows.sites), len(rows.problem.groups), rows.problem.blocks), np.int64)
    for number, site in enumerate(rows.sites):
        for row, (_, group) in enumerate(rows.of(site)):
            found[number, group] += open_[number, row]
    return found


def prepare() -> None:
    """Compile the search, if that has not been done on this machine."""
    site = Site("", "", (Kind(frozenset({0}), 1),), ((1,),), (None,), (((1.0,),),))
    tiny = Problem(("",), ("",), 1, (site,), ((0.0,),), block=1, hour=1)
    search(build(tiny, [0], 0), Start(), 1, 1.0, 1)
