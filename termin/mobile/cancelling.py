"""A bus does not come: nobody can book there any more, and each who had booked is given a choice.

First the halt and its duties fall, in one transaction, so that no new booking slips in. Then every
appointment on them is taken off and given the best other time that can be kept, one transaction for
each. Whatever stops in between is gone on with by doing it again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from termin.booking import (
    Alternative,
    AlternativeState,
    Appointment,
    Hold,
    Offered,
    displace,
    promised_on,
)
from termin.capacity.expiry import sweep
from termin.capacity.rows import Claim, Duty, DutyState, Segment
from termin.errors import NotFound, SlotTaken, WrongState
from termin.events import HaltCancelled
from termin.journal import announce
from termin.mobile.halts import duties_of
from termin.officeday import day_of, locked
from termin.offices.mobile import GONE, Halt, HaltState

Seek = Callable[[Appointment], Awaitable[Sequence[Offered]]]
"""Other times for an appointment, best first, as far as is known before the lock."""


class Close(NamedTuple):
    """What a step did: an appointment was given another time, or none was found, and where."""

    office_day: int
    appointment: UUID | None
    offered: Offered | None


async def touched_by(halt_id: int, now: datetime) -> tuple[UUID, ...]:
    """Return the appointments that a halt's cancellation would displace, by time."""
    halt = await _halt(halt_id)
    return await promised_on([one.id for one in await duties_of(halt)], now)


async def left_open(unit: int, now: datetime) -> list[Halt]:
    """Return the cancelled halts of a unit whose appointments are not all dealt with."""
    rows = (
        await Halt.filter(unit_id=unit, state__in=GONE, closes_at__gt=now)
        .order_by("opens_at")
        .select_related("stop__office")
    )
    return [row for row in rows if await touched_by(row.id, now)]


async def cancel_halt(halt_id: int, reason: str, seek: Seek, now: datetime) -> AsyncIterator[Close]:
    """Cancel a halt, and tell after each transaction which office-day changed.

    Resumable: done again it goes on with those who are left. An appointment for which every time
    that `seek` names is taken meanwhile is displaced without another: staff have to phone.

    Raises:
        NotFound: there is no such halt.
        WrongState: it was never published.
    """
    halt = await _halt(halt_id)
    lost = await _close(halt, reason, now)
    yield Close(lost.office_day, None, None)
    for appointment_id in await promised_on(lost.duties, now):
        appointment = await Appointment.get(id=appointment_id).prefetch_related("lines")
        offers: list[Offered | None] = [*await seek(appointment), None]
        for offered in offers:
            try:
                if await displace(appointment_id, lost.duties, lost.reason, offered, now):
                    yield Close(await _day_changed(appointment_id, lost), appointment_id, offered)
            except SlotTaken:
                continue
            except WrongState:  # came, or was cancelled, in this moment
                pass
            break


class _Lost(NamedTuple):
    office_day: int
    duties: tuple[int, ...]
    reason: str


async def _close(halt: Halt, reason: str, now: datetime) -> _Lost:
    """Take the halt's time from the market; promises stay until each is dealt with."""
    office_day = await day_of(halt.stop.office_id, halt.municipality_id, halt.date)
    async with locked(office_day) as (day,):
        await sweep(day, now)
        halt = await _halt(halt.id)
        duties = tuple(one.id for one in await duties_of(halt))
        if halt.state in GONE:
            return _Lost(day.id, duties, halt.reason)
        if halt.state is not HaltState.PUBLISHED or halt.closes_at <= now:
            raise WrongState(state=halt.state.value, step="cancel")
        await Halt.filter(id=halt.id).update(
            state=HaltState.CANCELLED, reason=reason, changed_at=now
        )
        await Segment.filter(duty_id__in=duties).delete()
        await Duty.filter(id__in=duties).update(state=DutyState.WITHDRAWN)
        await _end_holds(duties)
        seq = await day.record(HaltCancelled(halt.id, duties), now)
        await announce(day.id, seq)
    return _Lost(office_day, duties, reason)


async def _end_holds(duties: Sequence[int]) -> None:
    """Whoever is still filling in the form loses the hold and is told so when sending it."""
    claims = await Claim.filter(duty_id__in=duties, hold_id__isnull=False)
    holds = {claim.hold_id for claim in claims}
    answering = await Alternative.filter(
        hold_id__in=list(holds), state=AlternativeState.OPEN
    ).values_list("hold_id", flat=True)
    await Hold.filter(id__in=list(holds - {*answering})).delete()


async def _day_changed(appointment: UUID, lost: _Lost) -> int:
    """Return the day on which time is kept now; the lost one where there is none."""
    hold = await Hold.filter(
        alternatives__appointment_id=appointment, alternatives__state=AlternativeState.OPEN
    ).first()
    return hold.office_day_id if hold else lost.office_day


async def _halt(halt_id: int) -> Halt:
    found = await Halt.get_or_none(id=halt_id).select_related("stop__office")
    if found is None:
        raise NotFound
    return found
