"""Is a roster legal, and what does it cost: without any solver, and sharing nothing with one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.finding import Fact, Finding, Rule, Verdict
from scheduler.roster.public.instance import Instance, Roster
from scheduler.roster.public.rules import LAWS, SOURCE

WANTED = Rule("wanted-shift", "{person} does not get {shift} on day {day}", SOURCE)
UNWANTED = Rule("unwanted-shift", "{person} gets {shift} on day {day}", SOURCE)
UNDER = Rule("too-few", "{there} of {wanted} people work {shift} on day {day}", SOURCE)
OVER = Rule("too-many", "{there} instead of {wanted} people work {shift} on day {day}", SOURCE)


class Misshapen(ValueError):
    """The roster is not one of this instance: somebody is missing, or a day, or a shift."""


def check(instance: Instance, roster: Roster) -> Verdict:
    """Return all that the rules of the format say of the roster; refuses with `Misshapen`."""
    _shape(instance, roster)
    laws = [
        law(instance, person, roster.rows[person.name])
        for person in instance.people
        for law in LAWS
    ]
    return Verdict.of(
        *laws,
        wanted_shift(instance, roster),
        unwanted_shift(instance, roster),
        too_few(instance, roster),
        too_many(instance, roster),
    )


def wanted_shift(instance: Instance, roster: Roster) -> Iterator[Finding]:
    """Each shift that was asked for and not given costs its weight."""
    for wish in instance.wanted:
        if roster.rows[wish.person][wish.day] != wish.shift:
            facts: dict[str, Fact] = {"person": wish.person, "shift": wish.shift, "day": wish.day}
            yield Finding(WANTED, wish.weight, facts)


def unwanted_shift(instance: Instance, roster: Roster) -> Iterator[Finding]:
    """Each shift that was given against a wish costs its weight."""
    for wish in instance.unwanted:
        if roster.rows[wish.person][wish.day] == wish.shift:
            facts: dict[str, Fact] = {"person": wish.person, "shift": wish.shift, "day": wish.day}
            yield Finding(UNWANTED, wish.weight, facts)


def too_few(instance: Instance, roster: Roster) -> Iterator[Finding]:
    """Each person missing on a shift costs its weight for under."""
    there = _there(roster)
    for cover in instance.cover:
        count = there[cover.day, cover.shift]
        if count < cover.wanted:
            facts: dict[str, Fact] = {
                "there": count,
                "wanted": cover.wanted,
                "shift": cover.shift,
                "day": cover.day,
            }
            yield Finding(UNDER, (cover.wanted - count) * cover.under, facts)


def too_many(instance: Instance, roster: Roster) -> Iterator[Finding]:
    """Each person too many on a shift costs its weight for over."""
    there = _there(roster)
    for cover in instance.cover:
        count = there[cover.day, cover.shift]
        if count > cover.wanted:
            facts: dict[str, Fact] = {
                "there": count,
                "wanted": cover.wanted,
                "shift": cover.shift,
                "day": cover.day,
            }
            yield Finding(OVER, (count - cover.wanted) * cover.over, facts)


def _there(roster: Roster) -> Counter[tuple[int, str]]:
    return Counter(
        (day, shift) for row in roster.rows.values() for day, shift in enumerate(row) if shift
    )


def _shape(instance: Instance, roster: Roster) -> None:
    names = {person.name for person in instance.people}
    if set(roster.rows) != names:
        apart = sorted(set(roster.rows) ^ names)
        raise Misshapen(f"people differ between instance and roster: {', '.join(apart)}")
    shifts = {"", *(shift.name for shift in instance.shifts)}
    for name, row in roster.rows.items():
        if len(row) != instance.days:
            raise Misshapen(f"{name} has {len(row)} days, the horizon {instance.days}")
        for day, shift in enumerate(row):
            if shift not in shifts:
                raise Misshapen(f"{name} has an unknown shift {shift!r} on day {day}")
