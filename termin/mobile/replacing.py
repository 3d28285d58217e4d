"""A month that is public already is published anew: day by day its halts give way to the drafts.

What is the same stays as it is. A day on which something falls away changes in one transaction, so
it has its new halts or still its old ones. Stopped anywhere, publishing again goes on: what is
done is done, and for whom another time is still to be sought is known.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from termin.booking.displacing import promised_on
from termin.capacity.publish import DutyOverlaps
from termin.errors import NotFound, TryAgain
from termin.interval import Interval
from termin.mobile.exchange import exchange
from termin.mobile.halts import HaltPlan, check_plan, duties_of, halt_of, halts_between
from termin.mobile.publishing import HaltRefused, publish_halt
from termin.offices.hours import clock_of
from termin.offices.mobile import Halt, HaltState, Stop

REFUSALS = (HaltRefused, DutyOverlaps, TryAgain, NotFound)


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a halt, or of all of a day: its office-days, or why it stayed as it was."""

    halts: tuple[Halt, ...]
    office_days: tuple[int, ...] = ()
    why: str = ""


async def publish_halts(
    unit: int, first: date, last: date, reason: str, now: datetime
) -> AsyncGenerator[Step]:
    """Publish a unit's drafts of these days, and tell of each step after its transaction.

    A day on which published halts fall is one step, with `reason` for whom it touches; every other
    draft is one for itself. What is refused stays as it was.
    """
    halts = await halts_between(unit, first, last)
    for _, group in groupby(halts, key=lambda one: one.date):
        of_day = list(group)
        drafts = [one for one in of_day if one.state is HaltState.DRAFT]
        gone = [one for one in of_day if one.state is HaltState.PUBLISHED and one.dropped]
        try:
            if gone:
                ids = await exchange([one.id for one in gone], drafts, reason, now)
                yield Step((*drafts, *gone), ids)
                continue
        except REFUSALS as refusal:
            yield Step((*drafts, *gone), why=refusal.detail or refusal.title)
            continue
        for halt in drafts:
            try:
                yield Step((halt,), (await publish_halt(halt.id, now),))
            except REFUSALS as refusal:
                yield Step((halt,), why=refusal.detail or refusal.title)


async def change_halt(halt_id: int, plan: HaltPlan, reason: str, now: datetime) -> tuple[int, ...]:
    """Give a draft or a published halt another time, day or stop; return the office-days changed.

    A published one is published anew in one transaction, with `reason` for whom it touches.

    Raises:
        NotFound: there is no such halt any more.
        Invalid: the plan is none.
        HaltRefused: the halt has begun, or cannot be as planned; nothing was changed.
        DutyOverlaps: the unit or one of its crew is somewhere else at that time.
    """
    halt = await Halt.get_or_none(id=halt_id).select_related("unit")
    if halt is None:
        raise NotFound
    stops = {
        one.id: one for one in await Stop.filter(unit_id=halt.unit_id).select_related("office")
    }
    check_plan(plan, plan.date, plan.date, stops)
    zone = ZoneInfo(stops[plan.stop].office.time_zone)
    fresh = halt_of(halt.unit, plan, zone, HaltState.PUBLISHED, now)
    fresh.stop = stops[plan.stop]
    if halt.state is HaltState.PUBLISHED:
        return await exchange([halt.id], [fresh], reason, now)
    changed = await Halt.filter(id=halt.id, state=HaltState.DRAFT).update(
        stop_id=plan.stop,
        date=plan.date,
        arrives_at=fresh.arrives_at,
        opens_at=fresh.opens_at,
        closes_at=fresh.closes_at,
        leaves_at=fresh.leaves_at,
        changed_at=now,
    )
    if not changed:
        raise NotFound
    return ()


async def losing(gone: Iterable[Halt], fresh: Sequence[HaltPlan], now: datetime) -> list[UUID]:
    """Return the appointments at these halts that lose their time when they give way, by time.

    As things stand: who lies within a new halt of the same stop and day stays. `gone` are read with
    their stops' offices.
    """
    found: dict[UUID, None] = {}
    for halt in sorted(gone, key=lambda one: one.opens_at):
        zone = ZoneInfo(halt.stop.office.time_zone)
        hours = [
            Interval(clock_of(one.opens, one.date, zone), clock_of(one.closes, one.date, zone))
            for one in fresh
            if one.stop == halt.stop_id and one.date == halt.date
        ]
        duties = [one.id for one in await duties_of(halt)]
        found |= dict.fromkeys(await promised_on(duties, now, hours))
    return list(found)
