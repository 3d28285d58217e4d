"""What people may expect of tours; each miss has its price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from scheduler.finding import Fact, Finding, Rule
from scheduler.tours.problem import Plan, Problem, Stop
from scheduler.tours.rules.physics import visits

Facts = dict[str, Fact]

UNSERVED = Rule("unserved", "{stop} gets {got} of the {wanted} it wants")
UNFAIR = Rule("unfair", "{stop} gets {share} % of what it wants, the least of all")
LATE = Rule("late", "{stop} waits {days} days too long before {day}")
CLOSE = Rule("close", "{stop}: {first} and {second} are {days} days nearer than wished")
SAME_WEEK = Rule("same week", "{stop} is visited {times} times in the week of {day}")
PROMISE = Rule("promise", "{stop} was promised {day}")
DROPPED = Rule("dropped", "{stop} on {day} falls away, against the previous plan")
ADDED = Rule("added", "{stop} on {day} is new, against the previous plan")


def unserved(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A stop receives the value it wants."""
    for stop in problem.stops:
        got = received(problem, plan, stop)
        if got < stop.wanted and problem.costs.unserved:
            facts: Facts = {"stop": stop.name, "got": got, "wanted": stop.wanted}
            yield Finding(UNSERVED, float(problem.costs.unserved * (stop.wanted - got)), facts)


def unfair(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """The stop that gets the smallest share of what it wants gets all (shares in per mille)."""
    shares = [
        (min(1000, 1000 * received(problem, plan, stop) // stop.wanted), number)
        for number, stop in enumerate(problem.stops)
        if stop.wanted
    ]
    if not shares:
        return
    share, worst = min(shares)
    if share < 1000 and problem.costs.unfair:
        facts: Facts = {"stop": problem.stops[worst].name, "share": share / 10}
        yield Finding(UNFAIR, problem.costs.unfair * (1000 - share) / 1000, facts)


def late(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """No stop waits longer than it should; days before the horizon are forgiven."""
    horizon = problem.horizon
    for stop in problem.stops:
        if stop.most_days_between is None or not problem.costs.late:
            continue
        before = stop.last_visit or horizon.first
        for day in (*sorted(plan.dates(stop.id)), horizon.last + timedelta(days=1)):
            due = max(before + timedelta(days=stop.most_days_between), horizon.first)
            if (days := (day - due).days) > 0:
                facts: Facts = {"stop": stop.name, "days": days, "day": str(day)}
                yield Finding(LATE, float(problem.costs.late * days), facts)
            before = day


def close(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """Any two visits of a stop lie apart as far as wished."""
    for stop in problem.stops:
        for first, second in combinations(all_dates(plan, stop), 2):
            days = stop.least_days_between - (second - first).days
            if 0 < days < stop.least_days_between and problem.costs.close:
                facts: Facts = {"stop": stop.name, "first": str(first), "second": str(second)}
                cost = float(problem.costs.close * days)
                yield Finding(CLOSE, cost, {**facts, "days": days})


def same_week(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A stop is not visited twice in a calendar week (Monday to Sunday)."""
    for stop in problem.stops:
        weeks = Counter(day - timedelta(days=day.weekday()) for day in plan.dates(stop.id))
        for monday, times in sorted(weeks.items()):
            if times > 1 and stop.once_a_week and problem.costs.same_week:
                facts: Facts = {"stop": stop.name, "times": times, "day": str(monday)}
                yield Finding(SAME_WEEK, float(problem.costs.same_week * (times - 1)), facts)


def promise(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A stop is visited on the days that its people were told."""
    for stop in problem.stops:
        for day in sorted({*problem.promised(stop.id)} - {*plan.dates(stop.id)}):
            if problem.costs.promise:
                facts: Facts = {"stop": stop.name, "day": str(day)}
                yield Finding(PROMISE, float(problem.costs.promise), facts)


def change(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """A new plan keeps the days of the previous one."""
    if problem.previous is None or not problem.costs.change:
        return
    first, last = problem.horizon.first, problem.horizon.last
    known = {stop.id: stop.name for stop in problem.stops}
    before, now = (
        {(t.day, v.stop) for t, v in visits(one) if first <= t.day <= last and v.stop in known}
        for one in (problem.previous, plan)
    )
    for rule, days in ((DROPPED, before - now), (ADDED, now - before)):
        for day, stop in sorted(days):
            facts: Facts = {"stop": known[stop], "day": str(day)}
            yield Finding(rule, float(problem.costs.change), facts)


def received(problem: Problem, plan: Plan, stop: Stop) -> int:
    """Return the value of all visits to a stop; a visit of no known length is worth nothing."""
    del problem
    worth = {one.minutes: one.value for one in stop.stays}
    return sum(
        worth.get(visit.closes - visit.opens, 0)
        for _, visit in visits(plan)
        if visit.stop == stop.id
    )


def all_dates(plan: Plan, stop: Stop) -> list[date]:
    """Return a stop's days in order, the last one before the horizon among them."""
    return sorted([*plan.dates(stop.id), *([stop.last_visit] if stop.last_visit else [])])
