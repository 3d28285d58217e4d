"""Why a plan is as it is: what falls short when, which rule stands in the way, what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.capacity.check import check, clock
from scheduler.capacity.load import Day, backlog, days_of, starts
from scheduler.capacity.problem import Place, Plan, Problem
from scheduler.finding import Fact, Finding, Rule

SHORT = Rule(
    "short", "{site}, {day} {begin}-{end}: {minutes} min for {group} wait or are left; {reason}"
)
SENT = Rule("sent", "{site}, {day} {begin}-{end}: {minutes} min for {group} are sent to {target}")
STARTED = Rule("started", "{site}, {day} {begin}: {times} counters begin for {group}")
REASONS: Mapping[str, str] = {
    "none": "one more counter would not be worth its cost",
    "worth": "one more counter would pay",
    "kinds": "no further counter can serve them",
    "room": "every counter that can serve them is open",
    "staff": "every clerk who is there serves",
    "skill": "every clerk who can do it serves",
    "budget": "the day's counter slots are used up",
    "pin": "the counters are fixed by hand",
}
"""Which rule binds: with one more counter for the stretch the plan would cost less, but for it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of day in which work for one group waits at one site, block after block."""

    site: int
    day: int
    group: int
    first: int
    last: int
    """The first block, and the one after the last."""
    cost: float
    minutes: float
    """The most that waits at once, or what is left if the stretch ends the day."""
    reason: str
    """A word of `REASONS`."""
    saved: float
    """What one more counter for the stretch would save, its own cost taken off; 0 at least."""


def explain(problem: Problem, plan: Plan) -> tuple[Finding, ...]:
    """Say in sentences what falls short, what is sent away and what is set up, dearest first."""
    found = [_said(problem, stretch) for stretch in stretches(problem, plan)]
    for day in days_of(problem, plan):
        found += _sent(problem, day)
        found += _started(problem, day)
    return tuple(sorted(found, key=lambda one: -(one.cost or 0.0)))


def stretches(problem: Problem, plan: Plan) -> tuple[Stretch, ...]:
    """Return where work waits, and which rule keeps one more counter from opening there.

    Decided by arithmetic, not by the solver: one counter more in each block of the stretch, or in
    the first half of it, flows as they are; if that costs less, the rules are asked one by one
    whether they let it.
    """
    return tuple(
        stretch
        for day in days_of(problem, plan)
        for group in range(len(problem.groups))
        for stretch in _waits(problem, day, group)
    )


def compare(problem: Problem, one: Plan, other: Plan) -> dict[str, tuple[float, float]]:
    """Return by rule what each of two plans costs; and under `counters` how many places differ.

    `counters` holds the counter blocks that only the one plan opens, and only the other.
    """
    first, second = check(problem, one).by_rule(), check(problem, other).by_rule()
    told = {
        name: (first.get(name, 0.0), second.get(name, 0.0)) for name in sorted({*first, *second})
    }
    places = {*one.counts, *other.counts}
    more = [one.counts.get(place, 0) - other.counts.get(place, 0) for place in places]
    told["counters"] = (float(sum(n for n in more if n > 0)), float(-sum(n for n in more if n < 0)))
    return told


def _waits(problem: Problem, day: Day, group: int) -> Iterator[Stretch]:
    left = day.backlog[group]
    waits = [
        any(left[slot] > 0.5 for slot in problem.slots_of(block)) for block in range(problem.blocks)
    ]
    begin = None
    for block, here in enumerate([*waits, False]):
        if here and begin is None:
            begin = block
        if not here and begin is not None:
            yield _stretch(problem, day, group, begin, block)
            begin = None


def _stretch(problem: Problem, day: Day, group: int, first: int, last: int) -> Stretch:
    left = day.backlog[group]
    slots = [slot for block in range(first, last) for slot in problem.slots_of(block)]
    ends = slots[-1] == problem.slots - 1
    saved, width = max(
        (_saved(problem, day, group, range(first, until)), until)
        for until in {last, first + (last - first + 1) // 2, first + 1}
    )
    reason = "none" if saved <= 0 else _binds(problem, day, group, range(first, width))
    if not problem.does(day.site, group):
        reason, saved = "kinds", 0.0
    return Stretch(
        day.site,
        day.day,
        group,
        first,
        last,
        sum(_price(problem, slot) * left[slot] for slot in slots),
        left[-1] if ends else max(left[slot] for slot in slots),
        reason,
        max(0.0, saved),
    )


def _saved(problem: Problem, day: Day, group: int, blocks: range) -> float:
    """Return what one more counter in these blocks would save, with its opening and set-up."""
    row = list(day.open[group])
    more = [count + (block in blocks) for block, count in enumerate(row)]
    rest = backlog(problem, day.arriving[group], more)
    spared = sum(
        _price(problem, slot) * (before - after)
        for slot, (before, after) in enumerate(zip(day.backlog[group], rest, strict=True))
    )
    slots = sum(len(problem.slots_of(block)) for block in blocks)
    costs = problem.costs
    return spared - costs.opening * slots - costs.setup * (starts(more) - starts(row))


def _price(problem: Problem, slot: int) -> float:
    return problem.costs.unserved if slot == problem.slots - 1 else problem.costs.waiting


def _binds(problem: Problem, day: Day, group: int, blocks: range) -> str:
    """Return the first rule that keeps one more counter from these blocks, or `worth`."""
    here = problem.sites[day.site]
    if not problem.does(day.site, group):
        return "kinds"
    for block in blocks:
        slots = problem.slots_of(block)
        if sum(row[block] for row in day.open) >= min(here.staff[day.day][slot] for slot in slots):
            return "staff"
        for limit in here.limits:
            used = sum(day.open[other][block] for other in limit.groups)
            if group in limit.groups and used >= min(limit.most[day.day][slot] for slot in slots):
                return "skill"
        if not _room(problem, day, group, block):
            return "room"
        if any(
            Place(day.site, day.day, number, group, block) in problem.pins
            for number, _ in enumerate(here.kinds)
        ):
            return "pin"
    most = here.budget[day.day]
    asked = sum(len(problem.slots_of(block)) for block in blocks)
    return "budget" if most is not None and day.open_slots(problem) + asked > most else "worth"


def _room(problem: Problem, day: Day, group: int, block: int) -> bool:
    """Say whether a counter is free for a group, perhaps after others change places."""
    kinds = problem.sites[day.site].kinds
    reached = {number for number, kind in enumerate(kinds) if group in kind.groups}
    asked = list(reached)
    while asked:
        number = asked.pop()
        used = {other: day.kinds[number, other][block] for other in kinds[number].groups}
        if sum(used.values()) < kinds[number].count:
            return True
        for other, count in used.items():
            for next_, kind in enumerate(kinds):
                if count and other in kind.groups and next_ not in reached:
                    reached.add(next_)
                    asked.append(next_)
    return False


def _said(problem: Problem, stretch: Stretch) -> Finding:
    facts: dict[str, Fact] = {
        "site": problem.sites[stretch.site].name,
        "day": problem.days[stretch.day],
        "group": problem.groups[stretch.group],
        "begin": clock(problem, stretch.first * problem.block),
        "end": clock(problem, min(problem.slots, stretch.last * problem.block)),
        "minutes": round(stretch.minutes),
        "reason": REASONS[stretch.reason],
        "rule": stretch.reason,
    }
    return Finding(SHORT, stretch.cost, facts)


def _sent(problem: Problem, day: Day) -> Iterator[Finding]:
    """Put the hours that follow each other into one stretch, for each group and target."""
    ways: dict[tuple[int, int], dict[int, float]] = {}
    for way, minutes in day.sent.items():
        if minutes > 0.5:
            ways.setdefault((way.target, way.group), {})[way.hour] = minutes
    for (target, group), hours in sorted(ways.items()):
        for first in sorted(hour for hour in hours if hour - 1 not in hours):
            last = first
            while last in hours:
                last += 1
            minutes = sum(hours[hour] for hour in range(first, last))
            facts: dict[str, Fact] = {
                "site": problem.sites[day.site].name,
                "target": problem.sites[target].name,
                "day": problem.days[day.day],
                "group": problem.groups[group],
                "begin": clock(problem, first * problem.hour),
                "end": clock(problem, min(problem.slots, last * problem.hour)),
                "minutes": round(minutes),
            }
            yield Finding(SENT, minutes * problem.diversion(day.site, target), facts)


def _started(problem: Problem, day: Day) -> Iterator[Finding]:
    for (_, group), row in day.kinds.items():
        for block, (before, now) in enumerate(zip([0, *row], row, strict=False)):
            if now > before:
                facts: dict[str, Fact] = {
                    "site": problem.sites[day.site].name,
                    "day": problem.days[day.day],
                    "group": problem.groups[group],
                    "begin": clock(problem, block * problem.block),
                    "times": now - before,
                }
                yield Finding(STARTED, problem.costs.setup * (now - before), facts)
