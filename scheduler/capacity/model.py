"""One district's day as a mixed-integer program: whole counters of each group, work that flows.

Only how many counters serve a group in a block is a whole number; which kind of counter they are
is left fractional, because a transport between kinds and groups always has a whole answer. Needs
may spoil that, if they name sets of kinds that overlap otherwise than promises do
(`scheduler.capacity.promised`, Edmonds 1970): then kinds can be made whole numbers too.
Set-ups are counted by kind, fractional as the kinds are: so the program's bound holds for the plan,
and where the kinds come out whole its cost is the plan's. Else `scheduler.capacity.kinds` finds
the kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.math_opt.python import mathopt as mo

from scheduler.capacity.problem import Flow, Place, Problem

Row = tuple[int, int]
"""A site and a group."""


@dataclass(slots=True)
class Model:
    """The program and its variables; made in the process that solves it.

    `counters` and `setups` are by site, group and block, the latter of each kind; `left`, what
    waits, and `sent`, which part of which flows leaves, by site, group and slot.
    """

    problem: Problem
    sites: Sequence[int]
    day: int
    program: mo.Model = field(default_factory=mo.Model)
    counters: dict[tuple[int, int, int], mo.Variable] = field(default_factory=dict)
    kinds: dict[Place, mo.Variable] = field(default_factory=dict)
    flows: dict[Flow, mo.Variable] = field(default_factory=dict)
    setups: dict[tuple[int, int, int], list[mo.Variable]] = field(default_factory=dict)
    left: dict[tuple[int, int, int], mo.Variable] = field(default_factory=dict)
    sent: dict[tuple[int, int, int], list[tuple[float, mo.Variable]]] = field(default_factory=dict)
    terms: list[mo.LinearTerm | float] = field(default_factory=list)

    @property
    def by_kind(self) -> bool:
        """It matters which kind of counter serves, beyond what each can do and its set-ups."""
        problem, mine = self.problem, (self.day, frozenset(self.sites))
        return (
            (problem.previous is not None and problem.costs.change > 0)
            or any(one.day == mine[0] and one.site in mine[1] for one in problem.pins)
            or any(one.day == mine[0] and one.site in mine[1] for one in problem.least)
        )

    def whole(self) -> None:
        """Make the counters of each kind whole numbers too."""
        for part in self.kinds.values():
            part.integer = True

    def cost(self, price: float, variable: mo.Variable) -> None:
        """Put a price on a variable."""
        self.terms.append(price * variable)


def build(problem: Problem, sites: Sequence[int], day: int) -> Model:
    """Return the program of the sites of one district on one day."""
    model = Model(problem, sites, day)
    _flows(model)
    for site in sites:
        _counters(model, site)
        _limits(model, site)
        _least(model, site)
        for group in range(len(problem.groups)):
            if problem.does(site, group):
                _queue(model, site, group)
            else:
                _sent(model, site, group)
    model.program.minimize(mo.fast_sum(model.terms))
    return model


def _flows(model: Model) -> None:
    """What is sent elsewhere is no more than what comes."""
    problem, day = model.problem, model.day
    for site in model.sites:
        others = [other for other in model.sites if other != site]
        for group, demand in enumerate(problem.sites[site].demand[day]):
            for hour in range(problem.hours):
                come = sum(demand[slot] for slot in problem.slots_in(hour))
                ways = []
                for target in others:
                    if come > 0 and problem.does(target, group):
                        way = model.program.add_variable(lb=0, ub=come)
                        model.flows[Flow(site, target, group, day, hour)] = way
                        model.cost(problem.diversion(site, target), way)
                        ways.append(way)
                if len(ways) > 1:
                    model.program.add_linear_constraint(mo.fast_sum(ways) <= come)


def _counters(model: Model, site: int) -> None:
    """Counters by group and block, their set-ups, and the kinds they can be."""
    problem, costs = model.problem, model.problem.costs
    kinds = problem.sites[site].kinds
    add = model.program.add_linear_constraint
    for group in sorted({group for kind in kinds for group in kind.groups}):
        room = sum(kind.count for kind in kinds if group in kind.groups)
        before: list[mo.Variable] = []
        for block in range(problem.blocks):
            now = model.program.add_integer_variable(lb=0, ub=room)
            model.counters[site, group, block] = now
            model.cost(costs.opening * len(problem.slots_of(block)), now)
            parts = [
                _kind(model, Place(site, model.day, number, group, block), kind.count)
                for number, kind in enumerate(kinds)
                if group in kind.groups
            ]
            add(now - mo.fast_sum(parts) == 0)
            model.setups[site, group, block] = _setups(model, before, parts)
            before = parts
    for number, kind in enumerate(kinds):
        for block in range(problem.blocks):
            used = [
                model.kinds[Place(site, model.day, number, group, block)]
                for group in sorted(kind.groups)
            ]
            add(mo.fast_sum(used) <= kind.count)


def _setups(
    model: Model, before: Sequence[mo.Variable], parts: Sequence[mo.Variable]
) -> list[mo.Variable]:
    """Count what opens of each kind from one block to the next."""
    found = []
    for number, part in enumerate(parts):
        more = model.program.add_variable(lb=0)
        model.cost(model.problem.costs.setup, more)
        already = before[number] if before else 0
        model.program.add_linear_constraint(more - part + already >= 0)
        found.append(more)
    return found


def _kind(model: Model, place: Place, count: int) -> mo.Variable:
    """Return the counters of one kind at a place, as pinned, and as before if that is worth it."""
    problem = model.problem
    pinned = problem.pins.get(place)
    low, high = (0, count) if pinned is None else (pinned, pinned)
    part = model.program.add_variable(lb=low, ub=high)
    model.kinds[place] = part
    if problem.previous is not None and problem.costs.change:
        before = problem.previous.get(place, 0)
        off = model.program.add_variable(lb=0)
        model.program.add_linear_constraint(off - part >= -before)
        model.program.add_linear_constraint(off + part >= before)
        model.cost(problem.costs.change, off)
    return part


def _limits(model: Model, site: int) -> None:
    """Staff, skills and the day's budget."""
    problem, here = model.problem, model.problem.sites[site]
    add = model.program.add_linear_constraint
    open_ = {key[1:]: count for key, count in model.counters.items() if key[0] == site}
    anything = frozenset(range(len(problem.groups)))
    caps = [(anything, here.staff[model.day])]
    caps += [(limit.groups, limit.most[model.day]) for limit in here.limits]
    for block in range(problem.blocks):
        for groups, most in caps:
            used = [
                count for (group, at), count in open_.items() if at == block and group in groups
            ]
            if used:
                add(mo.fast_sum(used) <= min(most[slot] for slot in problem.slots_of(block)))
    budget = here.budget[model.day]
    if budget is not None and open_:
        add(
            mo.fast_sum(
                [len(problem.slots_of(block)) * count for (_, block), count in open_.items()]
            )
            <= budget
        )


def _least(model: Model, site: int) -> None:
    """What must be open at least."""
    for one in model.problem.least:
        if (one.site, one.day) == (site, model.day):
            parts = [model.kinds[place] for place in one.places if place in model.kinds]
            model.program.add_linear_constraint(mo.fast_sum(parts) >= one.count)


def _queue(model: Model, site: int, group: int) -> None:
    """What waits after a slot is what waited, plus what came, less what the counters serve."""
    problem, costs = model.problem, model.problem.costs
    demand = problem.sites[site].demand[model.day][group]
    before: mo.Variable | None = None
    for hour in range(problem.hours):
        slots = problem.slots_in(hour)
        out = _ways(model, hour, group, origin=site)
        into = _ways(model, hour, group, target=site)
        come = sum(demand[slot] for slot in slots)
        for slot in slots:
            last = slot == problem.slots - 1
            left = model.program.add_variable(lb=0)
            model.cost(costs.unserved if last else costs.waiting, left)
            rest: list[mo.LinearTerm | mo.Variable] = [left]
            rest += [-1.0 / len(slots) * way for way in into]
            sent = [(demand[slot] / come, way) for way in out if demand[slot]]
            rest += [share * way for share, way in sent]
            model.left[site, group, slot], model.sent[site, group, slot] = left, sent
            if before is not None:
                rest.append(-1.0 * before)
            counters = model.counters[site, group, slot // problem.block]
            rest.append(problem.minutes * counters)
            model.program.add_linear_constraint(mo.fast_sum(rest) >= demand[slot])
            before = left


def _sent(model: Model, site: int, group: int) -> None:
    """What the site has no counters for waits to the end unless it is sent elsewhere."""
    problem, costs = model.problem, model.problem.costs
    demand = problem.sites[site].demand[model.day][group]
    for hour in range(problem.hours):
        slots = problem.slots_in(hour)
        come = sum(demand[slot] for slot in slots)
        if not come:
            continue
        lost = sum(
            demand[slot] * (costs.unserved + costs.waiting * (problem.slots - 1 - slot))
            for slot in slots
        )
        model.terms.append(lost)
        for way in _ways(model, hour, group, origin=site):
            model.cost(-lost / come, way)


def _ways(
    model: Model, hour: int, group: int, *, origin: int | None = None, target: int | None = None
) -> list[mo.Variable]:
    """Return the flows of one group and hour that leave a site, or that reach it."""
    found = []
    for other in model.sites:
        way = Flow(
            other if origin is None else origin,
            other if target is None else target,
            group,
            model.day,
            hour,
        )
        if way in model.flows:
            found.append(model.flows[way])
    return found
