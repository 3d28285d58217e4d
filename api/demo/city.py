"""An imported city, staffed plausibly: counters by what an office offers, duties in bulk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from api.demo import sample
from termin.capacity import Duty, DutyState, Segment, Shares
from termin.capacity.publish import segments_of
from termin.catalogue import (
    ServiceAtOffice,
    describe,
    import_dldb,
    shipped_catalogue,
    take_in_catalogue,
    which_is_which,
)
from termin.events import DutiesPublished
from termin.interval import Interval
from termin.journal import record_on_day
from termin.localtime import local_date
from termin.offices import Counter, Municipality, Office, Stretch, openings, set_week
from termin.staff import create_account, grant
from termin.staff.rows import Clerk

DAYS = 42
SERVICES_A_COUNTER = 6
MOST_COUNTERS = 12
SHARES = Shares(75, 10, 15)

WEEK = (
    Stretch(0, 7 * 60 + 30, 15 * 60),
    Stretch(1, 8 * 60 + 30, 18 * 60),
    Stretch(2, 7 * 60 + 30, 12 * 60 + 30),
    Stretch(3, 8 * 60 + 30, 18 * 60),
    Stretch(4, 7 * 60 + 30, 12 * 60 + 30),
)
"""Hours as large offices publish them."""

_DAYS = """
INSERT INTO office_day (municipality_id, office_id, date, seq)
SELECT $1, $2, unnest($3::date[]), 0
ON CONFLICT (office_id, date) DO UPDATE SET seq = office_day.seq
RETURNING id, date
"""


async def found_city(folder: Path, now: datetime, say: Callable[[str], None]) -> Municipality:
    """Import the city of an export and put people at its counters for six weeks."""
    files = await asyncio.to_thread(lambda: sorted(folder.glob("*.json")))
    services, locations = which_is_which(files)
    report = await import_dldb(
        services, locations, "stadt", now, name="Importierte Stadt", land="BY"
    )
    for line in describe(report).splitlines()[:12]:
        say(line)
    town = await Municipality.get(slug="stadt")
    await take_in_catalogue(town.id, shipped_catalogue(), now)
    offices = await Office.filter(municipality_id=town.id, retired_at=None).order_by("id")
    say(f"{len(offices)} Dienststellen werden besetzt …")
    today = local_date(now, ZoneInfo(town.time_zone))
    for number, office in enumerate(offices, start=1):
        await _staff(town, office, today, now)
        if number % 20 == 0:
            say(f"{number} Dienststellen besetzt")
    for one in sample.ACCOUNTS:
        account = await create_account(one.login, one.name, sample.PASSWORD, demo=True)
        for role in one.roles:
            await grant(account, role, town.id)
    return town


async def _staff(town: Municipality, office: Office, today: date, now: datetime) -> None:
    offered = await ServiceAtOffice.filter(office_id=office.id, retired_at=None).count()
    number = max(1, min(MOST_COUNTERS, -(-offered // SERVICES_A_COUNTER)))
    await set_week(office.id, WEEK)
    desks = [await _desk(town, office, position) for position in range(1, number + 1)]
    last = today + timedelta(days=DAYS)
    open_at = await openings([office.id], today, last)
    hours = {on: times for (_, on), times in open_at.items() if times}
    async with in_transaction():
        await _publish(town, office, desks, hours, now)


async def _desk(town: Municipality, office: Office, position: int) -> tuple[int, int]:
    name = f"{office.short_name or office.name} {position}"
    counter = await Counter.create(
        municipality=town, office=office, name=str(position), position=position
    )
    clerk = await Clerk.create(
        municipality=town, office=office, name=f"Kraft {name}"[:120], every_skill=True
    )
    return counter.id, clerk.id


async def _publish(
    town: Municipality,
    office: Office,
    desks: Sequence[tuple[int, int]],
    hours: Mapping[date, Sequence[Interval]],
    now: datetime,
) -> None:
    """Write an office's duties published, in bulk: nobody else knows these days yet."""
    rows = await get_connection("default").execute_query_dict(
        _DAYS, [town.id, office.id, list(hours)]
    )
    days = {row["date"]: row["id"] for row in rows}
    await Duty.bulk_create(
        Duty(
            municipality_id=town.id,
            office_id=office.id,
            office_day_id=days[on],
            counter_id=counter,
            clerk_id=clerk,
            starts_at=during.start,
            ends_at=during.end,
            state=DutyState.PUBLISHED,
            public_share=SHARES.public,
            internal_share=SHARES.internal,
            walk_in_share=SHARES.walk_in,
        )
        for on, times in hours.items()
        for during in times
        for counter, clerk in desks
    )
    duties = await Duty.filter(office_id=office.id)
    by_day = {day: on for on, day in days.items()}
    await Segment.bulk_create(
        segment
        for duty in duties
        for segment in segments_of(duty, hours[by_day[duty.office_day_id]])
    )
    for on, day in days.items():
        told = DutiesPublished(
            tuple(duty.id for duty in duties if by_day[duty.office_day_id] == on)
        )
        await record_on_day(day, told, now)
