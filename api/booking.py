"""Booking as all its doors do it: pages, programs, kiosk, staff. Domain call, then the index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api.house import House
from api.mail.address import is_address
from api.offers import Offer, Offers
from termin import booking
from termin.booking import (
    Appointment,
    By,
    ContactDetails,
    Held,
    Need,
    Target,
)
from termin.catalogue import Line
from termin.errors import Invalid, SlotTaken
from termin.localtime import local_date
from termin.offices.rows import Municipality

_EMAIL = re.compile(
    r"[^@\s,;<>\"()\[\]\\]{1,64}@(?:[^@\s.,;<>\"()\[\]\\]+\.)+[^@\s.,;<>\"()\[\]\\]{2,63}"
)
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{4,30}")
_FAR = timedelta(days=3660)


async def hold(
    own: House,
    place: Municipality,
    offers: Offers,
    office: int,
    start: datetime,
    needs: Sequence[str],
) -> Held:
    """Keep a start for somebody; whoever cannot win is turned away in memory.

    Raises:
        SlotTaken: with `alternatives` (office, start, minutes each).
        Invalid: an unknown need, or a start or office that cannot be.
        TryAgain: the day is too busy.
    """
    _check_needs(needs)
    check_start(start, offers.now)
    try:
        wish = offers.wish(office, start, needs)
        held = await booking.place_hold(
            wish,
            offers.now,
            keep=timedelta(minutes=place.hold_minutes),
            before=lambda: offers.check_free(wish),
        )
    except SlotTaken:
        await _look_again(own, offers, office, start)
        raise SlotTaken(alternatives=told(offers, offers.alternatives(office, start))) from None
    await own.availability.reload(held.office_day, offers.now)
    return held


def told(offers: Offers, alternatives: Sequence[Offer]) -> list[dict[str, object]]:
    """Return offers as problem details carry them, times in the offices' own offsets."""
    return [
        {
            "office": str(offer.office),
            "start": offer.start.astimezone(
                ZoneInfo(offers.view.office(offer.office).time_zone)
            ).isoformat(),
            "minutes": offer.minutes,
        }
        for offer in alternatives
    ]


async def _look_again(own: House, offers: Offers, office: int, start: datetime) -> None:
    zone = ZoneInfo(offers.view.office(office).time_zone)
    known = own.availability.book(office, local_date(start, zone))
    if known is not None:
        await own.availability.reload(known.office_day, offers.now)


async def extend(own: House, place: Municipality, held: Held, secret: str, now: datetime) -> Held:
    """Give a hold more time."""
    keep = timedelta(minutes=place.hold_minutes)
    extended = await booking.extend_hold(held.id, secret, now, keep=keep)
    await own.availability.reload(extended.office_day, now)
    return extended


async def release(own: House, held: Held, secret: str, now: datetime) -> None:
    """Give a held time back at once."""
    office_day = await booking.release_hold(held.id, secret, now)
    await own.availability.reload(office_day, now)


async def make(
    own: House,
    place: Municipality,
    hold_id: UUID,
    secret: str,
    contact: ContactDetails,
    now: datetime,
    *,
    booked_by: int | None = None,
    needs: Sequence[str] | None = None,
) -> Appointment:
    """Turn a hold into an appointment; done twice, it is the same one.

    `needs` take the place of those the hold was placed with. Where staff book (`booked_by`),
    nobody has to follow a link: they ask the person instead.

    Raises:
        NotFound, HoldExpired: the hold is gone.
        Invalid: an address that cannot be one, or an unknown need.
    """
    check_contact(contact)
    _check_needs(needs or ())
    by_link = place.confirm_minutes and booked_by is None
    made = await booking.make_appointment(
        hold_id,
        secret,
        contact,
        now,
        confirm_within=timedelta(minutes=place.confirm_minutes) if by_link else None,
        booked_by=booked_by,
        needs=needs,
        municipality=place.id,
    )
    await own.availability.reload(made.office_day_id, now)
    return made


async def cancel(own: House, appointment: Appointment, by: By, now: datetime) -> Appointment:
    """Give an appointment up, and whatever else is kept for its person."""
    kept = await booking.days_kept(appointment.id)
    cancelled = await booking.cancel_appointment(appointment.id, by, now)
    for day in {cancelled.office_day_id, *kept}:
        await own.availability.reload(day, now)
    return cancelled


async def accept(own: House, appointment: Appointment, now: datetime) -> Appointment:
    """Take the time that is kept for somebody whose own fell away; done twice, it is the same.

    Raises:
        HoldExpired: it is no longer kept.
        WrongState: nothing waits for an answer.
    """
    moved = await booking.accept_alternative(appointment.id, now)
    await own.availability.reload(moved.office_day_id, now)
    return moved


async def move(
    own: House,
    offers: Offers,
    appointment: Appointment,
    office: int,
    start: datetime,
    by: By,
) -> Appointment:
    """Give an appointment a new time.

    Raises:
        SlotTaken: with `alternatives`; the old time stays.
        WrongState: it cannot be moved any more.
        Invalid: a start or office that cannot be.
    """
    check_start(start, offers.now)
    if office not in offers.offices:
        raise Invalid(fields={"office": "Dort gibt es nicht alle gewählten Anliegen."})
    zone = offers.view.office(office).time_zone
    on = local_date(start, ZoneInfo(zone))
    if on > offers.last_day:
        raise Invalid(fields={"start": "So weit im Voraus können wir noch nichts vergeben."})
    required = offers.view.required_skills(offers.lines)
    target = Target(office, zone, start, offers.view.planned(office, offers.lines), required)
    old_days = {appointment.office_day_id, *await booking.days_kept(appointment.id)}
    try:
        if start <= offers.now:
            raise SlotTaken  # before a day of the past is made for it
        moved = await booking.move_appointment(appointment.id, target, by, offers.now)
    except SlotTaken:
        await _look_again(own, offers, office, start)
        raise SlotTaken(alternatives=told(offers, offers.alternatives(office, start))) from None
    for day in {*old_days, moved.office_day_id}:
        await own.availability.reload(day, offers.now)
    return moved


def check_start(start: datetime, now: datetime) -> None:
    """Refuse a start so far away that reckoning with it leaves the calendar.

    Raises:
        Invalid: it is more than ten years from now.
    """
    if abs(start - now) > _FAR:
        raise Invalid(fields={"start": "Diese Zeit gibt es nicht. Bitte wählen Sie eine andere."})


def lines_of(appointment: Appointment) -> tuple[Line, ...]:
    """Return what an appointment (read with its lines) is for."""
    return tuple(Line(line.service_id, line.count) for line in appointment.lines)


def check_contact(contact: ContactDetails) -> None:
    """Refuse addresses that cannot be reached, each with a sentence that says how to mend it.

    Raises:
        Invalid: with the fields `email` or `phone`.
    """
    wrong = {}
    if contact.email and not _is_email(contact.email):
        wrong["email"] = "Bitte geben Sie die E-Mail-Adresse so an: name@beispiel.de"
    if contact.phone and not _PHONE.fullmatch(contact.phone):
        wrong["phone"] = (
            "Bitte geben Sie die Telefonnummer mit Ziffern an, zum Beispiel 030 123456."
        )
    if any(ord(sign) < 32 for sign in contact.name):
        wrong["name"] = "Bitte entfernen Sie unsichtbare Zeichen."
    if wrong:
        raise Invalid(fields=wrong)


def _is_email(text: str) -> bool:
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None and is_address(text)


def _check_needs(needs: Sequence[str]) -> None:
    if any(need not in set(Need) for need in needs):
        raise Invalid(fields={"needs": f"known needs: {', '.join(Need)}"})
