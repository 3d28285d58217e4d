"""A halt becomes an office-day that citizens can book: its hours and its duties in one stroke."""

from __future__ import annotations

from datetime import datetime

from tortoise.exceptions import IntegrityError

from termin.capacity.expiry import sweep
from termin.capacity.publish import DutyOverlaps, cut
from termin.capacity.rows import Duty, DutyState
from termin.errors import NotFound, Refusal
from termin.events import HaltPublished
from termin.interval import Interval
from termin.journal import announce
from termin.officeday import Day, day_of, locked
from termin.offices.mobile import GONE, CrewMember, Halt, HaltState, MobileUnit
from termin.offices.openings import opening_of
from termin.offices.rows import Counter


class HaltRefused(Refusal):
    """A halt cannot be published as it is; the title says why."""

    slug = "halt-refused"
    title = "Dieser Halt kann so nicht veröffentlicht werden."


OVERLAPS = "Das Fahrzeug oder jemand aus dem Team ist zu dieser Zeit schon woanders."


async def publish_halt(halt_id: int, now: datetime) -> int:
    """Publish a draft of a halt in one transaction; return its office-day.

    The crew takes the stop's counters in order, as many as there are of both, from opening to
    closing: so a published halt has time to book by construction. Resumable: what is published
    already is left alone.

    Raises:
        NotFound: there is no such halt, or it was cancelled.
        HaltRefused: it is over, the office is closed at that time, or there is nobody to serve.
        DutyOverlaps: the unit or one of its crew is somewhere else at that time.
    """
    seen = await _halt(halt_id)
    office_day = await day_of(seen.stop.office_id, seen.municipality_id, seen.date)
    try:
        async with locked(office_day) as (day,):
            await sweep(day, now)
            await stand(day, seen, now)
    except IntegrityError as error:
        raise DutyOverlaps(OVERLAPS) from error
    return office_day


async def stand(day: Day, halt: Halt, now: datetime) -> None:
    """Let a halt, a draft or one not saved yet, stand on its locked day, as `publish_halt` says."""
    if halt.id is None:
        halt.state, halt.changed_at = HaltState.PUBLISHED, now
        await halt.save()
    else:
        halt = await _halt(halt.id)
        if halt.state is HaltState.PUBLISHED:
            return
        drafts = Halt.filter(id=halt.id, state=HaltState.DRAFT)
        if not await drafts.update(state=HaltState.PUBLISHED, changed_at=now):
            raise NotFound  # it was deleted in this moment
    if halt.opens_at <= now:
        raise HaltRefused("Dieser Halt hat schon begonnen oder ist vorbei.")
    await _check_open(day, halt)
    duties = await _write_duties(day, halt)
    await cut(day, duties)
    seq = await day.record(HaltPublished(halt.id, tuple(d.id for d in duties)), now)
    await announce(day.id, seq)


async def _halt(halt_id: int) -> Halt:
    found = await Halt.get_or_none(id=halt_id).select_related("stop")
    if found is None or found.state in GONE:
        raise NotFound
    return found


async def _check_open(day: Day, halt: Halt) -> None:
    """Refuse a halt that holidays or closures would leave without time."""
    during = Interval(halt.opens_at, halt.closes_at)
    if not any(part.contains(during) for part in await opening_of(day.office, day.date)):
        raise HaltRefused("Zu dieser Zeit ist dort wegen eines Feiertags geschlossen.")


async def _write_duties(day: Day, halt: Halt) -> list[Duty]:
    counters = await Counter.filter(office_id=day.office, retired_at=None).order_by(
        "position", "id"
    )
    crew = await CrewMember.filter(unit_id=halt.unit_id, clerk__retired_at=None).order_by(
        "position", "id"
    )
    if not counters or not crew:
        raise HaltRefused("Für diesen Halt fehlt ein Schalter oder jemand, der mitfährt.")
    unit = await MobileUnit.get(id=halt.unit_id)
    return [
        await Duty.create(
            municipality_id=halt.municipality_id,
            office_id=day.office,
            office_day_id=day.id,
            counter_id=counter.id,
            clerk_id=member.clerk_id,
            starts_at=halt.opens_at,
            ends_at=halt.closes_at,
            state=DutyState.PUBLISHED,
            public_share=unit.public_share,
            internal_share=unit.internal_share,
            walk_in_share=unit.walk_in_share,
        )
        for counter, member in zip(counters, crew, strict=False)
    ]
