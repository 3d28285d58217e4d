"""Appointments whose time falls away: each is given another, kept until its person has answered."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from termin.booking.alternative import days_kept, displaced, give_back, kept, open_alternative
from termin.booking.appointment import Target, still_on, write_lines
from termin.booking.rows import (
    Alternative,
    AlternativeState,
    Appointment,
    AppointmentState,
    Hold,
)
from termin.booking.seat import SeatWish, take_seat
from termin.booking.states import Step, after
from termin.capacity.books import read_book
from termin.capacity.daybook import STAFF
from termin.capacity.expiry import sweep
from termin.capacity.rows import Claim
from termin.errors import HoldExpired, NotFound, WrongState
from termin.events import AppointmentMoved, AppointmentMovedAway, HoldPlaced
from termin.interval import Interval
from termin.officeday import Day, day_of, locked
from termin.tokens import hashed, new_secret

WAITING = (
    AppointmentState.BOOKED,
    AppointmentState.UNCONFIRMED,
    AppointmentState.DISPLACED,
)
"""Who is still to come, or has not answered yet."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Another time for an appointment, and until when it is kept."""

    target: Target
    until: datetime


async def promised_on(
    duties: Collection[int], now: datetime, but: Collection[Interval] = ()
) -> tuple[UUID, ...]:
    """Return the appointments that are still to come and need one of these duties, by time.

    Also those for which another time was kept there that waits for an answer. Who needs only what
    lies within one of `but` is left out.
    """
    claims = (
        await Claim.filter(duty_id__in=list(duties), ends_at__gt=now)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now))
        .order_by("starts_at", "id")
    )
    claims = [
        one
        for one in claims
        if not any(part.contains(Interval(one.starts_at, one.ends_at)) for part in but)
    ]
    holds = [claim.hold_id for claim in claims if claim.hold_id]
    kept = dict(
        await Alternative.filter(hold_id__in=holds, state=AlternativeState.OPEN).values_list(
            "hold_id", "appointment_id"
        )
    )
    wanted = [claim.appointment_id or kept.get(claim.hold_id) for claim in claims]
    living = await Appointment.filter(
        id__in=[one for one in wanted if one], state__in=WAITING
    ).values_list("id", flat=True)
    return tuple(dict.fromkeys(one for one in wanted if one in living))


async def displace(
    appointment_id: UUID,
    lost: Collection[int],
    reason: str,
    offered: Offered | None,
    now: datetime,
) -> bool:
    """Take an appointment off its duties and keep `offered` for its person, in one transaction.

    `lost` are duties that do not stand any more; an appointment (or what is kept for it) that is on
    none of them stays untouched, so that doing it twice does no harm. Returns whether it was done.

    Raises:
        SlotTaken: the offered time is not free; nothing was changed.
        WrongState: the person is here already, or the appointment is over.
    """
    seen = await Appointment.get(id=appointment_id)
    to_ids = [] if offered is None else [await day_for(seen.municipality_id, offered.target)]
    other = await days_kept(appointment_id)
    async with locked(seen.office_day_id, *other, *to_ids) as days:
        for day in {one.id: one for one in days}.values():
            await sweep(day, now)
        appointment = await still_on(appointment_id, days[0])
        if not await _stands_on(appointment.id, lost):
            return False
        former = await give_back(appointment.id, AlternativeState.OVERTAKEN, days, now)
        appointment.state = after(appointment.state, Step.DISPLACE)
        await Claim.filter(appointment_id=appointment.id).delete()
        hold = None if offered is None else await keep(days[-1], appointment, offered, now)
        await Alternative.create(
            municipality_id=appointment.municipality_id,
            appointment_id=appointment.id,
            **kept(hold),
            reason=reason,
            lost_office_id=former.lost_office_id if former else appointment.office_id,
            lost_at=former.lost_at if former else appointment.starts_at,
            sought_at=now,
            offers=(former.offers if former else 0) + (hold is not None),
            created_at=now,
            changed_at=now,
        )
        appointment.sequence += 1
        appointment.changed_at = now
        appointment.confirm_until = None
        await appointment.save(update_fields=["state", "sequence", "changed_at", "confirm_until"])
        await days[0].record(displaced(appointment, hold), now)
    return True


async def accept_alternative(appointment_id: UUID, now: datetime) -> Appointment:
    """Move an appointment to the time that is kept for it; done twice, it is the same.

    Raises:
        NotFound: no such appointment.
        HoldExpired: the time is no longer kept.
        WrongState: nothing waits for an answer.
    """
    seen = await Appointment.get_or_none(id=appointment_id)
    if seen is None:
        raise NotFound
    async with locked(seen.office_day_id, *await days_kept(appointment_id)) as (old_day, *others):
        for day in {one.id: one for one in (old_day, *others)}.values():
            await sweep(day, now)
        appointment = await Appointment.get(id=appointment_id)
        found = await open_alternative(appointment_id)
        if found is None:
            if await _accepted_before(appointment):
                return appointment
            raise WrongState(state=appointment.state.value, step="accept")
        hold = found.hold
        new_day = next((one for one in others if hold and one.id == hold.office_day_id), None)
        if hold is None or new_day is None:
            raise HoldExpired
        appointment.state = after(appointment.state, Step.MOVE)
        await _take_over(appointment, hold, now)
        await Alternative.filter(id=found.id).update(
            state=AlternativeState.ACCEPTED, hold_id=None, changed_at=now
        )
        await hold.delete()
        if new_day.id != old_day.id:
            await old_day.record(AppointmentMovedAway(appointment.id, appointment.sequence), now)
        await new_day.record(
            AppointmentMoved(
                appointment.id,
                appointment.sequence,
                appointment.starts_at,
                appointment.ends_at,
                "citizen",
            ),
            now,
        )
    return appointment


async def _take_over(appointment: Appointment, hold: Hold, now: datetime) -> None:
    """Give an appointment the place, time and claims of a hold."""
    await Claim.filter(hold_id=hold.id).update(
        hold_id=None, appointment_id=appointment.id, expires_at=None
    )
    appointment.office_id = hold.office_id
    appointment.office_day_id = hold.office_day_id
    appointment.starts_at = hold.starts_at
    appointment.ends_at = hold.ends_at
    appointment.sequence += 1
    appointment.changed_at = now
    await appointment.save()
    await appointment.lines.all().delete()
    await write_lines(appointment, [(line[0], line[1], line[2]) for line in hold.lines])


async def _accepted_before(appointment: Appointment) -> bool:
    return appointment.state is AppointmentState.BOOKED and await Alternative.exists(
        appointment_id=appointment.id,
        state=AlternativeState.ACCEPTED,
        office_id=appointment.office_id,
        starts_at=appointment.starts_at,
    )


async def day_for(municipality: int, target: Target) -> int:
    """Return the office-day on which a time lies."""
    date = target.start.astimezone(ZoneInfo(target.zone)).date()
    return await day_of(target.office, municipality, date)


async def _stands_on(appointment: UUID, duties: Collection[int]) -> bool:
    kept = await Alternative.filter(
        appointment_id=appointment, state=AlternativeState.OPEN, hold_id__isnull=False
    ).values_list("hold_id", flat=True)
    return await Claim.filter(
        Q(appointment_id=appointment) | Q(hold_id__in=list(kept)), duty_id__in=list(duties)
    ).exists()


async def keep(day: Day, appointment: Appointment, offered: Offered, now: datetime) -> Hold:
    """Place a hold for an appointment's person; nobody else knows its secret."""
    target = offered.target
    book = await read_book(day.id)
    wish = SeatWish(target.start, target.minutes, target.required, STAFF)
    seat = await take_seat(day, book, wish, now)
    hold = await Hold.create(
        id=uuid.uuid4(),
        municipality_id=appointment.municipality_id,
        office_id=target.office,
        office_day_id=day.id,
        secret_hash=hashed(new_secret()),
        channel=appointment.channel,
        starts_at=target.start,
        ends_at=target.ends_at,
        lines=[list(line) for line in target.lines],
        needs=appointment.needs,
        created_at=now,
        expires_at=offered.until,
    )
    await Claim.create(
        municipality_id=appointment.municipality_id,
        office_day_id=day.id,
        duty_id=seat.duty,
        counter_id=seat.counter,
        starts_at=seat.starts_at,
        ends_at=seat.ends_at,
        skills=sorted(target.required),
        hold_id=hold.id,
        expires_at=hold.expires_at,
    )
    await day.record(
        HoldPlaced(hold.id, hold.starts_at, hold.ends_at, hold.expires_at, appointment.channel), now
    )
    return hold
