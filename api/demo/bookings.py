"""Bookings of the sample town, made through the same doors as real ones, from a seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from api.demo import sample
from api.offers import Offers
from termin.booking import Channel, ContactDetails, make_appointment, place_hold
from termin.capacity import Availability
from termin.catalogue import CatalogueView, Line, Service, load_view
from termin.errors import Refusal
from termin.officeday import OfficeDay
from termin.offices import Municipality

SEED = 115
SIDE_BY_SIDE = 4
LOAD_BY_WEEK = (0.7, 0.45, 0.3, 0.2, 0.12, 0.08)
"""How much of the bookable time is taken, by weeks ahead; later weeks as the last."""

MOST = 400


async def fill_days(
    town: Municipality, now: datetime, say: Callable[[str], None] = lambda _: None
) -> int:
    """Book appointments as citizens would: near days fuller, services by how often they are wanted.

    Each takes the lock like a real one; returns how many were made.
    """
    view, availability = await load_view(town.id), Availability()
    await availability.refresh(now)
    wanted = await _wanted(town.id)
    random_ = random.Random(SEED)  # noqa: S311  # repeatable on purpose, no secret
    days = await OfficeDay.filter(municipality_id=town.id, date__gte=now.date()).order_by("date")
    jobs = []
    for day in days:
        week = max(0, (day.date - now.date()).days // 7)
        load = LOAD_BY_WEEK[min(week, len(LOAD_BY_WEEK) - 1)]
        for service in random_.choices(*wanted, k=12):
            count = min(random_.choice((1, 1, 1, 1, 2)), view.service(service).max_count)
            lines = [Line(service, count)]
            offers = _offers(view, availability, lines, now, day.office_id)
            starts = offers.days(day.date, day.date).get(day.date, {}).get(day.office_id, ())
            chosen = [start for start in starts if random_.random() < load / 12]
            jobs += [(offers, day.office_id, start, random_.random()) for start in chosen[:4]]
    random_.shuffle(jobs)
    made = 0
    for begin in range(0, min(len(jobs), MOST), SIDE_BY_SIDE):
        part = jobs[begin : begin + SIDE_BY_SIDE]
        made += sum(await asyncio.gather(*(_book(*job, now) for job in part)))
    say(f"{made} Termine gebucht")
    return made


async def _wanted(town: int) -> tuple[Sequence[int], Sequence[int]]:
    weights = dict(sample.WANTED)
    rows = await Service.filter(municipality_id=town, external_id__in=list(weights))
    return [row.id for row in rows], [weights[row.external_id] for row in rows]


def _offers(
    view: CatalogueView,
    availability: Availability,
    lines: list[Line],
    now: datetime,
    office: int,
) -> Offers:
    return Offers.of(view, availability, lines, Channel.WEB, now, [office])


async def _book(offers: Offers, office: int, start: datetime, luck: float, now: datetime) -> int:
    try:
        wish = offers.wish(office, start)
        hold = await place_hold(wish, now, keep=timedelta(minutes=10))
        await make_appointment(hold.id, hold.secret, _contact(luck), now)
    except Refusal:
        return 0  # somebody of this town was first
    return 1


def _contact(luck: float) -> ContactDetails:
    """Return an invented person; one in three leaves no address at all."""
    if luck < 1 / 3:
        return ContactDetails()
    chosen = random.Random(luck)  # noqa: S311  # repeatable on purpose, no secret
    first, last = chosen.choice(sample.FIRST_NAMES), chosen.choice(sample.LAST_NAMES)
    email = f"{first}.{last}@example.org".lower()
    return ContactDetails(f"{first} {last}", email if luck < 0.9 else "", "")
