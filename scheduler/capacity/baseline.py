"""What people do without a solver: one plan for all days, or opening for the longest line."""

from __future__ import annotations

from dataclasses import replace

from scheduler.capacity.greedy import greedy
from scheduler.capacity.model import build
from scheduler.capacity.part import settle
from scheduler.capacity.problem import Flow, Place, Plan, Problem, Site
from scheduler.capacity.solve import plan_counters
from scheduler.watch import Watch, heedless


def by_backlog(problem: Problem) -> Plan:
    """Open in each block for the longest backlog; people are then sent as is cheapest."""
    return _settled(problem, greedy(problem))


def fixed(problem: Problem, *, seconds: float, seed: int, watch: Watch = heedless) -> Plan:
    """Plan one day for the mean demand and use it every day; people are sent as is cheapest.

    The one day has the staff and the budget that every day has. Pins and needs are not asked.
    """
    mean = replace(
        problem,
        days=("every day",),
        sites=tuple(_mean(site) for site in problem.sites),
        pins={},
        least=(),
        previous=None,
    )
    plan = plan_counters(mean, seconds=seconds, seed=seed, watch=watch).plan
    counts: dict[Place, int] = {
        place._replace(day=day): count
        for place, count in plan.counts.items()
        for day in range(len(problem.days))
    }
    return _settled(problem, Plan(counts))


def _mean(site: Site) -> Site:
    days = len(site.demand)
    known = [most for most in site.budget if most is not None]
    return replace(
        site,
        staff=(tuple(map(min, *site.staff)),),
        budget=(min(known) if known else None,),
        demand=(
            tuple(
                tuple(sum(slot) / days for slot in zip(*group, strict=True))
                for group in zip(*site.demand, strict=True)
            ),
        ),
        limits=tuple(replace(limit, most=(tuple(map(min, *limit.most)),)) for limit in site.limits),
    )


def _settled(problem: Problem, plan: Plan) -> Plan:
    """Return the plan with the cheapest flows; kinds are dealt anew with the fewest set-ups."""
    counts: dict[Place, int] = {}
    flows: dict[Flow, float] = {}
    for sites in problem.districts().values():
        for day in range(len(problem.days)):
            model = build(problem, sites, day)
            counters = dict.fromkeys(model.counters, 0)
            for place, count in plan.counts.items():
                if place.day == day and place.site in sites:
                    counters[place.site, place.group, place.block] += count
            part = settle(model, counters)
            if part is None:
                raise RuntimeError("HiGHS found no flows for a plan that has some")
            counts.update(part.plan.counts)
            flows.update(part.plan.flows)
    return Plan(counts, flows)
