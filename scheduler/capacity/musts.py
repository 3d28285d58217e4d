"""What must be so on one day of one site: each rule by itself, with its sentence and its cure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from scheduler.capacity.check import clock
from scheduler.capacity.problem import Least, Place, Problem
from scheduler.finding import Fact

SAID: Mapping[str, str] = {
    "place": "{site} has no counter of kind {kind} for {group}",
    "room": "{site} has {count} counters of kind {kind}",
    "staff": "{site}, {day} {time}: {count} clerks are there",
    "skill": "{site}, {day} {time}: {count} clerks can do {groups}",
    "budget": "{site}, {day}: there are {count} counter slots",
    "pin": "{site}, {day} {time}: {count} counters of kind {kind} are fixed for {group}",
    "least": "{site}, {day} {time}: {count} counters are needed for {groups}",
}
"""What holds, by the name of the check's rule."""
CURES: Mapping[str, str] = {
    "place": "equip {more} counters of kind {kind} for {group} at {site}",
    "room": "set up {more} more counters of kind {kind} at {site}",
    "staff": "have {more} more clerks at {site} on {day} at {time}",
    "skill": "teach {groups} to {more} more clerks of {site}",
    "budget": "give {site} {more} more counter slots on {day}",
    "pin": "release the {group} counters fixed at {site} on {day} at {time}",
    "least": "ask for {more} fewer counters for {groups} at {site} on {day} at {time}",
}
"""What ends a conflict, by the same names; `more` is how much of it suffices."""


@dataclass(frozen=True, slots=True, eq=False)
class Must:
    """A rule where it holds: so many counters, each counted `cells[place]` times, and no others.

    `low` and `high` are inclusive, None where there is none. `facts` fill the rule's sentences in
    `SAID` and `CURES`; `source` is the pin's place or the need, where it is one.
    """

    rule: str
    cells: Mapping[Place, int]
    low: int | None
    high: int | None
    facts: Mapping[str, Fact]
    source: Place | Least | None = None

    def __str__(self) -> str:
        """Say what holds."""
        return SAID[self.rule].format(**self.facts)


def asked_days(problem: Problem) -> list[tuple[int, int]]:
    """Return the sites and days on which something must be open."""
    pinned = {(place.site, place.day) for place in problem.pins}
    return sorted(pinned | {(one.site, one.day) for one in problem.least})


def musts(problem: Problem, site: int, day: int) -> dict[int | None, list[Must]]:
    """Return what must be so by block, of the blocks in which something must be open.

    Under None stands what holds for the day: its budget. Other blocks could stay closed.
    """
    asked: dict[int, list[Must]] = {}
    for where, count in problem.pins.items():
        if (where.site, where.day) == (site, day):
            must = Must("pin", {where: 1}, count, count, _facts(problem, where, count=count), where)
            asked.setdefault(where.block, []).append(must)
    for one in problem.least:
        if (one.site, one.day) == (site, day):
            facts = _facts(problem, (site, day, one.block), one.groups, count=one.count)
            real = {*_places(problem, site, day, one.block)}
            places = [place for place in one.places if place in real] or one.places
            must = Must("least", dict.fromkeys(places, 1), one.count, None, facts, one)
            asked.setdefault(one.block, []).append(must)
    found: dict[int | None, list[Must]] = {}
    every: dict[Place, int] = {}
    for block, mine in sorted(asked.items()):
        cells = {place for must in mine for place in must.cells} | set(
            _places(problem, site, day, block)
        )
        found[block] = [*mine, *_limits(problem, site, day, block, cells)]
        every |= dict.fromkeys(sorted(cells), len(problem.slots_of(block)))
    most = problem.sites[site].budget[day]
    if most is not None:
        found[None] = [Must("budget", every, None, most, _facts(problem, (site, day), count=most))]
    return found


def _places(problem: Problem, site: int, day: int, block: int) -> Iterator[Place]:
    for number, kind in enumerate(problem.sites[site].kinds):
        for group in sorted(kind.groups):
            yield Place(site, day, number, group, block)


def _limits(
    problem: Problem, site: int, day: int, block: int, cells: Collection[Place]
) -> Iterator[Must]:
    """What there is: counters, clerks, skills."""
    here, at = problem.sites[site], (site, day, block)
    slots = problem.slots_of(block)
    real = set(_places(problem, site, day, block))
    for place in sorted(set(cells) - real):
        yield Must("place", {place: 1}, None, 0, _facts(problem, place, count=0))
    for number, kind in enumerate(here.kinds):
        own = {place: 1 for place in cells if place.kind == number}
        facts = _facts(problem, at, kind=number, count=kind.count)
        yield Must("room", own, None, kind.count, facts)
    there = min(here.staff[day][slot] for slot in slots)
    yield Must("staff", dict.fromkeys(cells, 1), None, there, _facts(problem, at, count=there))
    for limit in here.limits:
        most = min(limit.most[day][slot] for slot in slots)
        own = {place: 1 for place in cells if place.group in limit.groups}
        yield Must("skill", own, None, most, _facts(problem, at, limit.groups, count=most))


def _facts(
    problem: Problem,
    where: Place | tuple[int, ...],
    groups: Collection[int] = (),
    **more: Fact,
) -> dict[str, Fact]:
    """Return names of a place, or of a site, a day and perhaps a block."""
    facts: dict[str, Fact] = {
        "site": problem.sites[where[0]].name,
        "day": problem.days[where[1]],
        "groups": ", ".join(problem.groups[group] for group in sorted(groups)),
    }
    if isinstance(where, Place):
        facts |= {"kind": where.kind, "group": problem.groups[where.group]}
    if len(where) > 2:
        facts["time"] = clock(problem, where[-1] * problem.block)
    return facts | more
