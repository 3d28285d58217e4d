"""Published halts give way to others, in one stroke for all the days it concerns.

Either the new halts stand, or the old ones do. Whoever has an appointment within a new halt of the
same stop and day keeps it; all others lose their time, and another is sought for them afterwards
(`termin.booking.seeking`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from tortoise.exceptions import IntegrityError

from termin.booking.seat import reseat
from termin.booking.seeking import take_time
from termin.booking.stranding import consequences
from termin.capacity.books import read_book
from termin.capacity.daybook import DayBook
from termin.capacity.expiry import sweep
from termin.capacity.publish import DutyOverlaps
from termin.capacity.rows import Duty, DutyState, Segment
from termin.errors import NotFound
from termin.events import HaltCancelled, HaltReplaced
from termin.journal import announce
from termin.mobile.halts import duties_of
from termin.mobile.publishing import OVERLAPS, HaltRefused, stand
from termin.officeday import Day, day_of, locked
from termin.offices.mobile import GONE, Halt, HaltState


async def exchange(
    gone: Collection[int], fresh: Sequence[Halt], reason: str, now: datetime
) -> tuple[int, ...]:
    """Take published halts off and publish others in their place; return the office-days.

    `fresh` are drafts, or halts not saved yet, read with their stops. Resumable: halts that are
    gone already stay gone, and what is published already is left alone.

    Raises:
        NotFound: a halt does not exist any more.
        HaltRefused: one has begun, or a new one cannot be; nothing was changed.
        DutyOverlaps: the unit or one of its crew is somewhere else at that time.
    """
    leaving = await Halt.filter(id__in=list(gone)).select_related("stop").order_by("id")
    if len(leaving) < len({*gone}):
        raise NotFound
    ids = sorted(
        {
            await day_of(one.stop.office_id, one.municipality_id, one.date)
            for one in (*leaving, *fresh)
        }
    )
    try:
        async with locked(*ids) as days:
            books: dict[int, DayBook] = {}
            for day in days:
                await sweep(day, now)
                books[day.id] = await read_book(day.id)
            there = {(day.office, day.date): day for day in days}
            for halt in await Halt.filter(id__in=list(gone)).select_related("stop").order_by("id"):
                await _leave(there[halt.stop.office_id, halt.date], halt, fresh, reason, now)
            for halt in fresh:
                await stand(there[halt.stop.office_id, halt.date], halt, now)
            for day in days:
                await _settle(day, books[day.id], reason, now)
    except IntegrityError as error:
        raise DutyOverlaps(OVERLAPS) from error
    return tuple(ids)


async def _leave(day: Day, halt: Halt, fresh: Sequence[Halt], reason: str, now: datetime) -> None:
    """Take a published halt off its locked day; what was promised there is settled later."""
    if halt.state in GONE:
        return
    if halt.state is not HaltState.PUBLISHED or halt.opens_at <= now:
        raise HaltRefused("Dieser Halt hat schon begonnen oder ist vorbei.")
    again = any(one.stop_id == halt.stop_id and one.date == halt.date for one in fresh)
    duties = tuple(one.id for one in await duties_of(halt))
    await Halt.filter(id=halt.id).update(
        state=HaltState.REPLACED if again else HaltState.CANCELLED,
        reason=reason,
        dropped=False,
        changed_at=now,
    )
    await Segment.filter(duty_id__in=duties).delete()
    await Duty.filter(id__in=duties).update(state=DutyState.WITHDRAWN)
    left = HaltReplaced(halt.id, duties) if again else HaltCancelled(halt.id, duties)
    await announce(day.id, await day.record(left, now))


async def _settle(day: Day, before: DayBook, reason: str, now: datetime) -> None:
    """Seat whom the new halts have room for, and take the time of all others."""
    changed = await read_book(day.id)
    settled = consequences(before, changed, now, anywhere=True)
    await take_time(day, settled, reason, now)
    if settled.moves:
        await reseat(day, settled.moves, changed, now)
