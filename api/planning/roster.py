"""An office's week as a problem of rosters: who could work when, and who is needed at what."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from api.planning.agreement import shift_of
from api.planning.coverage import Needs
from api.planning.facts import CLOSING, ClerkFacts, OfficeFacts, does
from api.planning.problem import Translation, group_name, open_in
from scheduler.capacity.problem import Place, Plan
from scheduler.roster.calm import Promised
from scheduler.roster.problem import (
    Absence,
    Clerk,
    Demand,
    Group,
    Kind,
    Pin,
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

FULL_TIME = 39 * 60
"""Minutes a week where no contract is known (TVöD § 6)."""

USUAL = frozenset(range(5))
"""Monday to Friday: where no contract says otherwise, people work on them, open or not."""

AROUND = 30
"""Minutes of preparing before an office opens, and of tidying up after it has closed."""

LONG_DAY = 9 * 60 + 30
"""A day at work with its break: where an office is open for less, the rest is back office."""

REST = 11 * 60

POSTS = {PostKind.RECEPTION: Kind.RECEPTION, PostKind.PHONE: Kind.PHONE}

POST, PROMISED, PINNED = 1.5, 4.0, 100.0
"""So much dearer than elsewhere it is if nobody is at a post, for a promise, or where pinned."""

DUE, FIXED = " (Termine)", "festgelegt"
"""How a group that was promised is told from the others, and what a pinned duty is called."""

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
    wanted = _Wanted(translation, site, plan, needs, promised, pins)
    skills = {wanted.name(*key): key[0] for key in wanted.groups}
    posts = {_post_name(post.counter.name, skills): post for post in office.posts}
    fixed = _by_clerk(office, pins)
    shifts_here = _shifts(office)
    clerks = tuple(
        _clerk(
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
                if not any(p.counter == post.counter.id and _during(p, on, block) for p in pins)
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
    kept, unworkable = _pinned(problem, office, pins, shifts)
    return OfficeRoster(
        office,
        replace(problem, pins=kept),
        skills,
        {name: post.counter.id for name, post in posts.items()},
        fixed,
        unworkable,
    )


class _Wanted:
    """Who is needed at the counters of an office: how many people of which skills, block by block.

    Counters with pins need nobody else; of the others of their kind so many fewer are needed.
    """

    def __init__(
        self,
        translation: Translation,
        site: int,
        plan: Plan,
        needs: Needs,
        promised: Needs,
        pins: Sequence[PlannedDuty],
    ) -> None:
        self.translation, self.site, self.plan = translation, site, plan
        self.needs, self.promised, self.pins = needs, promised, pins
        self.office = translation.facts.offices[site]
        self.people: Counts[tuple[date, int, Skills, bool]] = Counts()
        for day, on in enumerate(translation.dates):
            for block in range(translation.problem.blocks):
                minute = translation.minute(block)
                for group, due in self._open(day, on, block):
                    self.people[on, minute // STEP, group, due] += 1
        found = {(group, due) for _, _, group, due in self.people}
        self.groups = sorted(found, key=lambda one: (sorted(one[0]), one[1]))

    def name(self, group: Skills, due: bool) -> str:  # noqa: FBT001 - a part of the group's key
        """Return what a group is called; what somebody was promised is told apart."""
        name = group_name(self.translation.facts, group)
        return name + DUE if due else name

    def demand(self, days: Mapping[date, int]) -> Iterator[Demand]:
        for (on, block, group, due), people in self.people.items():
            yield Demand(days[on], block, self.name(group, due), people)

    def _open(self, day: int, on: date, block: int) -> Iterator[tuple[Skills, bool]]:
        """Yield what each open counter of a block needs, and whether it was promised."""
        key = self.site, day, block
        more, due = self.needs.get(key, {}), self.promised.get(key, {})
        minute = self.translation.minute(block)
        for kind, counters in enumerate(self.translation.kinds[self.site]):
            units = [
                (kind, number, unit)
                for number in range(len(self.translation.groups))
                for unit in range(
                    self.plan.counts.get(Place(self.site, day, kind, number, block), 0)
                )
            ]
            units.sort(key=lambda unit: (unit not in due, -len(more.get(unit, ())), unit))
            pinned = {
                pin.counter
                for pin in self.pins
                if _during(pin, on, minute // STEP)
                if any(counter.id == pin.counter for counter in counters)
            }
            for unit in units[: max(0, len(units) - len(pinned))]:
                group = self.translation.groups[unit[1]]
                whole = group | more.get(unit, frozenset())
                learned = any(does(clerk.able, whole) for clerk in self.office.clerks)
                yield (whole if learned else group), unit in due


def _post_name(counter: str, taken: Collection[str]) -> str:
    return f"Schalter {counter}" if counter in taken else counter


def _by_clerk(
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


def _during(pin: PlannedDuty, on: date, block: int) -> bool:
    return pin.on == on and block in half_hours(pin)


def _shifts(office: OfficeFacts) -> tuple[Shift, ...]:
    """Return the shifts that were agreed on, else all that the law allows around the hours."""
    if office.agreement.shifts:
        return tuple(map(shift_of, office.agreement.shifts))
    edges = [minute for times in office.open.values() for span in times for minute in span]
    opens = (min(edges) - AROUND) // STEP * STEP if edges else 8 * 60
    closes = max(-(-(max(edges) + AROUND) // STEP) * STEP if edges else 0, opens + LONG_DAY)
    return legal_shifts(max(0, opens), closes)


def _clerk(office: OfficeFacts, clerk: ClerkFacts, groups: set[str]) -> Clerk:
    weekdays = _weekdays(clerk, office)
    here = {one.id for one in office.clerks}
    late = None if clerk.late is None else max(0, clerk.late - clerk.past.late)
    return Clerk(
        id=clerk.id,
        name=clerk.name,
        skills=frozenset(groups),
        contract=clerk.minutes if clerk.minutes is not None else FULL_TIME,
        longest=clerk.longest,
        days_a_week=min(len(weekdays), 6 if clerk.weekdays else 5),
        weekdays=weekdays,
        allowance=clerk.past.allowance,
        ended=clerk.past.ended,
        late=late,
        mentor=clerk.mentor if clerk.mentor in here else None,
    )


def _weekdays(clerk: ClerkFacts, office: OfficeFacts) -> frozenset[int]:
    """Return the days on which somebody can work: of the contract, else the usual and open ones."""
    if clerk.weekdays:
        return clerk.weekdays - {6}
    return (USUAL | {on.weekday() for on, times in office.open.items() if times}) - {6}


def absences_of(
    clerk: ClerkFacts, dates: Sequence[date], holidays: Collection[date]
) -> Iterator[Absence]:
    """Yield when somebody cannot work here, with what counts as worked.

    Whole days count as a day of the contract (leave, EFZG §§ 2 and 3), and a duty elsewhere as no
    less; it has eleven hours of rest before and after (ArbZG § 5).
    """
    own = clerk.weekdays or USUAL
    a_day = (clerk.minutes if clerk.minutes is not None else FULL_TIME) // max(1, len(own))
    for number, on in enumerate(dates):
        usual = a_day if on.weekday() in own else 0
        elsewhere = clerk.elsewhere.get(on, ())
        gone = clerk.away.get(on, ())
        if elsewhere:
            first, last = min(a for a, _ in elsewhere), max(b for _, b in elsewhere)
            yield Absence(clerk.id, number, max(usual, min(last - first, 600)))
            if number:
                yield Absence(clerk.id, number - 1, 0, first + 1440 - REST)
            if number + 1 < len(dates) and last + REST > 1440:
                yield Absence(clerk.id, number + 1, 0, 0, last + REST - 1440)
        elif on in holidays or any(a <= 0 and b >= 1440 for a, b in gone):
            yield Absence(clerk.id, number, usual)
        else:
            for start, end in gone:
                yield Absence(clerk.id, number, min(usual, end - start), start, end)


def _pinned(
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
