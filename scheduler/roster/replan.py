"""A new roster after a sick call: as few people changed as help, the others as they were.

Only the days on which somebody can no longer work as planned are opened. Others count as changed if
anything in their workday does: the shift, or what they do in a block.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from time import monotonic

from scheduler.roster.check import check
from scheduler.roster.choices import choices
from scheduler.roster.model import build
from scheduler.roster.part import Part
from scheduler.roster.problem import Absence, Pin, Problem, Roster, Workday
from scheduler.roster.work import solve_part


@dataclass(frozen=True, slots=True)
class Proposal:
    """A legal roster, what it costs, and the clerks who were changed (not those who fell ill)."""

    roster: Roster
    value: float
    changed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Replan:
    """What can be done, and the seconds it took to find out.

    `proposals` begins with nobody changed; each further one changes more people and costs less.
    `best` is the one to take.
    """

    proposals: tuple[Proposal, ...]
    best: Proposal
    seconds: float


def replan(
    problem: Problem,
    roster: Roster,
    *,
    most: int = 3,
    worth: float = 4.0,
    seconds: float = 4.0,
    seed: int = 0,
) -> Replan:
    """Return what can be done about workdays of `roster` whose clerk has fallen ill.

    `problem` has the new absences already; `roster` was legal without them. Pins of those who are
    absent are void. One person after the other is tried, with those found before: at most `most`
    are changed, and each only if that saves at least `worth` (in cost units).

    Raises:
        ValueError: more is broken than that people are absent.
    """
    began = monotonic()
    pins = tuple(pin for pin in problem.pins if not _void(problem, pin))
    problem = replace(problem, pins=pins)
    kept = without_absent(problem, roster)
    verdict = check(problem, kept)
    if verdict.broken:
        raise ValueError(str(verdict.broken[0]))
    found = [Proposal(kept, verdict.cost, frozenset())]
    days = sorted({one.day for one in set(roster.workdays) - set(kept.workdays)})
    if days:
        search = _Search(problem, kept, days, began + seconds, seed)
        while len(found) <= most:
            trial = search.further(found[-1].changed)
            if trial is None or trial.value >= found[-1].value - 1e-9:
                break
            found.append(trial)
    best = found[0]
    for one in found[1:]:
        if best.value - one.value >= worth * (len(one.changed) - len(best.changed)):
            best = one
    return Replan(tuple(found), best, monotonic() - began)


def sick_call(problem: Problem, roster: Roster, clerk: int, days: Collection[int]) -> Problem:
    """Return the problem in which a clerk is ill; the shifts that fall away are paid (EFZG § 4)."""
    work = {(one.clerk, one.day): problem.shift[one.shift].work for one in roster.workdays}
    known = {(one.clerk, one.day) for one in problem.absences if one.start <= 0 and one.end >= 1440}
    absences = tuple(
        Absence(clerk, day, work.get((clerk, day), 0)) for day in days if (clerk, day) not in known
    )
    return replace(problem, absences=problem.absences + absences)


def without_absent(problem: Problem, roster: Roster) -> Roster:
    """Return the roster without the workdays of those who are absent."""
    return Roster(tuple(one for one in roster.workdays if not _hindered(problem, one)))


def _void(problem: Problem, pin: Pin) -> bool:
    """Whether the one who is to work a pinned shift is absent then."""
    shift = problem.shift.get(pin.shift or "")
    return any(
        shift is None or one.hinders(shift)
        for one in problem.absences
        if (one.clerk, one.day) == (pin.clerk, pin.day)
    )


def _hindered(problem: Problem, workday: Workday) -> bool:
    """Whether its clerk is absent then."""
    shift = problem.shift[workday.shift]
    return any(
        one.hinders(shift)
        for one in problem.absences
        if (one.clerk, one.day) == (workday.clerk, workday.day)
    )


class _Search:
    """Adds one person after the other: whoever saves most, together with those chosen before."""

    def __init__(
        self, problem: Problem, roster: Roster, days: Collection[int], until: float, seed: int
    ) -> None:
        keep = {(one.clerk, one.day, one.shift) for one in roster.workdays}
        self.model = build(problem, choices(problem, keep))
        self.problem, self.roster, self.days = problem, roster, tuple(days)
        self.until, self.seed = until, seed
        self.values = self.model.columns(roster)
        there = {clerk for clerk, day, _ in self.model.works if day in days}
        self.able = [clerk.id for clerk in problem.clerks if clerk.id in there]

    def further(self, chosen: frozenset[int]) -> Proposal | None:
        """Return the best roster found with one person more than those chosen changed."""
        best: Proposal | None = None
        for clerk in self.able:
            if clerk in chosen or monotonic() > self.until:
                continue
            trial = self._proposal(chosen | {clerk})
            if trial is not None and (best is None or trial.value < best.value - 1e-9):
                best = trial
        return best

    def _proposal(self, clerks: frozenset[int]) -> Proposal | None:
        left = max(0.1, min(1.0, self.until - monotonic()))
        part = Part(
            "replan", self.days, left, clerks=clerks, values=self.values, gap=1e-5, seed=self.seed
        )
        found = solve_part(self.model, part).values
        if found is None:
            return None
        roster = self.model.roster(found)
        verdict = check(self.problem, roster)
        if verdict.broken:
            return None
        return Proposal(roster, verdict.cost, changed_clerks(self.roster, roster))


def changed_clerks(old: Roster, new: Roster) -> frozenset[int]:
    """Return the clerks who work otherwise in one roster than in the other."""
    return frozenset(one.clerk for one in set(old.workdays) ^ set(new.workdays))
