"""Names for the counters of a week: a roster for each office, its duties, and what it costs."""

from __future__ import annotations

from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.planning.pinning import half_hours
from api.planning.roster import OfficeRoster
from api.planning.seating import blocks_of, seat
from api.planning.shortfalls import Unmanned
from scheduler.finding import Finding
from scheduler.roster.calm import calm
from scheduler.roster.check import check
from scheduler.roster.explain import obstacles
from scheduler.roster.problem import Problem, Roster, Workday
from scheduler.watch import Solution
from termin.planning.demand import STEP
from termin.planning.plan import PlannedDuty
from termin.planning.shifts import PlannedShift, PlannedTask

SCALE = 5.0
"""What one unit of a roster's cost is worth in those of counters."""

CALM = 0.15
"""So much of an office's time goes to calmer days."""

Solve = Callable[[Problem, float], Solution[Roster]]
"""Finds a roster within so many seconds."""


class Unlawful(Exception):
    """A roster breaks what must hold: a fault of ours, never shown as a plan."""

    def __init__(self, broken: Sequence[Finding]) -> None:
        super().__init__("; ".join(str(one) for one in broken[:3]))
        self.broken = tuple(broken)


@dataclass(frozen=True, slots=True)
class Staffed:
    """The roster of an office, who sits where, what is missed, and what no roster can undercut.

    `value` and `bound` are in the costs of counters.
    """

    asked: OfficeRoster
    roster: Roster
    duties: tuple[PlannedDuty, ...]
    findings: tuple[Finding, ...]
    value: float
    bound: float

    @property
    def shifts(self) -> tuple[PlannedShift, ...]:
        """The working days, by date and clerk."""
        of: defaultdict[tuple[int, date], list[PlannedDuty]] = defaultdict(list)
        for duty in self.duties:
            of[duty.clerk, duty.on].append(duty)
        return tuple(
            sorted(
                _shift(self.asked, one, of[one.clerk, self.asked.on(one.day)])
                for one in self.roster.workdays
            )
        )


def staff(
    asked: OfficeRoster,
    solve: Solve,
    seconds: float,
    before: Sequence[PlannedDuty] = (),
) -> Staffed:
    """Return the roster of an office within about so many seconds, in names and counters.

    Raises:
        Impossible: pins contradict law or facts.
        Unlawful: what was found breaks a rule.
    """
    found = solve(asked.problem, seconds * (1 - CALM))
    kept = with_pins(asked, found.plan)
    calmer = calm(asked.problem, kept, asked.promised, seconds=seconds * CALM)
    return judged(asked, calmer, found.bound, before)


def judged(
    asked: OfficeRoster, roster: Roster, bound: float, before: Sequence[PlannedDuty] = ()
) -> Staffed:
    """Return a roster at its counters, with what the check says of it.

    Raises:
        Unlawful: it breaks a rule.
    """
    seated = seat(asked, roster, before)
    verdict = check(asked.problem, seated.roster)
    if not verdict.legal:
        raise Unlawful(verdict.broken)
    value = SCALE * verdict.cost
    findings = tuple(_together(verdict.findings))
    return Staffed(asked, seated.roster, seated.duties, findings, value, min(SCALE * bound, value))


def with_pins(asked: OfficeRoster, roster: Roster) -> Roster:
    """Return the roster with each pinned duty in it, whatever its clerk did then."""
    pinned = {
        (pin.clerk, asked.day(pin.on), block): name
        for name, pins in asked.fixed.items()
        for pin in pins
        for block in half_hours(pin)
    }
    return Roster(
        tuple(
            replace(
                one,
                tasks=tuple(
                    pinned.get((one.clerk, one.day, block), task)
                    for block, task in blocks_of(asked, one)
                ),
            )
            for one in roster.workdays
        )
    )


def unmanned(staffed: Staffed) -> Iterator[Unmanned]:
    """Yield each half hour in which a counter or a post has nobody."""
    asked = staffed.asked
    there = Counts(
        (one.day, block, task)
        for one in staffed.roster.workdays
        for block, task in blocks_of(asked, one)
    )
    for need in asked.problem.demand:
        if there[need.day, need.block, need.group] < need.people:
            on, start = asked.on(need.day), need.block * STEP
            why = Counts(
                one.rule
                for one in obstacles(
                    asked.problem, staffed.roster, need.day, need.block, need.group
                )
            )
            yield Unmanned(
                asked.office.id, on, start, asked.spoken(need.group), tuple(why.most_common())
            )


def told(staffed: Staffed, *, alone: bool) -> Iterator[Finding]:
    """Yield what a roster misses; where there are several, with the office's name."""
    for one in staffed.findings:
        facts = dict(one.facts)
        if "group" in facts:
            group = staffed.asked.spoken(str(facts["group"]))
            facts["group"] = group if alone else f"{staffed.asked.office.name}, {group}"
        yield Finding(one.rule, one.cost, facts)


def _shift(asked: OfficeRoster, workday: Workday, duties: Sequence[PlannedDuty]) -> PlannedShift:
    """Return a working day; what is worked away from counters and posts is back office."""
    shift = asked.problem.shift[workday.shift]
    office = asked.office
    names = {one.id: one.name for one in (*office.counters, *(p.counter for p in office.posts))}
    breaks = [(pause.start, pause.end) for pause in shift.breaks]
    mine = sorted((duty.start, duty.end, names[duty.counter]) for duty in duties)
    free = [
        PlannedTask(start, end)
        for start, end in _between([*breaks, *((a, b) for a, b, _ in mine)], shift.start, shift.end)
    ]
    return PlannedShift(
        office.id,
        asked.on(workday.day),
        workday.clerk,
        shift.start,
        shift.end,
        tuple(breaks),
        tuple(sorted([*(PlannedTask(*one) for one in mine), *free])),
    )


def _between(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what of a stretch of time none of the spans takes."""
    for first, last in sorted(spans):
        if start < first:
            yield start, first
        start = max(start, last)
    if start < end:
        yield start, end


def _together(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield findings in the costs of counters; the same from block to block as one."""
    row: list[Finding] = []
    for one in sorted(findings, key=_by_place):
        if row and not _follows(row[-1], one):
            yield _merged(row)
            row = []
        row.append(one)
    if row:
        yield _merged(row)


def _by_place(finding: Finding) -> tuple[str, ...]:
    facts = finding.facts
    return finding.rule.name, *(str(facts.get(name, "")) for name in ("group", "day", "time"))


def _follows(before: Finding, one: Finding) -> bool:
    def same(finding: Finding) -> dict[str, object]:
        return {name: fact for name, fact in finding.facts.items() if name != "time"}

    if "time" not in one.facts or before.rule != one.rule or same(before) != same(one):
        return False
    return _minute(one) - _minute(before) == STEP


def _minute(finding: Finding) -> int:
    hours, minutes = str(finding.facts["time"]).split(":")
    return int(hours) * 60 + int(minutes)


def _merged(row: Sequence[Finding]) -> Finding:
    cost = SCALE * sum(one.cost or 0.0 for one in row)
    facts = dict(row[0].facts)
    if "time" in facts:
        end = _minute(row[-1]) + STEP
        facts["time"] = f"{facts['time']}–{end // 60:02}:{end % 60:02}"
    return Finding(row[0].rule, cost, facts)
