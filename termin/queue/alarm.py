"""The alarm: somebody at a desk needs help at once, and every other desk is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from termin.errors import Invalid, NotFound, TryAgain
from termin.events import AlarmAnswered, AlarmEnded, AlarmRaised
from termin.officeday import Day, locked
from termin.offices.rows import Counter, Office
from termin.queue.moment import moment_of
from termin.queue.rows import Alarm
from termin.queue.today import day_of_office

TRIES = 4
"""How often a busy day is asked for before the alarm is refused; each waits for up to 3 seconds."""

_LONGEST_PLACE = 120


@dataclass(frozen=True, slots=True)
class AlarmView:
    """An alarm that is not over; `answered_by` is the account of who is on the way."""

    id: int
    place: str
    counter: int | None
    raised_by: int | None
    raised_at: datetime
    answered_by: int | None
    answered_at: datetime | None


async def raise_alarm(
    office: int, now: datetime, *, place: str, counter: int | None, account: int | None
) -> int:
    """Raise an alarm and return its id; pressed again at the same desk, it is the same alarm.

    `place` says where help is needed, as 'Schalter 3'.

    Raises:
        NotFound: no such office.
        Invalid: the counter is not of this office.
        TryAgain: the day stayed too busy, several times over.
    """
    found = await Office.get_or_none(id=office)
    if found is None:
        raise NotFound
    if counter is not None and not await Counter.exists(id=counter, office_id=office):
        raise Invalid(fields={"counter": "Diesen Schalter gibt es in der Dienststelle nicht."})
    today = await day_of_office(found, now)
    where = place.strip()[:_LONGEST_PLACE]
    for _ in range(TRIES - 1):
        try:
            return await _raise(today, now, where, counter, account)
        except TryAgain:
            continue
    return await _raise(today, now, where, counter, account)


async def _raise(
    today: int, now: datetime, place: str, counter: int | None, account: int | None
) -> int:
    async with locked(today) as (day,):
        moment = await moment_of(day, now)
        same_desk = {"counter_id": counter} if counter else {"place": place, "raised_by": account}
        there = await Alarm.filter(office_id=day.office, ended_at=None, **same_desk).first()
        if there is not None:
            return int(there.id)
        alarm = await Alarm.create(
            municipality_id=day.municipality,
            office_id=day.office,
            office_day_id=day.id,
            counter_id=counter,
            place=place,
            raised_by=account,
            raised_at=moment,
        )
        await day.record(AlarmRaised(alarm.id, counter), moment)
        return int(alarm.id)


async def answer_alarm(alarm: int, account: int | None, now: datetime) -> None:
    """Say that somebody is on the way; who said so first stays the one named.

    Raises:
        NotFound: no such alarm.
        TryAgain: the day is too busy; nothing was changed.
    """
    async with _open_alarm(alarm, now) as (day, row, moment):
        if row.answered_at is None and row.ended_at is None:
            row.answered_by, row.answered_at = account, moment
            await day.record(AlarmAnswered(row.id), moment)


async def end_alarm(alarm: int, account: int | None, now: datetime) -> None:
    """Say that the alarm is over; done twice, it is done once.

    Who ends an alarm that nobody answered is kept as the one who answered it.

    Raises:
        NotFound: no such alarm.
        TryAgain: the day is too busy; nothing was changed.
    """
    async with _open_alarm(alarm, now) as (day, row, moment):
        if row.ended_at is None:
            if row.answered_at is None:
                row.answered_by, row.answered_at = account, moment
            row.ended_at = moment
            await day.record(AlarmEnded(row.id), moment)


async def alarms_of(office: int) -> tuple[AlarmView, ...]:
    """Return an office's alarms that are not over, oldest first."""
    rows = await Alarm.filter(office_id=office, ended_at=None).order_by("raised_at", "id")
    return tuple(
        AlarmView(
            row.id,
            row.place,
            row.counter_id,
            row.raised_by,
            row.raised_at,
            row.answered_by,
            row.answered_at,
        )
        for row in rows
    )


@asynccontextmanager
async def _open_alarm(alarm: int, now: datetime) -> AsyncIterator[tuple[Day, Alarm, datetime]]:
    seen = await Alarm.get_or_none(id=alarm)
    if seen is None:
        raise NotFound
    async with locked(seen.office_day_id) as (day,):
        row = await Alarm.get(id=alarm)
        yield day, row, await moment_of(day, now)
        await row.save()
