"""The morning before ten, played once a day: people arrive, draw numbers, are called and served.

Every step goes through `termin.queue` at its own time, so the first look at a workstation, a
reception and a display finds them in the middle of a day.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api.demo import sample
from api.demo.visitors import doors_of
from termin.booking import Appointment, AppointmentState, Channel
from termin.capacity import Duty, DutyState
from termin.catalogue import Line, Service, ServiceAtOffice
from termin.errors import Refusal
from termin.localtime import local_date
from termin.offices import Municipality, Office
from termin.queue import TicketState, arrive, call_next, check_in, draw_number, finish, miss, park
from termin.queue.rows import Ticket

LONGEST = timedelta(minutes=60)
"""How much of the morning is played."""

QUIET = timedelta(minutes=6)
"""So long before the end nobody is called to the counters of the demo's own logins, so that the
person who signs in there finds the counter free and people waiting."""

WALK_IN_EVERY = 7
"""Minutes between two walk-ins of an office with three desks or more, on average."""

CROWD = 6
"""Towards the end so many times as many walk in: somebody is to be waiting at ten."""

MISSED_SHARE = 0.06
"""Of those called, who do not come; about the share that cities publish for good days."""

PARKED = timedelta(minutes=9)
"""So long before the end one person of an office leaves the counter to fill in a form."""

FORM = "Schreibpult am Fenster"

MINUTE = timedelta(minutes=1)


@dataclass
class Desk:
    """A counter on duty, and whom it serves until when."""

    counter: int
    until: datetime
    ours: bool
    ticket: UUID | None = None
    done_at: datetime | None = None
    comes: bool = True


@dataclass
class Morning:
    """One office's morning as it goes on; `at` is its time."""

    office: Office
    at: datetime
    end: datetime
    desks: list[Desk]
    arrivals: dict[datetime, list[str]]
    services: list[tuple[int, int]]
    random_: random.Random = field(repr=False)
    waiting: int = 0
    parked: bool = False

    async def minute(self) -> None:
        """Let one minute pass."""
        for code in self.arrivals.get(self.at, ()):
            self.waiting += await _came(check_in(code, self.at, Channel.KIOSK))
        crowd = CROWD if self.at >= self.end - QUIET else 1
        often = crowd / WALK_IN_EVERY * min(1, len(self.desks) / 3)
        if self.services and self.random_.random() < often:
            service = self.random_.choices(
                [service for service, _ in self.services], [weight for _, weight in self.services]
            )[0]
            drawn = draw_number(self.office.id, [Line(service)], Channel.KIOSK, self.at)
            self.waiting += await _came(drawn)
        for desk in self.desks:
            await self._work(desk)
        self.at += MINUTE

    async def _work(self, desk: Desk) -> None:
        if desk.ticket is not None and desk.done_at is not None and desk.done_at <= self.at:
            await self._end(desk, desk.ticket)
            desk.ticket = None
        resting = desk.ours and self.at > self.end - QUIET
        if desk.ticket is not None or not self.waiting or resting or self.at >= desk.until:
            return
        try:
            sheet = await call_next(desk.counter, None, self.at)
        except Refusal:
            return  # nobody waits whom this counter can serve
        self.waiting -= 1
        desk.comes = self.random_.random() >= MISSED_SHARE
        on_the_way = self.at >= self.end - 3 * MINUTE  # called just now
        if desk.comes and not on_the_way:
            await arrive(sheet.id, self.at + timedelta(seconds=self.random_.randint(20, 50)))
        needed = max(3, round(sheet.minutes * self.random_.uniform(0.6, 1.1)))
        if not desk.comes:
            needed = 2
        desk.ticket, desk.done_at = sheet.id, self.at + timedelta(minutes=needed)
        if desk.ours:
            desk.done_at = min(desk.done_at, self.end - 2 * MINUTE)

    async def _end(self, desk: Desk, ticket: UUID) -> None:
        if not desk.comes:
            await miss(ticket, self.at)
        elif not self.parked and desk.ours and self.at >= self.end - PARKED:
            self.parked = True
            await park(ticket, self.at, room=FORM, remind_at=self.end + 5 * MINUTE)
        elif (await finish(ticket, self.at)).state is TicketState.WAITING:
            self.waiting += 1  # goes on to the cash desk


async def play_morning(town: Municipality, now: datetime) -> int:
    """Play each office's morning up to `now`, if nothing happened there today; return the tickets.

    Needs duties and appointments of today.
    """
    tickets = 0
    for office in await Office.filter(municipality_id=town.id, retired_at=None).order_by("id"):
        morning = await _morning(town, office, now)
        if morning is None:
            continue
        while morning.at < now - MINUTE / 2:
            await morning.minute()
        today = local_date(now, ZoneInfo(office.time_zone))
        tickets += await Ticket.filter(office_id=office.id, office_day__date=today).count()
    return tickets


async def _morning(town: Municipality, office: Office, now: datetime) -> Morning | None:
    today = local_date(now, ZoneInfo(office.time_zone))
    if await Ticket.exists(office_id=office.id, office_day__date=today):
        return None
    duties = await Duty.filter(
        office_id=office.id,
        office_day__date=today,
        state=DutyState.PUBLISHED,
        starts_at__lt=now,
        ends_at__gt=now,
    ).select_related("counter", "clerk")
    if not duties:
        return None
    start = max(min(duty.starts_at for duty in duties), now - LONGEST)
    ours = {one.clerk for one in doors_of(town.slug) if one.clerk}
    random_ = random.Random(f"{today}/{office.id}")  # noqa: S311  # repeatable on purpose
    return Morning(
        office,
        start,
        now,
        [Desk(duty.counter_id, duty.ends_at, duty.clerk.name in ours) for duty in duties],
        await _arrivals(office, start, now, random_),
        await walked_in_for(office) if office.walk_ins else [],
        random_,
    )


async def _arrivals(
    office: Office, start: datetime, now: datetime, random_: random.Random
) -> dict[datetime, list[str]]:
    """Return the codes of those who come, by the minute: a little early, and nearly all."""
    coming = await Appointment.filter(
        office_id=office.id,
        state=AppointmentState.BOOKED,
        starts_at__gte=start,
        starts_at__lte=now + 15 * MINUTE,
    ).order_by("starts_at", "id")
    arrivals: dict[datetime, list[str]] = {}
    for one in coming:
        if random_.random() < 0.9:
            at = max(start, one.starts_at - random_.randint(2, 14) * MINUTE)
            arrivals.setdefault(at, []).append(one.code)
    return arrivals


async def walked_in_for(office: Office) -> list[tuple[int, int]]:
    """Return the services that people walk in for at an office, each with its weight."""
    weights = dict(sample.WANTED)
    rows = await Service.filter(municipality_id=office.municipality_id)
    wanted = {row.id: weights[row.external_id] for row in rows if row.external_id in weights}
    here = await ServiceAtOffice.filter(office_id=office.id, service_id__in=list(wanted))
    return [(row.service_id, wanted[row.service_id]) for row in here]


async def _came(arrival: Awaitable[object]) -> int:
    try:
        await arrival
    except Refusal:
        return 0  # closed, or no longer booked
    return 1
