"""Reading what a plan of a week is made from."""

from __future__ import annotations

from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.planning.facts import (
    Able,
    ClerkFacts,
    CounterFacts,
    Minutes,
    OfficeFacts,
    PromiseFacts,
    WeekFacts,
)
from api.planning.problem import with_breaks
from termin.capacity import Claim, Duty, DutyState, Shares
from termin.catalogue import ServiceAtOffice, Skill
from termin.errors import NotFound
from termin.interval import Interval, intersect, union
from termin.localtime import day_bounds, local_date
from termin.offices import Counter, Office, openings
from termin.planning.loading import load_demand
from termin.planning.plan import PlannedDuty, minutes_at
from termin.staff import PreferenceKind
from termin.staff.rows import Absence, Clerk, Contract, Preference

SHARES = Shares(60, 10, 30)
"""What the time of a counter is for that never had a duty."""

REMEMBERED = timedelta(weeks=8)
"""How far back one looks for what a counter's time is for, and who is at its posts."""


async def read_week(
    municipality: int, offices: Sequence[int], monday: date, now: datetime
) -> WeekFacts:
    """Return the facts of a week for these offices.

    Raises:
        NotFound: one of them is not the municipality's.
    """
    rows = await Office.filter(
        id__in=list(offices), municipality_id=municipality, retired_at=None
    ).order_by("id")
    if {row.id for row in rows} != set(offices):
        raise NotFound
    week = [monday + timedelta(days=ahead) for ahead in range(7)]
    hours = await openings([row.id for row in rows], week[0], week[-1])
    lately = await _lately(municipality, monday)
    clerks = await _clerks(municipality, rows, week, _usual(lately))
    today = local_date(now, ZoneInfo(rows[0].time_zone))
    demand = await load_demand(rows, monday, today)
    groups = await _groups(rows)
    found, taken = [], set[int]()
    for row in rows:
        zone = ZoneInfo(row.time_zone)
        opening = {on: _minutes(hours.get((row.id, on), ()), on, zone) for on in week}
        counters = (
            await Counter.filter(office_id=row.id, retired_at__isnull=True)
            .order_by("position", "name")
            .prefetch_related("skills")
        )
        own = [one for one in clerks if one.home in (row.id, None) and one.facts.id not in taken]
        posts = _posts(row.id, [c for c in counters if not c.takes_new], lately, own, opening)
        busy = {duty.clerk for duty in posts}
        people = tuple(one.facts for one in own if one.facts.id not in busy)
        taken |= busy | {one.id for one in people}
        found.append(
            OfficeFacts(
                id=row.id,
                name=row.short_name or row.name,
                zone=zone,
                open=opening,
                counters=tuple(
                    CounterFacts(c.id, c.name, _able(c), _shares(lately.get(c.id)))
                    for c in counters
                    if c.takes_new
                ),
                clerks=people,
                skills=groups[row.id],
                promises=await _promises(row.id, week, zone),
                posts=posts,
                place=_place(row),
            )
        )
    names = {s.id: s.name for s in await Skill.filter(municipality_id=municipality)}
    return WeekFacts(monday, tuple(found), demand, names)


class _Person:
    """A clerk with the office they work at: where they mostly were, else where they belong."""

    def __init__(self, home: int | None, facts: ClerkFacts) -> None:
        self.home = home
        self.facts = facts


async def _clerks(
    municipality: int, offices: Sequence[Office], week: Sequence[date], usual: Mapping[int, int]
) -> list[_Person]:
    zone = ZoneInfo(offices[0].time_zone)
    rows = (
        await Clerk.filter(municipality_id=municipality, retired_at__isnull=True)
        .order_by("id")
        .prefetch_related("skills")
    )
    contracts = {
        row.clerk_id: row.minutes_per_week
        for row in await Contract.filter(municipality_id=municipality, valid_from__lte=week[-1])
        if row.valid_until is None or row.valid_until >= week[0]
    }
    away = await _away(municipality, {office.id for office in offices}, week, zone)
    wishes = await _wishes(municipality, week)
    anybody = not contracts  # where nobody has a contract yet, everybody is taken to work
    planned = {office.id for office in offices}
    return [
        _Person(
            usual[row.id] if usual.get(row.id) in planned else row.office_id,
            ClerkFacts(
                row.id,
                row.name,
                _able(row),
                contracts.get(row.id),
                away.get(row.id, {}),
                wishes.get(row.id, {}),
            ),
        )
        for row in rows
        if anybody or row.id in contracts
    ]


async def _away(
    municipality: int, offices: Collection[int], week: Sequence[date], zone: ZoneInfo
) -> dict[int, dict[date, Minutes]]:
    """Return when clerks are absent, or on duty at an office out of the plan."""
    start, end = day_bounds(week[0], zone).start, day_bounds(week[-1], zone).end
    spans: defaultdict[int, list[Interval]] = defaultdict(list)
    at_that_time = {"municipality_id": municipality, "starts_at__lt": end, "ends_at__gt": start}
    for row in await Absence.filter(**at_that_time):
        spans[row.clerk_id].append(Interval(row.starts_at, row.ends_at))
    elsewhere = Duty.filter(**at_that_time, state=DutyState.PUBLISHED)
    for duty in await elsewhere.exclude(office_id__in=list(offices)):
        spans[duty.clerk_id].append(Interval(duty.starts_at, duty.ends_at))
    return {
        clerk: {on: found for on in week if (found := _minutes(times, on, zone))}
        for clerk, times in spans.items()
    }


async def _wishes(
    municipality: int, week: Sequence[date]
) -> dict[int, dict[date, tuple[tuple[PreferenceKind, int], ...]]]:
    found: dict[int, dict[date, tuple[tuple[PreferenceKind, int], ...]]] = {}
    for row in await Preference.filter(municipality_id=municipality).order_by("id"):
        for on in week:
            if on == row.date or on.weekday() == row.weekday:
                mine = found.setdefault(row.clerk_id, {})
                mine[on] = (*mine.get(on, ()), (row.kind, row.weight))
    return found


async def _groups(offices: Sequence[Office]) -> dict[int, frozenset[frozenset[int]]]:
    rows = await ServiceAtOffice.filter(
        office_id__in=[office.id for office in offices], retired_at__isnull=True
    ).select_related("service")
    found: defaultdict[int, set[frozenset[int]]] = defaultdict(set)
    for row in rows:
        skill = row.service.skill_id
        found[row.office_id].add(frozenset() if skill is None else frozenset({skill}))
    return {office.id: frozenset(found[office.id]) for office in offices}


async def _lately(municipality: int, monday: date) -> dict[int, list[Duty]]:
    """Return the published duties of each counter in the weeks up to the plan's, latest first."""
    rows = await Duty.filter(
        municipality_id=municipality,
        state=DutyState.PUBLISHED,
        office_day__date__gte=monday - REMEMBERED,
        office_day__date__lte=monday + timedelta(days=6),
    ).order_by("-starts_at")
    found: defaultdict[int, list[Duty]] = defaultdict(list)
    for row in rows:
        found[row.counter_id].append(row)
    return found


def _usual(lately: Mapping[int, Sequence[Duty]]) -> dict[int, int]:
    """Return the office at which each clerk was for most duties lately, of equals the latest."""
    counts: defaultdict[int, Counts[int]] = defaultdict(Counts)
    duties = sorted((d for rows in lately.values() for d in rows), key=_starts, reverse=True)
    for duty in duties:
        counts[duty.clerk_id][duty.office_id] += 1
    return {clerk: count.most_common(1)[0][0] for clerk, count in counts.items()}


def _starts(duty: Duty) -> datetime:
    return duty.starts_at


def _shares(lately: Sequence[Duty] | None) -> Shares:
    if not lately:
        return SHARES
    latest = lately[0]
    return Shares(latest.public_share, latest.internal_share, latest.walk_in_share)


def _posts(
    office: int,
    counters: Iterable[Counter],
    lately: Mapping[int, Sequence[Duty]],
    people: Sequence[_Person],
    opening: Mapping[date, Minutes],
) -> tuple[PlannedDuty, ...]:
    """Return the duties at counters that nobody queues for: whoever was there lately stays."""
    free = {one.facts.id: one.facts for one in people}
    found = []
    for counter in counters:
        duties = lately.get(counter.id, ())
        clerk = next((free[duty.clerk_id] for duty in duties if duty.clerk_id in free), None)
        if clerk is None:
            continue
        found += [
            PlannedDuty(office, on, counter.id, start, end, clerk.id, _shares(duties))
            for on, times in opening.items()
            for start, end in with_breaks(times)
            if clerk.free(on, start, end)
        ]
    return tuple(found)


async def _promises(office: int, week: Sequence[date], zone: ZoneInfo) -> tuple[PromiseFacts, ...]:
    rows = await Claim.filter(
        office_day__office_id=office,
        office_day__date__gte=week[0],
        office_day__date__lte=week[-1],
        appointment_id__isnull=False,
    ).order_by("starts_at", "id")
    found = []
    for row in rows:
        on = local_date(row.starts_at, zone)
        start, end = (minutes_at(at, on, zone) for at in (row.starts_at, row.ends_at))
        found.append(PromiseFacts(on, start, end, frozenset(row.skills)))
    return tuple(found)


def _minutes(times: Iterable[Interval], on: date, zone: ZoneInfo) -> Minutes:
    inside = intersect(union(times), (day_bounds(on, zone),))
    return tuple((minutes_at(t.start, on, zone), minutes_at(t.end, on, zone)) for t in inside)


def _able(one: Counter | Clerk) -> Able:
    return None if one.every_skill else frozenset(int(skill.pk) for skill in one.skills)


def _place(office: Office) -> tuple[float, float] | None:
    if office.latitude is None or office.longitude is None:
        return None
    return office.latitude, office.longitude
