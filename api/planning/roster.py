"""An office's week as a problem of rosters: who could work when, and who is needed at what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from api.planning.agreement import shift_of
from api.planning.coverage import Needs
from api.planning.crew import absences_of, clerk_of
from api.planning.facts import CLOSING, OfficeFacts, does
from api.planning.pinning import during, half_hours, pinned_shifts, pins_by_clerk
from api.planning.problem import Translation, open_in
from api.planning.wanted import DUE, Wanted
from scheduler.capacity.problem import Plan
from scheduler.roster.calm import Promised
from scheduler.roster.problem import (
    Demand,
    Group,
    Kind,
    Problem,
    Shift,
    Terms,
    Want,
    Weights,
    Wish,
)
from scheduler.roster.shifts import legal_shifts
from termin.offices import PostKind
from termin.planning.demand import STEP, Skills
from termin.planning.plan import PlannedDuty
from termin.planning.shifts import PlannedShift
from termin.staff import PreferenceKind

AROUND = 30
"""Minutes of preparing before an office opens, and of tidying up after it has closed."""

LONG_DAY = 9 * 60 + 30
"""A day at work with its break: where an office is open for less, the rest is back office."""

POSTS = {PostKind.RECEPTION: Kind.RECEPTION, PostKind.PHONE: Kind.PHONE}

POST, PROMISED, PINNED = 1.5, 4.0, 100.0
"""So much dearer than elsewhere it is if nobody is at a post, for a promise, or where pinned."""

FIXED = "festgelegt"
"""What a pinned duty is called."""

WEIGHTS = Weights(back_much=0.5)
"""What is missed and costs: back office beyond its share is better than hours not worked."""

WANTS = {
    PreferenceKind.OFF: Want.FREE,
    PreferenceKind.EARLY: Want.EARLY,
    PreferenceKind.LATE: Want.LATE,
}


@dataclass(frozen=True, slots=True)
class OfficeRoster:
    """A problem of rosters, and what its words stand for.

    `skills` are what each group of counters needs, `posts` the groups that are one counter, `fixed`
    the pinned duties by their group. `unworkable` are pins that no shift could hold.
    """

    office: OfficeFacts
    problem: Problem
    skills: Mapping[str, Skills]
    posts: Mapping[str, int] = field(default_factory=dict)
    fixed: Mapping[str, tuple[PlannedDuty, ...]] = field(default_factory=dict)
    unworkable: tuple[PlannedDuty, ...] = ()

    def spoken(self, group: str) -> str:
        """Return what people call a group's work."""
        return FIXED if group in self.fixed else group.removesuffix(DUE)

    def day(self, on: date) -> int:
        """Return the number of a date."""
        return (on - self.problem.start).days

    def on(self, day: int) -> date:
        """Return the date of a day."""
        return self.problem.start + timedelta(days=day)

    @property
    def promised(self) -> tuple[Promised, ...]:
        """The appointments of the week, each with the groups whose people could serve it."""
        return tuple(
            Promised(
                self.day(one.on),
                one.start,
                one.end,
                frozenset(name for name, group in self.skills.items() if one.skills <= group),
            )
            for one in self.office.promises
        )


def roster_of(
    translation: Translation,
    site: int,
    plan: Plan,
    needs: Needs,
    promised: Needs,
    pins: Sequence[PlannedDuty] = (),
    shifts: Sequence[PlannedShift] = (),
) -> OfficeRoster:
    """Return the problem of one office: the open counters of `plan` and the posts ask for people.

    `needs` are the skills that counters add to their group, `promised` those of them that somebody
    was promised. `pins` are kept, with the `shifts` they belong to where these are known.
    """
    facts, office = translation.facts, translation.facts.offices[site]
    pins = [pin for pin in pins if pin.office == office.id]
    wanted = Wanted(translation, site, plan, needs, promised, pins)
    skills = {wanted.name(*key): key[0] for key in wanted.groups}
    posts = {_post_name(post.counter.name, skills): post for post in office.posts}
    fixed = pins_by_clerk(office, pins)
    shifts_here = _shifts(office)
    clerks = tuple(
        clerk_of(
            office,
            clerk,
            {
                *(name for name, group in skills.items() if does(clerk.able, group)),
                *(name for name, post in posts.items() if clerk.id in post.clerks),
                *(name for name, own in fixed.items() if own[0].clerk == clerk.id),
            },
        )
        for clerk in office.clerks
    )
    days = {on: (on - facts.monday).days for on in facts.dates}
    problem = Problem(
        start=facts.monday,
        length=len(facts.dates),
        clerks=clerks,
        groups=(
            *(
                Group(wanted.name(group, due), weight=PROMISED if due else 1.0)
                for group, due in wanted.groups
            ),
            *(Group(name, POSTS[post.kind], POST) for name, post in posts.items()),
            *(Group(name, weight=PINNED) for name in fixed),
        ),
        shifts=shifts_here,
        demand=(
            *wanted.demand(days),
            *(
                Demand(days[on], block, name, 1)
                for name, post in posts.items()
                for on, times in office.open.items()
                for block in range(24 * 60 // STEP)
                if open_in(times, block * STEP)
                if not any(p.counter == post.counter.id and during(p, on, block) for p in pins)
            ),
            *(
                Demand(days[pin.on], block, name, 1)
                for name, own in fixed.items()
                for pin in own
                for block in half_hours(pin)
            ),
        ),
        absences=tuple(
            gone
            for clerk in office.clerks
            for gone in absences_of(clerk, facts.dates, facts.holidays)
        ),
        wishes=tuple(
            Wish(clerk.id, days[on], WANTS[kind], float(weight))
            for clerk in office.clerks
            for on, wishes in clerk.wishes.items()
            for kind, weight in wishes
        ),
        holidays=frozenset(days[on] for on in facts.holidays if on in days),
        weights=WEIGHTS,
        terms=Terms(
            closing=CLOSING,
            share=(office.agreement.least / 100, office.agreement.most / 100),
            screen=office.agreement.screen,
        ),
        block=STEP,
    )
    kept, unworkable = pinned_shifts(problem, office, pins, shifts)
    return OfficeRoster(
        office,
        replace(problem, pins=kept),
        skills,
        {name: post.counter.id for name, post in posts.items()},
        fixed,
        unworkable,
    )


def _post_name(counter: str, taken: Collection[str]) -> str:
    return f"Schalter {counter}" if counter in taken else counter


def _shifts(office: OfficeFacts) -> tuple[Shift, ...]:
    """Return the shifts that were agreed on, else all that the law allows around the hours."""
    if office.agreement.shifts:
        return tuple(map(shift_of, office.agreement.shifts))
    edges = [minute for times in office.open.values() for span in times for minute in span]
    opens = (min(edges) - AROUND) // STEP * STEP if edges else 8 * 60
    closes = max(-(-(max(edges) + AROUND) // STEP) * STEP if edges else 0, opens + LONG_DAY)
    return legal_shifts(max(0, opens), closes)
