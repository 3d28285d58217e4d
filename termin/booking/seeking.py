"""Another time for those who lost theirs, sought after the change that took it and offered by mail.

A change of the plan takes people's time in one transaction and leaves a note that another is to be
sought. Whoever comes by does that, one transaction for each: the page that made the change, or a
worker where that stopped half way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from termin.booking.alternative import displaced, kept
from termin.booking.displacing import WAITING, Offered, day_for, keep
from termin.booking.rows import (
    Alternative,
    AlternativeState,
    Appointment,
    AppointmentState,
)
from termin.booking.states import Step, after
from termin.booking.stranding import Consequences, end_holds
from termin.capacity.expiry import sweep
from termin.capacity.rows import Claim
from termin.officeday import Day, locked


async def take_time(day: Day, settled: Consequences, reason: str, now: datetime) -> None:
    """Take those who find no place off a locked day; another time is to be sought for each."""
    holders = [promise.holder for promise in settled.stranded]
    for appointment in await Appointment.filter(id__in=holders, state__in=WAITING).order_by("id"):
        appointment.state = after(appointment.state, Step.DISPLACE)
        appointment.confirm_until = None
        appointment.changed_at = now
        await appointment.save(update_fields=["state", "confirm_until", "changed_at"])
        await Alternative.create(
            municipality_id=day.municipality,
            appointment_id=appointment.id,
            reason=reason,
            lost_office_id=appointment.office_id,
            lost_at=appointment.starts_at,
            created_at=now,
            changed_at=now,
        )
    await end_holds(holders, now)
    await Claim.filter(id__in=[promise.id for promise in settled.stranded]).delete()


async def to_seek(municipality: int | None = None) -> Sequence[Alternative]:
    """Return for whom another time is still to be sought, by the time that they lost."""
    found = Alternative.filter(
        state=AlternativeState.OPEN, hold_id__isnull=True, sought_at__isnull=True
    )
    if municipality is not None:
        found = found.filter(municipality_id=municipality)
    return await found.order_by("lost_at", "id")


async def offer(alternative: int, offered: Offered | None, now: datetime) -> int | None:
    """Keep another time for somebody, or note that there is none; they are told either way.

    Returns the office-day on which time is kept, or was lost where none is. None, and nothing is
    done, where the person has answered meanwhile or another time was found for them.

    Raises:
        SlotTaken: the offered time is not free; nothing was changed.
    """
    seen = await Alternative.get(id=alternative).select_related("appointment")
    lost = seen.appointment.office_day_id
    to_ids = [] if offered is None else [await day_for(seen.municipality_id, offered.target)]
    async with locked(lost, *to_ids) as days:
        for day in {one.id: one for one in days}.values():
            await sweep(day, now)
        row = await Alternative.get(id=alternative).select_related("appointment")
        if not _waits(row) or row.appointment.office_day_id != lost:
            return None
        appointment = row.appointment
        hold = None if offered is None else await keep(days[-1], appointment, offered, now)
        await Alternative.filter(id=row.id).update(
            **kept(hold),
            sought_at=now,
            offers=row.offers + (hold is not None),
            changed_at=now,
        )
        appointment.sequence += 1
        appointment.changed_at = now
        await appointment.save(update_fields=["sequence", "changed_at"])
        await days[0].record(displaced(appointment, hold), now)
    return days[-1].id


def _waits(row: Alternative) -> bool:
    return (
        row.state is AlternativeState.OPEN
        and row.hold_id is None
        and row.sought_at is None
        and row.appointment.state is AppointmentState.DISPLACED
    )
