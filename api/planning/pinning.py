"""Duties that are to stay: the shift each one belongs to, and the half hours it takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.planning.facts import OfficeFacts
from scheduler.roster.problem import Pin, Problem, Shift
from termin.planning.demand import STEP
from termin.planning.plan import PlannedDuty
from termin.planning.shifts import PlannedShift


def pins_by_clerk(
    office: OfficeFacts, pins: Sequence[PlannedDuty]
) -> dict[str, tuple[PlannedDuty, ...]]:
    """Return pinned duties by a group that only their clerk can do."""
    names = {clerk.id: clerk.name for clerk in office.clerks}
    found: dict[str, tuple[PlannedDuty, ...]] = {}
    for pin in sorted(pins):
        name = f"{names[pin.clerk]} (festgelegt, {pin.clerk})"
        found[name] = (*found.get(name, ()), pin)
    return found


def half_hours(pin: PlannedDuty) -> range:
    """Return the half hours of the day that a duty touches."""
    return range(pin.start // STEP, -(-pin.end // STEP))


def during(pin: PlannedDuty, on: date, block: int) -> bool:
    """Whether a duty touches a half hour of a date."""
    return pin.on == on and block in half_hours(pin)


def pinned_shifts(
    problem: Problem,
    office: OfficeFacts,
    pins: Sequence[PlannedDuty],
    shifts: Sequence[PlannedShift],
) -> tuple[tuple[Pin, ...], tuple[PlannedDuty, ...]]:
    """Return the shift of each clerk and day with pins, and the pins that no shift can hold."""
    found, unworkable = [], list[PlannedDuty]()
    before = {(one.clerk, one.on): one for one in shifts if one.office == office.id}
    for clerk, on in sorted({(pin.clerk, pin.on) for pin in pins}):
        own = [pin for pin in pins if (pin.clerk, pin.on) == (clerk, on)]
        needed = {block for pin in own for block in half_hours(pin)}
        able = [
            shift
            for shift in problem.shifts
            if all(shift.worked(block, STEP) == STEP for block in needed)
        ]
        was = before.get((clerk, on))
        who = problem.clerk[clerk]
        usual = who.contract // max(1, who.days_a_week)

        def unlike(
            shift: Shift,
            was: PlannedShift | None = was,
            usual: int = usual,
            most: int = who.longest,
        ) -> tuple[bool, int, int]:
            apart = abs(shift.start - was.start) + abs(shift.end - was.end) if was else 0
            moved = (
                0
                if was is None
                else sum(
                    abs(p.start - b[0]) for p, b in zip(shift.breaks, was.breaks, strict=False)
                )
            )
            return shift.work > most, apart + moved, abs(shift.work - usual)

        if able:
            number = (on - problem.start).days
            found.append(Pin(clerk, number, min(able, key=unlike).name))
        else:
            unworkable += own
    return tuple(found), tuple(unworkable)
