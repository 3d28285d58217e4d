"""Why a plan is as it is: what falls short when, which rule stands in the way, what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.capacity.binding import best_more, price
from scheduler.capacity.check import check, clock
from scheduler.capacity.load import Day, days_of
from scheduler.capacity.problem import Plan, Problem
from scheduler.finding import Fact, Finding, Rule

SHORT = Rule("short", "{site}, {day} {begin}-{end}: up to {minutes} min for {group} wait; {reason}")
LEFT = Rule(
    "left",
    "{site}, {day} {begin}-{end}: up to {minutes} min for {group} wait, "
    "{left} min are left at closing; {reason}",
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
"""Which rule binds: with one more counter the plan would cost less, but for it."""


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
    """The most that waits at once."""
    left: float
    """What is left when the day ends; 0 where the stretch ends before."""
    reasons: tuple[str, ...]
    """Words of `REASONS`; where there are several, they would all have to give way."""
    saved: float
    """What the plan would cost less with one more counter if these rules gave way; 0 at least."""

    @property
    def reason(self) -> str:
        """The first of the reasons."""
        return self.reasons[0]


def explain(problem: Problem, plan: Plan) -> tuple[Finding, ...]:
    """Say in sentences what falls short, what is sent away and what is set up, dearest first."""
    found = [_said(problem, stretch) for stretch in stretches(problem, plan)]
    for day in days_of(problem, plan):
        found += _sent(problem, day)
        found += _started(problem, day)
    return tuple(sorted(found, key=lambda one: -(one.cost or 0.0)))


def stretches(problem: Problem, plan: Plan) -> tuple[Stretch, ...]:
    """Return where work waits, and which rules keep one more counter from opening there.

    Decided by arithmetic, not by the solver: one more counter is put into every row of blocks that
    touches the stretch, flows as they are. Of those that would make the plan cost less, the one
    with the fewest rules against it says why it is not there; in the best plan there are rules
    against each.
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
    more = best_more(problem, day, group, first, last)
    reasons = ("none",) if more is None else more.against or ("worth",)
    return Stretch(
        day.site,
        day.day,
        group,
        first,
        last,
        sum(price(problem, slot) * left[slot] for slot in slots),
        max(left[slot] for slot in slots),
        left[-1] if ends else 0.0,
        reasons if problem.does(day.site, group) else ("kinds",),
        0.0 if more is None else more.saved,
    )


def _said(problem: Problem, stretch: Stretch) -> Finding:
    facts: dict[str, Fact] = {
        "site": problem.sites[stretch.site].name,
        "day": problem.days[stretch.day],
        "group": problem.groups[stretch.group],
        "begin": clock(problem, stretch.first * problem.block),
        "end": clock(problem, min(problem.slots, stretch.last * problem.block)),
        "minutes": round(stretch.minutes),
        "left": round(stretch.left),
        "reason": ", ".join(REASONS[reason] for reason in stretch.reasons),
        "rule": stretch.reason,
        "rules": ", ".join(stretch.reasons),
    }
    return Finding(LEFT if facts["left"] else SHORT, stretch.cost, facts)


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
