"""Bookings of the sample town: near days fuller than far ones, from a seed, always the same.

The times are laid into the free time of the day's book under the day's lock, so no claim overlaps
another; the rows and events are those that `termin.booking` writes, many at a time.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api.demo import sample
from termin.booking import Appointment, AppointmentLine, AppointmentState, Channel, Contact, Visit
from termin.capacity import CITIZENS, Claim, Lane
from termin.capacity.books import read_book
from termin.capacity.grid import GRID, cells
from termin.catalogue import CatalogueView, Line, Service, load_view
from termin.events import AppointmentMade
from termin.journal import record_many
from termin.localtime import local_date
from termin.officeday import Day, OfficeDay, locked
from termin.offices import Municipality
from termin.tokens import hashed, new_code, new_secret

LOAD_BY_WEEK = (0.85, 0.5, 0.3, 0.2, 0.1, 0.05)
"""How much of the bookable time is taken, by weeks ahead; later weeks as the last."""

CHANNELS = (Channel.WEB, Channel.WEB, Channel.WEB, Channel.PHONE, Channel.DESK)


@dataclass(frozen=True, slots=True)
class Errand:
    """What somebody wants at an office: the services with minutes, and who can do it."""

    lines: tuple[tuple[int, int, int], ...]
    required: frozenset[int]
    weight: int

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return sum(minutes for _, _, minutes in self.lines)


@dataclass(frozen=True, slots=True)
class Booking:
    """An errand with its place in the day."""

    errand: Errand
    lane: Lane
    start: datetime

    @property
    def end(self) -> datetime:
        """When it is planned to be over."""
        return self.start + timedelta(minutes=self.errand.minutes)

    @property
    def taken_until(self) -> datetime:
        """When the counter is free again: begun grid steps count whole."""
        return self.start + timedelta(minutes=cells(self.errand.minutes) * GRID)


async def fill_days(town: Municipality, now: datetime, booked_at: datetime) -> int:
    """Bring the days from today on to the load of their week; return how many were booked."""
    view = await load_view(town.id)
    today = local_date(now, ZoneInfo(town.time_zone))
    weights = dict(sample.WANTED)
    rows = await Service.filter(municipality_id=town.id, external_id__in=list(weights))
    wanted = {row.id: weights[row.external_id] for row in rows}
    made = 0
    menus: dict[int, tuple[Errand, ...]] = {}
    for row in await OfficeDay.filter(municipality_id=town.id, date__gte=today).order_by("date"):
        menu = menus.setdefault(row.office_id, _menu(view, row.office_id, wanted))
        async with locked(row.id) as (day,):
            made += await _fill(day, menu, _load(row.date, today), booked_at)
    return made


def _load(on: date, today: date) -> float:
    return LOAD_BY_WEEK[min((on - today).days // 7, len(LOAD_BY_WEEK) - 1)]


def _menu(view: CatalogueView, office: int, wanted: dict[int, int]) -> tuple[Errand, ...]:
    """Return what is wanted at an office, for one person and for a couple."""
    errands = []
    for service, weight in wanted.items():
        if view.relation(service, office) is None:
            continue
        for count, share in ((1, 4), (2, 1)):
            if count <= view.service(service).max_count:
                lines = (Line(service, count),)
                planned = view.planned(office, lines)
                errands.append(Errand(planned, view.required_skills(lines), weight * share))
    return tuple(errands)


def laid_out(
    lanes: Iterable[Lane], menu: Sequence[Errand], load: float, random_: random.Random
) -> list[Booking]:
    """Lay errands into the free time of lanes, one after the other, with gaps as the load says."""
    found: list[Booking] = []
    for lane in lanes:
        fitting = [one for one in menu if lane.skills is None or one.required <= lane.skills]
        for free in lane.free:
            at = free.start
            while at < free.end:
                if not fitting or random_.random() > load:
                    at += timedelta(minutes=3 * GRID)
                    continue
                (errand,) = random_.choices(fitting, [one.weight for one in fitting])
                booking = Booking(errand, lane, at)
                if booking.taken_until > free.end:
                    break
                found.append(booking)
                at = booking.taken_until
    return found


async def _fill(day: Day, menu: Sequence[Errand], load: float, now: datetime) -> int:
    book = await read_book(day.id)
    whole = _minutes(book.whole_lanes(CITIZENS))
    lanes = book.lanes(CITIZENS, now)
    taken = 1 - _minutes(lanes) / whole if whole else 1.0
    if taken >= load:
        return 0
    random_ = random.Random(f"{day.date}/{day.office}")  # noqa: S311  # repeatable on purpose
    bookings = laid_out(lanes, menu, (load - taken) / (1 - taken), random_)
    await _write(day, bookings, now, random_)
    return len(bookings)


def _minutes(lanes: Iterable[Lane]) -> float:
    return sum((part.end - part.start).total_seconds() / 60 for lane in lanes for part in lane.free)


async def _write(
    day: Day, bookings: Sequence[Booking], now: datetime, random_: random.Random
) -> None:
    ids = [(uuid.uuid4(), uuid.uuid4()) for _ in bookings]
    channels = [random_.choice(CHANNELS) for _ in bookings]
    told = list(zip(ids, channels, bookings, strict=True))
    await Visit.bulk_create(
        Visit(id=visit, municipality_id=day.municipality, channel=channel, created_at=now)
        for (visit, _), channel, _ in told
    )
    await Contact.bulk_create(
        contact for visit, _ in ids if (contact := _contact(visit, day.municipality, random_))
    )
    await Appointment.bulk_create(
        Appointment(
            id=appointment,
            municipality_id=day.municipality,
            visit_id=visit,
            office_id=day.office,
            office_day_id=day.id,
            code=new_code(),
            secret_hash=hashed(new_secret()),
            state=AppointmentState.BOOKED,
            channel=channel,
            starts_at=one.start,
            ends_at=one.end,
            created_at=now,
            changed_at=now,
        )
        for (visit, appointment), channel, one in told
    )
    await AppointmentLine.bulk_create(
        AppointmentLine(
            appointment_id=appointment,
            service_id=service,
            count=count,
            minutes=minutes,
            position=position,
        )
        for (_, appointment), _, one in told
        for position, (service, count, minutes) in enumerate(one.errand.lines)
    )
    await Claim.bulk_create(
        Claim(
            municipality_id=day.municipality,
            office_day_id=day.id,
            duty_id=one.lane.duty,
            counter_id=one.lane.counter,
            starts_at=one.start,
            ends_at=one.taken_until,
            skills=sorted(one.errand.required),
            appointment_id=appointment,
        )
        for (_, appointment), _, one in told
    )
    await record_many(
        [(day.id, _made(appointment, channel, one)) for (_, appointment), channel, one in told], now
    )


def _made(appointment: UUID, channel: Channel, one: Booking) -> AppointmentMade:
    return AppointmentMade(
        appointment=appointment,
        hold=appointment,
        state=AppointmentState.BOOKED.value,
        sequence=0,
        starts_at=one.start,
        ends_at=one.end,
        services=tuple(service for service, _, _ in one.errand.lines),
        minutes=one.errand.minutes,
        channel=channel.value,
    )


def _contact(visit: UUID, municipality: int, random_: random.Random) -> Contact | None:
    """Return an invented person; one in four leaves no name at all, one in two no address."""
    luck = random_.random()
    if luck < 0.25:
        return None
    first, last = random_.choice(sample.FIRST_NAMES), random_.choice(sample.LAST_NAMES)
    email = f"{first}.{last}@example.org".lower() if luck < 0.5 else ""
    return Contact(
        visit_id=visit, municipality_id=municipality, name=f"{first} {last}", email=email
    )
