"""Is a plan of counters possible, and what does it cost; each rule by itself, no solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from scheduler.capacity.load import Day, days_of, starts
from scheduler.capacity.problem import Place, Plan, Problem
from scheduler.finding import Finding, Rule, Verdict

SLACK = 1e-6
"""By so many minutes a flow may be off: it comes out of floating-point arithmetic."""

PLACE = Rule("place", "{site} has no counter of kind {kind} for {group}", hard=True)
ROOM = Rule("room", "{site}, {day} {time}: {open} of {most} counters open", hard=True)
STAFF = Rule("staff", "{site}, {day} {time}: {open} counters for {most} clerks", hard=True)
SKILL = Rule("skill", "{site}, {day} {time}: {open} for {groups}, {most} can do it", hard=True)
BUDGET = Rule("budget", "{site}, {day}: {open} counter slots of {most}", hard=True)
PIN = Rule("pin", "{site}, {day} {time}: {open} open for {group}, {most} fixed", hard=True)
LEAST = Rule("least", "{site}, {day} {time}: {open} open for {groups}, {least} needed", hard=True)
FLOW = Rule("flow", "{origin} sends {minutes} min for {group} to {target}, {day} {time}", hard=True)

UNSERVED = Rule("unserved", "{site}, {day}: {minutes} min for {group} left at closing")
WAITING = Rule("waiting", "{site}, {day}: {minutes} min x slots of waiting for {group}")
OPENING = Rule("opening", "{site}, {day}: {open} counter slots open for {group}")
SETUP = Rule("setup", "{site}, {day}: {times} set-ups for {group}")
DIVERSION = Rule("diversion", "{origin} to {target}, {day}: {minutes} min for {group}")
CHANGE = Rule("change", "{site}, {day}: {times} counters and blocks changed for {group}")


def check(problem: Problem, plan: Plan) -> Verdict:
    """Say which hard rules the plan breaks and what each day of each group at each site costs."""
    days = tuple(days_of(problem, plan))
    return Verdict.of(
        place(problem, plan),
        pin(problem, plan),
        least(problem, plan),
        flow(problem, plan),
        *(rule(problem, day) for day in days for rule in (room, staff, skill, budget)),
        *(rule(problem, day) for day in days for rule in PENALTIES),
    )


def cost(problem: Problem, plan: Plan, sites: Iterable[int], day: int) -> float:
    """Return what one day costs at some sites; what they get from others counts as planned."""
    days = list(days_of(problem, plan, sites, [day]))
    return Verdict.of(*(rule(problem, one) for one in days for rule in PENALTIES)).cost


def place(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Counters stand where the problem has them, in whole numbers, none below zero."""
    for where, count in plan.counts.items():
        site = problem.sites[where.site]
        if (
            where.kind >= len(site.kinds)
            or where.group not in site.kinds[where.kind].groups
            or not 0 <= where.block < problem.blocks
            or not 0 <= where.day < len(problem.days)
            or count < 0
            or count != int(count)
        ):
            yield Finding(
                PLACE,
                None,
                {"site": site.name, "kind": where.kind, "group": problem.groups[where.group]},
            )


def room(problem: Problem, day: Day) -> Iterator[Finding]:
    """No more counters of a kind are open than there are."""
    for number, kind in enumerate(problem.sites[day.site].kinds):
        for block in range(problem.blocks):
            used = sum(day.kinds[number, group][block] for group in kind.groups)
            if used > kind.count:
                yield _hard(ROOM, problem, day, block, used, kind.count)


def staff(problem: Problem, day: Day) -> Iterator[Finding]:
    """Each open counter has a clerk."""
    there = problem.sites[day.site].staff[day.day]
    for block in range(problem.blocks):
        used = sum(day.open[group][block] for group in range(len(problem.groups)))
        most = min(there[slot] for slot in problem.slots_of(block))
        if used > most:
            yield _hard(STAFF, problem, day, block, used, most)


def skill(problem: Problem, day: Day) -> Iterator[Finding]:
    """Those who can do a thing do one at a time."""
    for limit, block in product(problem.sites[day.site].limits, range(problem.blocks)):
        used = sum(day.open[group][block] for group in limit.groups)
        most = min(limit.most[day.day][slot] for slot in problem.slots_of(block))
        if used > most:
            names = ", ".join(problem.groups[group] for group in sorted(limit.groups))
            yield _hard(SKILL, problem, day, block, used, most, groups=names)


def budget(problem: Problem, day: Day) -> Iterator[Finding]:
    """The day's counter slots are within the site's budget."""
    most = problem.sites[day.site].budget[day.day]
    used = day.open_slots(problem)
    if most is not None and used > most:
        yield Finding(BUDGET, None, {**_names(problem, day), "open": used, "most": most})


def pin(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """What was fixed is so."""
    for where, most in problem.pins.items():
        used = plan.counts.get(where, 0)
        if used != most:
            yield Finding(
                PIN,
                None,
                {
                    "site": problem.sites[where.site].name,
                    "day": problem.days[where.day],
                    "time": clock(problem, where.block * problem.block),
                    "group": problem.groups[where.group],
                    "open": used,
                    "most": most,
                },
            )


def least(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """As many counters are open as are needed at least."""
    for one in problem.least:
        used = sum(plan.counts.get(where, 0) for where in one.places)
        if used < one.count:
            yield Finding(
                LEAST,
                None,
                {
                    "site": problem.sites[one.site].name,
                    "day": problem.days[one.day],
                    "time": clock(problem, one.block * problem.block),
                    "groups": ", ".join(problem.groups[group] for group in sorted(one.groups)),
                    "open": used,
                    "least": one.count,
                },
            )


def flow(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """No more people are sent away than come, and only to a site of the district that does it."""
    sent: dict[tuple[int, int, int, int], float] = {}
    for way, minutes in plan.flows.items():
        whence = (way.origin, way.group, way.day, way.hour)
        sent[whence] = sent.get(whence, 0.0) + minutes
        site = problem.sites[way.origin]
        come = sum(site.demand[way.day][way.group][slot] for slot in problem.slots_in(way.hour))
        if (
            minutes < -SLACK
            or sent[whence] > come + SLACK
            or way.origin == way.target
            or site.district != problem.sites[way.target].district
            or not problem.does(way.target, way.group)
        ):
            yield Finding(
                FLOW,
                None,
                {
                    "origin": site.name,
                    "target": problem.sites[way.target].name,
                    "group": problem.groups[way.group],
                    "day": problem.days[way.day],
                    "time": clock(problem, way.hour * problem.hour),
                    "minutes": round(minutes, 1),
                },
            )


def unserved(problem: Problem, day: Day) -> Iterator[Finding]:
    """Work left when the day ends."""
    for group, left in enumerate(day.backlog):
        yield from _cost(UNSERVED, problem, day, group, "minutes", left[-1], problem.costs.unserved)


def waiting(problem: Problem, day: Day) -> Iterator[Finding]:
    """Work that waits from one slot to the next."""
    for group, left in enumerate(day.backlog):
        yield from _cost(
            WAITING, problem, day, group, "minutes", sum(left[:-1]), problem.costs.waiting
        )


def opening(problem: Problem, day: Day) -> Iterator[Finding]:
    """Open counters, slot by slot."""
    for group in range(len(problem.groups)):
        used = day.open_slots(problem, group)
        yield from _cost(OPENING, problem, day, group, "open", used, problem.costs.opening)


def setup(problem: Problem, day: Day) -> Iterator[Finding]:
    """Counters that open or change their group: how many more of a kind and group than before."""
    times: dict[int, int] = {}
    for (_, group), row in day.kinds.items():
        times[group] = times.get(group, 0) + starts(row)
    for group, number in sorted(times.items()):
        yield from _cost(SETUP, problem, day, group, "times", number, problem.costs.setup)


def diversion(problem: Problem, day: Day) -> Iterator[Finding]:
    """Work sent to other sites, by group and target."""
    sums: dict[tuple[int, int], float] = {}
    for way, minutes in day.sent.items():
        sums[way.target, way.group] = sums.get((way.target, way.group), 0.0) + minutes
    for (target, group), minutes in sorted(sums.items()):
        if minutes > 0:
            yield Finding(
                DIVERSION,
                minutes * problem.diversion(day.site, target),
                {
                    "origin": problem.sites[day.site].name,
                    "target": problem.sites[target].name,
                    "day": problem.days[day.day],
                    "group": problem.groups[group],
                    "minutes": round(minutes, 1),
                },
            )


def change(problem: Problem, day: Day) -> Iterator[Finding]:
    """Counters and blocks that are not as in the previous plan."""
    if problem.previous is None or not problem.costs.change:
        return
    times: dict[int, int] = {}
    for (kind, group), row in day.kinds.items():
        for block, count in enumerate(row):
            before = problem.previous.get(Place(day.site, day.day, kind, group, block), 0)
            times[group] = times.get(group, 0) + abs(count - before)
    for group, number in sorted(times.items()):
        yield from _cost(CHANGE, problem, day, group, "times", number, problem.costs.change)


PENALTIES = (unserved, waiting, opening, setup, diversion, change)
"""The rules that cost; the others are hard."""


def clock(problem: Problem, slot: int) -> str:
    """Return the time at which a slot begins, as 09:30."""
    minute = problem.start + slot * problem.slot_minutes
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _names(problem: Problem, day: Day) -> dict[str, str]:
    return {"site": problem.sites[day.site].name, "day": problem.days[day.day]}


def _hard(
    rule: Rule, problem: Problem, day: Day, block: int, used: int, most: int, **facts: str
) -> Finding:
    time = clock(problem, block * problem.block)
    return Finding(
        rule, None, {**_names(problem, day), "time": time, "open": used, "most": most, **facts}
    )


def _cost(
    rule: Rule, problem: Problem, day: Day, group: int, name: str, amount: float, price: float
) -> Iterator[Finding]:
    if amount > 0:
        yield Finding(
            rule,
            amount * price,
            {**_names(problem, day), "group": problem.groups[group], name: round(amount, 1)},
        )
