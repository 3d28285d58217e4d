"""What a change of the plan would do to people who have an appointment, told before it is done.

Withdrawing a duty or closing an office takes time away that may be promised. Those who find room at
another counter at the same time are re-seated and notice nothing; for the others somebody decides
first: a new time, or a cancellation. Only then the change is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from termin.booking.rows import (
    Alternative,
    AlternativeState,
    Appointment,
    AppointmentState,
    Hold,
)
from termin.booking.seat import SeatWish, reseat, seat
from termin.capacity.books import read_book
from termin.capacity.daybook import STAFF, DayBook, Promise, Stretch
from termin.capacity.expiry import sweep
from termin.capacity.publish import cut
from termin.capacity.rows import Claim, Duty, DutyState, Segment
from termin.capacity.segments import Use
from termin.errors import Refusal
from termin.events import DutyWithdrawn, OfficeClosed, OfficeReopened
from termin.interval import Interval, subtract, union
from termin.journal import announce
from termin.officeday import Day, locked
from termin.offices.rows import Closure

TO_COME = (AppointmentState.BOOKED, AppointmentState.UNCONFIRMED)
"""Who is somebody's decision; the others are here, were here, or will not come."""


class WouldStrand(Refusal):
    """Appointments would lose their place; `facts["appointments"]` lists them."""

    slug = "would-strand"
    title = "Diese Änderung nähme Terminen ihren Platz. Bitte entscheiden Sie zuerst über sie."


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a change does: claims re-seated (claim: duty), and those that find no place.

    `after` is the day as it is then, without those who find no place.
    """

    moves: dict[int, int]
    stranded: tuple[Promise, ...]
    after: DayBook


def without_duty(book: DayBook, duty: int) -> DayBook:
    """Return the day as it would be without one duty; its promises stay, to be settled."""
    return replace(
        book,
        on_duty=tuple(one for one in book.on_duty if one.duty != duty),
        stretches=tuple(part for part in book.stretches if part.duty != duty),
    )


def without_time(book: DayBook, closed: Sequence[Interval]) -> DayBook:
    """Return the day as it would be if all counters closed at these times."""
    parts = (
        Stretch(part.duty, part.use, rest)
        for part in book.stretches
        for rest in subtract((part.during,), closed)
    )
    return replace(book, stretches=tuple(parts))


def consequences(
    book: DayBook, changed: DayBook, now: datetime, *, anywhere: bool = False
) -> Consequences:
    """Return who is re-seated and who is stranded when `book` becomes `changed`.

    Only promises that lose their place, or their whole duty, are touched: one that stood outside
    the segments before is none of this change's business. The past is left alone. With `anywhere`
    whoever would be stranded is given time that is kept for walk-ins.
    """
    gone = {one.duty for one in book.on_duty} - {one.duty for one in changed.on_duty}
    displaced = [
        promise
        for promise in book.standing(now)
        if promise.during.end > now
        and (promise.duty in gone or _has_place(book, promise))
        and not _has_place(changed, promise)
    ]
    kept = tuple(p for p in changed.promises if p not in displaced)
    working = replace(changed, promises=kept)
    moves: dict[int, int] = {}
    stranded: list[Promise] = []
    for promise in sorted(displaced, key=lambda p: (p.during.start, p.id)):
        wish = SeatWish(promise.during.start, promise.during.minutes, promise.skills, STAFF)
        found = seat(working, wish, now)
        if found is None and anywhere:
            found = seat(working, replace(wish, uses=frozenset(Use)), now)
        if found is None:
            stranded.append(promise)
            continue
        moves |= {**found.moves, promise.id: found.duty}
        seated = replace(promise, duty=found.duty)
        others = (replace(p, duty=found.moves.get(p.id, p.duty)) for p in working.promises)
        working = replace(working, promises=(*others, seated))
    return Consequences(moves, tuple(stranded), working)


def _has_place(book: DayBook, promise: Promise) -> bool:
    able = next((one for one in book.on_duty if one.duty == promise.duty), None)
    if able is None or not (able.skills is None or promise.skills <= able.skills):
        return False
    parts = union(part.during for part in book.stretches if part.duty == promise.duty)
    return any(part.contains(promise.during) for part in parts)


async def withdraw_duty(duty_id: int, now: datetime) -> int:
    """Withdraw a published duty and re-seat whom it takes; return the office day.

    Raises:
        WouldStrand: somebody finds no other counter; decide about them first.
    """
    seen = await Duty.get(id=duty_id)
    async with locked(seen.office_day_id) as (day,):
        await sweep(day, now)
        duty = await Duty.get(id=duty_id)
        if duty.state is DutyState.PUBLISHED:
            book = await read_book(day.id)
            await settle(day, book, without_duty(book, duty.id), now)
        await Segment.filter(duty_id=duty.id).delete()
        await Duty.filter(id=duty.id).update(state=DutyState.WITHDRAWN)
        seq = await day.record(DutyWithdrawn(duty.id), now)
        await announce(day.id, seq)
    return seen.office_day_id


async def apply_closure(closure: Closure, office_day: int, now: datetime) -> None:
    """Cut one office-day's duties anew for a closure that has been entered.

    One transaction per office-day, resumable: cutting twice does no harm.

    Raises:
        WouldStrand: somebody finds no place; the day stays as it was.
    """
    async with locked(office_day) as (day,):
        await sweep(day, now)
        book = await read_book(day.id)
        during = Interval(closure.starts_at, closure.ends_at)
        await settle(day, book, without_time(book, (during,)), now)
        await _cut_all(day)
        seq = await day.record(OfficeClosed(closure.id), now)
        await announce(day.id, seq)


async def lift_closure(closure_id: int, office_day: int, now: datetime) -> None:
    """Cut one office-day's duties anew after a closure was taken back."""
    async with locked(office_day) as (day,):
        await sweep(day, now)
        await _cut_all(day)
        seq = await day.record(OfficeReopened(closure_id), now)
        await announce(day.id, seq)


async def _cut_all(day: Day) -> None:
    await cut(day, await Duty.filter(office_day_id=day.id, state=DutyState.PUBLISHED))


async def settle(
    day: Day, book: DayBook, changed: DayBook, now: datetime, *, anywhere: bool = False
) -> None:
    """Re-seat on a locked day whoever loses their place when `book` becomes `changed`.

    `anywhere` as in `consequences`.

    Raises:
        WouldStrand: somebody who is still to come finds no place; nothing was changed.
    """
    settled = consequences(book, changed, now, anywhere=anywhere)
    appointments = await _appointments(settled.stranded)
    if appointments:
        raise WouldStrand(appointments=[str(one.id) for one in appointments])
    await end_holds([promise.holder for promise in settled.stranded], now)
    # Whoever is here already waits in the queue, which serves them without a planned time.
    await Claim.filter(id__in=[promise.id for promise in settled.stranded]).delete()
    if settled.moves:
        await reseat(day, settled.moves, changed, now)


async def end_holds(holds: Sequence[UUID], now: datetime) -> None:
    """End holds whose time falls away on a locked day.

    Whoever is still filling in the form is told so when sending it. For whom the time was kept
    because they had lost theirs, another is to be sought: see `termin.booking.seeking`.
    """
    await Alternative.filter(hold_id__in=list(holds), state=AlternativeState.OPEN).update(
        hold_id=None, sought_at=None, told_at=None, changed_at=now
    )
    await Hold.filter(id__in=list(holds)).delete()


async def _appointments(promises: Sequence[Promise]) -> list[Appointment]:
    holders: list[UUID] = [promise.holder for promise in promises]
    return await Appointment.filter(id__in=holders, state__in=TO_COME).order_by("starts_at")


async def stranded_appointments(settled: Consequences) -> list[Appointment]:
    """Return the appointments of those to come who find no place, with services, by time."""
    holders = [promise.holder for promise in settled.stranded]
    return (
        await Appointment.filter(id__in=holders, state__in=TO_COME)
        .order_by("starts_at")
        .prefetch_related("lines__service", "visit__contact")
    )
