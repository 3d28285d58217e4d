"""The waiting interval that everybody sees: an event each time it changes."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from tortoise.connection import get_connection

from termin import journal
from termin.errors import TryAgain
from termin.events import WaitChanged
from termin.localtime import local_date
from termin.officeday import Day, locked
from termin.queue.estimate import Wait
from termin.queue.hall import Hall
from termin.queue.outlook import public_wait
from termin.queue.survey import read_hall
from termin.queue.today import local_day

_LIVELY = """
SELECT d.id FROM office_day d JOIN office o ON o.id = d.office_id
WHERE d.date = (($1::timestamptz) AT TIME ZONE o.time_zone)::date
  AND d.date BETWEEN ($1::timestamptz)::date - 1 AND ($1::timestamptz)::date + 1
  AND (EXISTS (SELECT FROM ticket t WHERE t.office_day_id = d.id)
    OR EXISTS (SELECT FROM duty u WHERE u.office_day_id = d.id AND u.state = 'published'))
ORDER BY d.id
"""


async def tell_wait(day: Day, now: datetime, hall: Hall | None = None) -> Wait | None:
    """Record the public interval of a locked day if it is not what was last said; return it.

    Days that are over are left alone.
    """
    if local_date(now, day.zone) != day.date:
        return None
    wait = public_wait(hall or await read_hall(day.id, now), now)
    if wait != await said_wait(day.id):
        await day.record(_event(wait), now)
    return wait


async def said_wait(office_day: int) -> Wait | None:
    """Return the interval last told to the public; None if nothing could be said."""
    told = await journal.latest(office_day, WaitChanged.kind)
    if told is None or told.facts["low"] is None:
        return None
    return Wait(told.facts["low"], told.facts["high"])


async def refresh_wait(office: int, now: datetime) -> Wait | None:
    """Tell an office's public interval anew, because time alone changes it too."""
    return await _refresh(await local_day(office, now), now)


async def refresh_waits(now: datetime) -> int:
    """Do so wherever somebody serves or waits today; return how many offices that are.

    To be done every half minute. A day that is busy is left for the next time.
    """
    rows = await get_connection("default").execute_query_dict(_LIVELY, [now])
    for row in rows:
        with suppress(TryAgain):
            await _refresh(row["id"], now)
    return len(rows)


async def _refresh(day_id: int, now: datetime) -> Wait | None:
    wait = public_wait(await read_hall(day_id, now), now)
    if wait == await said_wait(day_id):
        return wait  # most minutes change nothing and take no lock
    async with locked(day_id) as (day,):
        return await tell_wait(day, now)


def _event(wait: Wait | None) -> WaitChanged:
    return WaitChanged(wait.low, wait.high) if wait else WaitChanged(None, None)
