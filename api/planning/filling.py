"""Somebody cannot come: the same week with as few people changed as help, in a child process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic

import msgspec

from api.planning.answer import (
    Answer,
    KeptRoster,
    Refused,
    Step,
    dearest_first,
    lacking_of,
    lost_of,
    said_of,
)
from api.planning.crew import absences_of
from api.planning.facts import OfficeFacts
from api.planning.keeping import kept_roster, unkept
from api.planning.problem import Translation
from api.planning.roster import OfficeRoster
from api.planning.roster_words import ROSTER
from api.planning.shortfalls import uncovered
from api.planning.staffing import SCALE, Staffed, Unlawful, judged, told, unmanned
from scheduler.roster import wire
from scheduler.roster.calm import calm
from scheduler.roster.check import check
from scheduler.roster.problem import Absence, Demand, Problem, Roster
from scheduler.watch import Progress, Watch

MOST = 3
"""So many people at most work otherwise than planned, beside those who cannot come."""


@dataclass(frozen=True, slots=True)
class FillTask:
    """A week as it is now known, the plan that stood, and the first date that may change."""

    translation: Translation
    before: Answer
    first: date
    seconds: float
    seed: int = 0


def fill_week(task: FillTask, watch: Watch) -> Answer | Refused:
    """Return the plan with those replaced who are away by now, or why there is none.

    Offices in which nobody is missing stay as they were. It cannot be stopped half-way, since then
    some offices had no plan; each takes its seconds at most.
    """
    began = monotonic()
    watch(Progress(0.0))
    offices = {office.id: office for office in task.translation.facts.offices}
    found: list[Staffed] = []
    steps: list[Step] = []
    more = 0.0
    for kept in task.before.rosters:
        if kept.office not in offices:
            continue
        asked, roster = _as_it_was(kept, offices[kept.office])
        old = _cost(asked.problem, roster)
        try:
            staffed, tried = _filled(task, asked, roster)
        except Unlawful as error:
            return Refused(said_of(error.broken), broken=True)
        found.append(staffed)
        steps += tried
        more += staffed.value - SCALE * old
        watch(Progress(monotonic() - began))
    return _answer(task, found, steps, more, monotonic() - began)


def fallen(task: FillTask, asked: OfficeRoster, roster: Roster) -> tuple[Absence, ...]:
    """Return the absences that the plan did not know, with the working time that falls away.

    A sick day counts as the shift of that day (EFZG § 4).
    """
    known = {(one.clerk, one.day, one.start, one.end) for one in asked.problem.absences}
    facts = task.translation.facts
    shifts = {(one.clerk, one.day): asked.problem.shift[one.shift] for one in roster.workdays}
    found = []
    for clerk in asked.office.clerks:
        if clerk.id not in asked.problem.clerk:
            continue
        for one in absences_of(clerk, facts.dates, facts.holidays):
            new = (one.clerk, one.day, one.start, one.end) not in known
            if new and asked.on(one.day) >= task.first:
                shift = shifts.get((one.clerk, one.day))
                lost = shift is not None and one.hinders(shift)
                found.append(replace(one, credit=shift.work if shift and lost else one.credit))
    return tuple(found)


def _as_it_was(kept: KeptRoster, office: OfficeFacts) -> tuple[OfficeRoster, Roster]:
    asked = OfficeRoster(
        office,
        wire.read(kept.problem),
        {name: frozenset(group) for name, group in kept.skills.items()},
        kept.posts,
        {name: tuple(pins) for name, pins in kept.fixed.items()},
    )
    return asked, wire.read_roster(kept.roster)


def _filled(task: FillTask, asked: OfficeRoster, roster: Roster) -> tuple[Staffed, list[Step]]:
    from scheduler.roster.replan import replan, without_absent  # the solvers

    new = fallen(task, asked, roster)
    problem = replace(asked.problem, absences=(*asked.problem.absences, *new))
    gone = set(roster.workdays) - set(without_absent(problem, roster).workdays)
    before = [one for one in task.before.duties if one.office == asked.office.id]
    if not gone:
        return judged(asked, roster, 0.0, before), []
    away = {(one.clerk, one.day) for one in gone}
    asked = replace(
        asked,
        problem=replace(
            problem,
            demand=tuple(_freed(asked, problem, away)),
            pins=tuple(pin for pin in problem.pins if (pin.clerk, pin.day) not in away),
        ),
    )
    found = replan(asked.problem, roster, most=MOST, seconds=task.seconds, seed=task.seed)
    steps = [
        Step(asked.office.id, sorted(one.changed), SCALE * one.value) for one in found.proposals
    ]
    # Those who change anyway share out their tasks so that each appointment has one person.
    same = set(roster.workdays).intersection(found.best.roster.workdays)
    keep = {(one.clerk, one.day) for one in same}
    calmer = calm(asked.problem, found.best.roster, asked.promised, keep)
    return judged(asked, calmer, 0.0, before), steps


def _freed(asked: OfficeRoster, problem: Problem, away: set[tuple[int, int]]) -> Iterator[Demand]:
    """Yield the demand; what was pinned to somebody who is away asks for anybody who can."""
    general = next((name for name, group in asked.skills.items() if not group), None)
    people: dict[tuple[int, int, str], int] = {}
    for need in problem.demand:
        pins = asked.fixed.get(need.group)
        group = need.group
        if pins and (pins[0].clerk, need.day) in away:
            if general is None:
                continue
            group = general
        key = need.day, need.block, group
        people[key] = people.get(key, 0) + need.people
    for (day, block, group), number in people.items():
        yield Demand(day, block, group, number)


def _cost(problem: Problem, roster: Roster) -> float:
    return check(problem, roster).cost


def _answer(
    task: FillTask, found: Sequence[Staffed], steps: list[Step], more: float, seconds: float
) -> Answer:
    before, translation = task.before, task.translation
    duties = sorted(duty for one in found for duty in one.duties)
    counters = [one for one in before.said if one.rule not in ROSTER]
    findings = [finding for one in found for finding in told(one, alone=len(found) == 1)]
    return msgspec.structs.replace(
        before,
        value=before.value + more,
        bound=0.0,
        seconds=seconds,
        duties=duties,
        shifts=[shift for one in found for shift in one.shifts],
        said=sorted([*counters, *said_of(findings)], key=dearest_first),
        lost=lost_of(unkept(translation, duties)),
        lacking=lacking_of(
            [
                *(one for office in found for one in unmanned(office)),
                *uncovered(translation, duties),
            ]
        ),
        rosters=[kept_roster(one) for one in found],
        steps=steps,
    )
