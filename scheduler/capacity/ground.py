"""A district's day in arrays, for the search that is compiled."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from scheduler.capacity.anneal import Ground
from scheduler.capacity.problem import Flow, Problem

MOST_KINDS = 8
"""With more kinds of counter the rules of room are too many to write down."""
ENOUGH = 1 << 40


def ground(problem: Problem, sites: Sequence[int], day: int, ways: Sequence[Flow]) -> Ground | None:
    """Return the arrays, flows in the order of `ways`; None where the search does not fit.

    It knows groups, not kinds, so pins and the wish to keep a previous plan are beyond it.
    """
    keeps = problem.previous is not None and problem.costs.change > 0
    pinned = any(place.day == day and place.site in sites for place in problem.pins)
    if keeps or pinned or any(len(problem.sites[site].kinds) > MOST_KINDS for site in sites):
        return None
    costs, groups = problem.costs, range(len(problem.groups))
    demand = np.array([problem.sites[site].demand[day] for site in sites], float)
    hours = [problem.slots_in(hour) for hour in range(problem.hours)]
    come = np.stack([demand[:, :, hour.start : hour.stop].sum(axis=2) for hour in hours], axis=2)
    whole = np.concatenate(
        [np.repeat(come[:, :, [n]], len(hour), axis=2) for n, hour in enumerate(hours)], axis=2
    )
    share = np.divide(demand, whole, out=np.zeros_like(demand), where=whole > 0)
    does = np.array([[problem.does(site, group) for group in groups] for site in sites])
    at = {site: number for number, site in enumerate(sites)}
    late = costs.unserved + costs.waiting * np.arange(problem.slots - 1, -1, -1)
    price = []
    for way in ways:
        cost = problem.diversion(way.origin, way.target)
        if not does[at[way.origin], way.group]:
            span = problem.slots_in(way.hour)
            lost = (
                share[at[way.origin], way.group, span.start : span.stop]
                @ late[span.start : span.stop]
            )
            cost -= float(lost)
        price.append(cost)
    rules = [_rules(problem, site, day) for site in sites]
    most = max(map(len, rules))
    masks = np.zeros((len(sites), most), np.int64)
    caps = np.zeros((len(sites), most, problem.blocks), np.int64)
    for number, found in enumerate(rules):
        for rule, (mask, cap) in enumerate(found):
            masks[number, rule], caps[number, rule] = mask, cap
    budgets = [problem.sites[site].budget[day] for site in sites]
    return Ground(
        does,
        demand,
        share,
        come,
        masks,
        caps,
        np.array([ENOUGH if budget is None else budget for budget in budgets]),
        np.array([(at[w.origin], at[w.target], w.group, w.hour) for w in ways], np.int64).reshape(
            -1, 4
        ),
        np.array(price, float),
        np.array([problem.block, problem.hour]),
        np.array([problem.minutes, costs.waiting, costs.unserved, costs.opening, costs.setup]),
    )


def _rules(problem: Problem, site: int, day: int) -> list[tuple[int, list[int]]]:
    """Return staff, skills and room of a site: groups as bits, and the most of each block.

    Room by Hall's theorem: groups that only some kinds can serve get no more than those have.
    """
    here = problem.sites[site]
    spans = [problem.slots_of(block) for block in range(problem.blocks)]
    every = frozenset(range(len(problem.groups)))
    rules = [(every, here.staff[day]), *((limit.groups, limit.most[day]) for limit in here.limits)]
    found = [
        (_bits(groups), [min(most[t] for t in span) for span in spans]) for groups, most in rules
    ]
    for size in range(1, len(here.kinds) + 1):
        for some in combinations(range(len(here.kinds)), size):
            others = [kind for number, kind in enumerate(here.kinds) if number not in some]
            only = every.difference(*(kind.groups for kind in others))
            count = sum(here.kinds[number].count for number in some)
            found.append((_bits(only), [count] * problem.blocks))
    return found


def _bits(groups: frozenset[int]) -> int:
    return sum(1 << group for group in groups)
