"""The year before the demo's first day: read what the town is, write what might have been."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import asyncpg

from api.demo import sample
from api.demo.history.day import duties_of, guests_of
from api.demo.history.shape import Errand, Place, Site
from api.demo.history.write import Sheaf
from api.demo.publishing import Post, office_days
from termin.capacity import Duty
from termin.catalogue import ServiceAtOffice
from termin.interval import Interval
from termin.offices import Counter, Municipality, Office, openings
from termin.queue.ability import desk_of

DAYS = 365
PORTION = 14
"""Dates in one transaction, the latest first: what is broken off goes on at the next start."""

Hours = dict[tuple[int, date], tuple[Interval, ...]]


async def write_past(
    town: Municipality,
    posts: Sequence[Post],
    today: date,
    connection: asyncpg.Connection,
    say: Callable[[str], None] = lambda _: None,
    days: int = DAYS,
) -> int:
    """Write the days before `today` that nobody knows yet; return how many rows that made."""
    sites = {site.office: site for site in await _sites(town, posts)}
    first = today - timedelta(days=days)
    hours = await _unknown(await openings(sites, first, today - timedelta(days=1)))
    zone = ZoneInfo(town.time_zone)
    written = 0
    for last in range(0, days, PORTION):
        dates = {today - timedelta(days=ahead + 1) for ahead in range(last, last + PORTION)}
        portion = {key: times for key, times in hours.items() if key[1] in dates and times}
        if not portion:
            continue
        ids = await office_days(town.id, portion)
        sheaf = await asyncio.to_thread(_sheaf, town.id, sites, portion, ids, zone)
        written += await sheaf.write(connection)
        say(f"Vergangenheit bis {min(dates):%d.%m.%Y}")
    return written


def _sheaf(
    town: int,
    sites: dict[int, Site],
    hours: Hours,
    ids: dict[tuple[int, date], int],
    zone: ZoneInfo,
) -> Sheaf:
    first = min(on for _, on in hours)
    sheaf = Sheaf(town, random.Random(f"{town}/{first}"))  # noqa: S311  # repeatable on purpose
    for (office, on), times in sorted(hours.items(), key=lambda item: item[0]):
        chance = random.Random(f"{office}/{on}")  # noqa: S311  # repeatable on purpose
        duties = duties_of(sites[office], on, times)
        guests = guests_of(sites[office], on, duties, zone, chance)
        sheaf.add_day(sites[office], ids[office, on], duties, guests)
    return sheaf


async def _unknown(hours: Hours) -> Hours:
    """Return those of the days on which nobody was on duty yet."""
    rows = await Duty.filter(office_id__in={office for office, _ in hours}).values_list(
        "office_id", "office_day__date"
    )
    known = set(rows)
    return {key: times for key, times in hours.items() if key not in known}


async def _sites(town: Municipality, posts: Sequence[Post]) -> list[Site]:
    found = []
    for office in await Office.filter(municipality_id=town.id, retired_at=None).order_by("id"):
        errands = await _errands(office)
        places = [await _place(post) for post in posts if post.office == office.id]
        if errands and places:
            letters = (office.letter_appointments, office.letter_walk_ins)
            found.append(Site(office.id, errands, tuple(places), office.walk_ins, letters))
    return found


async def _errands(office: Office) -> tuple[Errand, ...]:
    weights = dict(sample.WANTED)
    rows = await ServiceAtOffice.filter(office_id=office.id, retired_at=None).select_related(
        "service"
    )
    chance = random.Random(office.name)  # noqa: S311  # repeatable on purpose
    return tuple(
        Errand(
            service=row.service_id,
            planned=row.planned_minutes,
            real=row.planned_minutes * chance.uniform(0.7, 1.1),
            skills=frozenset()
            if row.service.skill_id is None
            else frozenset({row.service.skill_id}),
            weight=weights[row.service.external_id],
        )
        for row in sorted(rows, key=lambda row: row.service_id)
        if row.service.external_id in weights
    )


async def _place(post: Post) -> Place:
    desk = await desk_of(await Counter.get(id=post.counter), None)
    shares = (post.shares.public, post.shares.internal, post.shares.walk_in)
    return Place(desk, post.clerk, post.weekdays, shares)
