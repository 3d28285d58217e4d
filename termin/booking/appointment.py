"""Appointments: made from a hold, confirmed by link, moved and cancelled; never lost, never two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from termin.booking.alternative import days_kept, give_back
from termin.booking.rows import (
    AlternativeState,
    Appointment,
    AppointmentLine,
    AppointmentState,
    Contact,
    Hold,
    Visit,
)
from termin.booking.seat import SeatWish, take_seat
from termin.booking.states import Step, after
from termin.booking.wish import Planned, uses_of
from termin.capacity.books import read_book
from termin.capacity.daybook import STAFF
from termin.capacity.expiry import sweep
from termin.capacity.rows import Claim
from termin.errors import HoldExpired, NotFound, WrongState
from termin.events import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMade,
    AppointmentMoved,
    AppointmentMovedAway,
    ContactErased,
)
from termin.officeday import Day, day_of, locked
from termin.tokens import matches, new_code


class By(StrEnum):
    """Who changes an appointment."""

    CITIZEN = "citizen"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How to reach a person; all of it optional."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "de"


async def make_appointment(
    hold_id: UUID,
    secret: str,
    contact: ContactDetails,
    now: datetime,
    *,
    confirm_within: timedelta | None = None,
    booked_by: int | None = None,
    needs: Sequence[str] | None = None,
    municipality: int | None = None,
) -> Appointment:
    """Turn a hold into an appointment; the appointment keeps the hold's id and secret.

    `needs` take the place of the hold's, where they were asked for after the time was chosen.

    Done twice (a form sent twice), it returns the same appointment. With `confirm_within` and an
    e-mail address the appointment is unconfirmed until the mailed link is followed, unless it
    starts within that time. A hold of another `municipality` than the one named is none: each has
    rules of its own.

    Raises:
        NotFound: no such hold, or the secret is wrong.
        HoldExpired: it ran out.
    """
    seen = await _hold(hold_id, secret, now)
    if seen is None:
        return await _already_made(hold_id, secret, municipality)
    if municipality not in (None, seen.municipality_id):
        raise NotFound
    async with locked(seen.office_day_id) as (day,):
        await sweep(day, now)
        hold = await _hold(hold_id, secret, now)
        if hold is None:
            return await _already_made(hold_id, secret, municipality)
        if needs is not None:
            hold.needs = list(needs)
        wait = confirm_within if contact.email else None
        until = now + wait if wait and has_to_confirm(hold.starts_at, wait, now) else None
        return await _turn(day, hold, contact, now, until, booked_by)


def has_to_confirm(starts_at: datetime, within: timedelta, now: datetime) -> bool:
    """Whether a link is asked for: only where the time for it, if there is any, ends before."""
    return bool(within) and starts_at - now > within


async def _hold(hold_id: UUID, secret: str, now: datetime) -> Hold | None:
    """Return the hold, or None where there is none any more."""
    hold = await Hold.get_or_none(id=hold_id)
    if hold is not None and not matches(secret, hold.secret_hash):
        raise NotFound
    if hold is not None and hold.expires_at <= now:
        raise HoldExpired
    return hold


async def _already_made(hold_id: UUID, secret: str, municipality: int | None) -> Appointment:
    """Return the appointment that the hold has become."""
    made = await Appointment.get_or_none(id=hold_id)
    if made is None or not matches(secret, made.secret_hash):
        raise NotFound
    if municipality not in (None, made.municipality_id):
        raise NotFound
    return made


async def _turn(
    day: Day,
    hold: Hold,
    contact: ContactDetails,
    now: datetime,
    until: datetime | None,
    booked_by: int | None,
) -> Appointment:
    visit = await Visit.create(
        municipality_id=hold.municipality_id,
        channel=hold.channel,
        language=contact.language,
        created_at=now,
    )
    if contact.name or contact.email or contact.phone:
        await Contact.create(
            visit=visit,
            municipality_id=hold.municipality_id,
            name=contact.name,
            email=contact.email,
            phone=contact.phone,
        )
    appointment = Appointment(
        id=hold.id,
        municipality_id=hold.municipality_id,
        visit=visit,
        office_id=hold.office_id,
        office_day_id=hold.office_day_id,
        code=await _free_code(),
        secret_hash=hold.secret_hash,
        state=AppointmentState.UNCONFIRMED if until else AppointmentState.BOOKED,
        channel=hold.channel,
        starts_at=hold.starts_at,
        ends_at=hold.ends_at,
        needs=hold.needs,
        created_at=now,
        changed_at=now,
        confirm_until=until,
        booked_by=booked_by,
    )
    await appointment.save(force_create=True)
    lines = [(service, count, minutes) for service, count, minutes in hold.lines]
    await write_lines(appointment, lines)
    await Claim.filter(hold_id=hold.id).update(
        hold_id=None, appointment_id=appointment.id, expires_at=until
    )
    await hold.delete()
    await day.record(
        AppointmentMade(
            appointment=appointment.id,
            hold=hold.id,
            state=appointment.state.value,
            sequence=appointment.sequence,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            services=tuple(service for service, _, _ in lines),
            minutes=sum(minutes for _, _, minutes in lines),
            channel=hold.channel.value,
        ),
        now,
    )
    return appointment


async def _free_code() -> str:
    code = new_code()
    while await Appointment.exists(code=code):
        code = new_code()
    return code


async def write_lines(appointment: Appointment, lines: list[Planned]) -> None:
    """Write what an appointment is for, in order."""
    await AppointmentLine.bulk_create(
        AppointmentLine(
            appointment_id=appointment.id,
            service_id=service,
            count=count,
            minutes=minutes,
            position=position,
        )
        for position, (service, count, minutes) in enumerate(lines)
    )


async def confirm_appointment(appointment_id: UUID, now: datetime) -> Appointment:
    """Confirm by the mailed link (whose token the caller has checked); twice does no harm.

    Raises:
        NotFound: there is none.
        WrongState: it lapsed, because the link came too late, or was cancelled.
    """
    seen = await _appointment(appointment_id)
    async with locked(seen.office_day_id) as (day,):
        await sweep(day, now)
        appointment = await _appointment(appointment_id)
        await confirm_on(day, appointment, now)
    return appointment


async def confirm_on(day: Day, appointment: Appointment, now: datetime) -> None:
    """Confirm an appointment of a locked and swept day; twice does no harm.

    Raises:
        WrongState: it lapsed or was cancelled.
    """
    was = appointment.state
    appointment.state = after(was, Step.CONFIRM)
    if was is not appointment.state:
        appointment.confirm_until = None
        appointment.changed_at = now
        await appointment.save(update_fields=["state", "confirm_until", "changed_at"])
        await Claim.filter(appointment_id=appointment.id).update(expires_at=None)
        await day.record(AppointmentConfirmed(appointment.id, appointment.sequence), now)


async def cancel_appointment(appointment_id: UUID, by: By, now: datetime) -> Appointment:
    """Give an appointment up; its time is free again at once.

    Raises:
        NotFound: there is none.
        WrongState: it is over, was cancelled before, or the person is already here.
    """
    seen = await _appointment(appointment_id)
    async with locked(seen.office_day_id, *await days_kept(seen.id)) as (day, *others):
        await sweep(day, now)
        appointment = await still_on(appointment_id, day)
        was, appointment.state = appointment.state, after(appointment.state, Step.CANCEL)
        over = was is not AppointmentState.DISPLACED and appointment.ends_at <= now
        if by is By.CITIZEN and over:
            raise WrongState(state="past")
        await give_back(appointment.id, AlternativeState.DECLINED, (day, *others), now)
        appointment.sequence += 1
        appointment.changed_at = now
        appointment.confirm_until = None
        await appointment.save(update_fields=["state", "sequence", "changed_at", "confirm_until"])
        await Claim.filter(appointment_id=appointment.id).delete()
        cancelled = AppointmentCancelled(appointment.id, appointment.sequence, by.value)
        await day.record(cancelled, now)
    return appointment


@dataclass(frozen=True, slots=True)
class Target:
    """Where and when an appointment is moved, with minutes and skills as told by the catalogue."""

    office: int
    zone: str
    start: datetime
    lines: tuple[Planned, ...]
    required: frozenset[int]

    @property
    def minutes(self) -> int:
        """How long the visit takes at that office."""
        return sum(minutes for _, _, minutes in self.lines)

    @property
    def ends_at(self) -> datetime:
        """When it is planned to be over."""
        return self.start + timedelta(minutes=self.minutes)


async def move_appointment(
    appointment_id: UUID, target: Target, by: By, now: datetime
) -> Appointment:
    """Give an appointment a new time, perhaps at another office; the old time is free at once.

    Both days are locked; where the new time is not to be had, the old one stays.

    Raises:
        NotFound: there is none.
        WrongState: it is over, cancelled, unconfirmed, or the person is already here.
        SlotTaken: the new time is not free.
    """
    seen = await _appointment(appointment_id)
    date = target.start.astimezone(ZoneInfo(target.zone)).date()
    to_id = await day_of(target.office, seen.municipality_id, date)
    kept = await days_kept(seen.id)
    async with locked(seen.office_day_id, to_id, *kept) as (old_day, new_day, *others):
        await sweep(old_day, now)
        if new_day.id != old_day.id:
            await sweep(new_day, now)
        appointment = await still_on(appointment_id, old_day)
        was, appointment.state = appointment.state, after(appointment.state, Step.MOVE)
        over = was is not AppointmentState.DISPLACED and appointment.starts_at <= now
        if by is By.CITIZEN and over:
            raise WrongState(state="past")
        days = (old_day, new_day, *others)
        await give_back(appointment.id, AlternativeState.OVERTAKEN, days, now)
        uses = uses_of(appointment.channel) if by is By.CITIZEN else STAFF
        wish = SeatWish(target.start, target.minutes, target.required, uses)
        book = await read_book(new_day.id)
        # The old promise goes first, so that the new one may overlap it on the same counter.
        await Claim.filter(appointment_id=appointment.id).delete()
        seat = await take_seat(new_day, book, wish, now, without=appointment.id)
        await Claim.create(
            municipality_id=appointment.municipality_id,
            office_day_id=new_day.id,
            duty_id=seat.duty,
            counter_id=seat.counter,
            starts_at=seat.starts_at,
            ends_at=seat.ends_at,
            skills=sorted(target.required),
            appointment_id=appointment.id,
        )
        await _write_move(appointment, target, new_day, now)
        moved = AppointmentMoved(
            appointment.id, appointment.sequence, appointment.starts_at, appointment.ends_at, by
        )
        if new_day.id != old_day.id:
            await old_day.record(AppointmentMovedAway(appointment.id, appointment.sequence), now)
        await new_day.record(moved, now)
    return appointment


async def _write_move(appointment: Appointment, target: Target, day: Day, now: datetime) -> None:
    appointment.office_id = target.office
    appointment.office_day_id = day.id
    appointment.starts_at = target.start
    appointment.ends_at = target.ends_at
    appointment.sequence += 1
    appointment.changed_at = now
    await appointment.save()
    await AppointmentLine.filter(appointment_id=appointment.id).delete()
    await write_lines(appointment, list(target.lines))


async def erase_contact(appointment_id: UUID, now: datetime) -> None:
    """Delete name and address of the person of an appointment; the appointment itself stays.

    Raises:
        NotFound: there is none.
    """
    seen = await _appointment(appointment_id)
    async with locked(seen.office_day_id) as (day,):
        if await Contact.filter(visit_id=seen.visit_id).delete():
            await day.record(ContactErased(seen.id), now)


async def _appointment(appointment_id: UUID) -> Appointment:
    appointment = await Appointment.get_or_none(id=appointment_id)
    if appointment is None:
        raise NotFound
    return appointment


async def still_on(appointment_id: UUID, day: Day) -> Appointment:
    """Read again under the lock; somebody may have moved it to another day meanwhile.

    Raises:
        WrongState: so it is.
    """
    appointment = await _appointment(appointment_id)
    if appointment.office_day_id != day.id:
        raise WrongState(state="moved")
    return appointment
