"""The shifts that a clerk could work on a day: those that break no law by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from scheduler.roster.problem import Clerk, Problem, Shift, Terms, Want, Wish

LONGEST = 600
REST = 660
STRETCH = 360
PART = 15


class Impossible(Exception):
    """What is pinned contradicts law or facts; `explain.contradiction` says which."""


def choices(
    problem: Problem, keep: Collection[tuple[int, int, str]] = ()
) -> dict[tuple[int, int], tuple[Shift, ...]]:
    """Return for each clerk and day the shifts that can be meant, without those never better.

    A shift is never better than another of the same length that serves in all its blocks with
    demand for the clerk's skills and grants as many wishes. `keep` names (clerk, day, shift) that
    stay in any case. Days without a choice are left out.

    Raises:
        Impossible: a pinned shift is not among them.
    """
    lawful = [shift for shift in problem.shifts if legal(shift)]
    restful = not lawful or (
        max(one.end for one in lawful) - min(one.start for one in lawful) <= 1440 - REST
    )
    pins = {(one.clerk, one.day): one.shift for one in problem.pins}
    away = defaultdict(list)
    for absence in problem.absences:
        away[absence.clerk, absence.day].append(absence)
    wishes = defaultdict(list)
    for one in problem.wishes:
        wishes[one.clerk, one.day].append(one)
    needed: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for need in problem.demand:
        if need.people > 0:
            needed[need.day][need.group].add(need.block)
    full = {
        one.name: frozenset(
            block
            for block in one.blocks(problem.block)
            if one.worked(block, problem.block) == problem.block
        )
        for one in lawful
    }
    found: dict[tuple[int, int], tuple[Shift, ...]] = {}
    for clerk in problem.clerks:
        for day in range(problem.length):
            key = clerk.id, day
            free = not problem.rest_day(day) and problem.weekday(day) in clerk.weekdays
            able = [
                one
                for one in lawful
                if free
                and _fits(clerk, day, one)
                and not any(gone.hinders(one) for gone in away[key])
            ]
            if key in pins:
                able = [one for one in able if one.name == pins[key]]
                if not able and pins[key] is not None:
                    raise Impossible(f"{clerk.name} cannot work {pins[key]} on day {day}")
            elif restful:
                blocks = frozenset().union(*(needed[day][group] for group in clerk.skills))
                kept = {name for who, when, name in keep if (who, when) == key}
                able = _best(able, blocks, full, wishes[key], problem.terms, kept)
            if able:
                found[key] = tuple(able)
    return found


def legal(shift: Shift) -> bool:
    """A shift keeps ArbZG §§ 3 and 4 by itself."""
    counted = sorted((one.start, one.end) for one in shift.breaks if one.minutes >= PART)
    edges = [shift.start, *(edge for pause in counted for edge in pause), shift.end]
    longest = max(edges[at + 1] - edges[at] for at in range(0, len(edges), 2))
    minutes = sum(end - start for start, end in counted)
    needed = 45 if shift.work > 540 else 30 if shift.work > 360 else 0
    return shift.work <= LONGEST and minutes >= needed and longest <= STRETCH


def _fits(clerk: Clerk, day: int, shift: Shift) -> bool:
    if shift.work > clerk.longest:
        return False
    return clerk.ended is None or day * 1440 + shift.start + clerk.ended >= REST


def refused(wishes: Collection[Wish], terms: Terms, shift: Shift) -> float:
    """Return what the wishes cost that a shift refuses."""
    cost = 0.0
    for wish in wishes:
        early = wish.want is Want.EARLY and shift.end <= terms.early_until
        late = wish.want is Want.LATE and shift.start >= terms.late_from
        cost += 0 if early or late else wish.weight
    return cost


def _best(
    able: list[Shift],
    needed: frozenset[int],
    full: Mapping[str, frozenset[int]],
    wishes: Collection[Wish],
    terms: Terms,
    kept: Collection[str],
) -> list[Shift]:
    traits = [
        (one.work, full[one.name] & needed, refused(wishes, terms, one), one.end > terms.closing)
        for one in able
    ]

    def beats(a: int, b: int) -> bool:
        (work, serves, cost, late), (work_b, serves_b, cost_b, late_b) = traits[a], traits[b]
        if work != work_b or not serves >= serves_b or cost > cost_b or late > late_b:
            return False
        return traits[a] != traits[b] or a < b

    return [
        one
        for at, one in enumerate(able)
        if one.name in kept or not any(beats(other, at) for other in range(len(able)))
    ]
