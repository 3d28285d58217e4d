"""Reading what a plan of a week is made from."""

from __future__ import annotations

from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.planning.facts import (
    ClerkFacts,
    CounterFacts,
    OfficeFacts,
    PostFacts,
    PromiseFacts,
    WeekFacts,
)
from api.planning.people import minutes_of, read_people
from termin.capacity import AT_POSTS, Claim, Duty, DutyState, Shares, able_of
from termin.catalogue import ServiceAtOffice, Skill
from termin.errors import NotFound
from termin.localtime import local_date
from termin.offices import Counter, Municipality, Office, PostKind, openings, public_holidays
from termin.offices.agreement import agreement_of
from termin.planning.loading import load_demand
from termin.planning.plan import minutes_at

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
    clerks = await read_people(municipality, rows, week, _usual(lately))
    today = local_date(now, ZoneInfo(rows[0].time_zone))
    demand = await load_demand(rows, monday, today)
    groups = await _groups(rows)
    found, taken = [], set[int]()
    for row in rows:
        zone = ZoneInfo(row.time_zone)
        opening = {on: minutes_of(hours.get((row.id, on), ()), on, zone) for on in week}
        counters = (
            await Counter.filter(office_id=row.id, retired_at__isnull=True)
            .order_by("position", "name")
            .prefetch_related("skills")
        )
        own = [one for one in clerks if one.home in (row.id, None) and one.facts.id not in taken]
        people = tuple(one.facts for one in own)
        taken |= {one.id for one in people}
        posts = _posts([c for c in counters if not c.takes_new], lately, people)
        found.append(
            OfficeFacts(
                id=row.id,
                name=row.short_name or row.name,
                zone=zone,
                open=opening,
                counters=tuple(_counter(c, lately) for c in counters if c.takes_new),
                clerks=people,
                skills=groups[row.id],
                promises=await _promises(row.id, week, zone),
                posts=posts,
                place=_place(row),
                agreement=agreement_of(row.agreement),
            )
        )
    names = {s.id: s.name for s in await Skill.filter(municipality_id=municipality)}
    return WeekFacts(monday, tuple(found), demand, names, await _holidays(municipality, week))


async def _holidays(municipality: int, week: Sequence[date]) -> frozenset[date]:
    town = await Municipality.get(id=municipality)
    return frozenset(public_holidays(town.land, town.holiday_categories, week[0], week[-1]))


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
    counters: Iterable[Counter],
    lately: Mapping[int, Sequence[Duty]],
    people: Sequence[ClerkFacts],
) -> tuple[PostFacts, ...]:
    """Return the counters that nobody queues for, with all who were there lately.

    At a reception or a phone where nobody was, anybody can be.
    """
    here = frozenset(one.id for one in people)
    found = []
    for counter in counters:
        known = here & {duty.clerk_id for duty in lately.get(counter.id, ())}
        found.append(
            PostFacts(
                replace(_counter(counter, {}), shares=AT_POSTS),
                known or (here if counter.post else known),
                counter.post or PostKind.RECEPTION,
            )
        )
    return tuple(post for post in found if post.clerks)


def _counter(counter: Counter, lately: Mapping[int, Sequence[Duty]]) -> CounterFacts:
    return CounterFacts(counter.id, counter.name, able_of(counter), _shares(lately.get(counter.id)))


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


def _place(office: Office) -> tuple[float, float] | None:
    if office.latitude is None or office.longitude is None:
        return None
    return office.latitude, office.longitude
