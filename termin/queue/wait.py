"""The waiting interval that everybody sees: an event each time it changes."""

from __future__ import annotations

from datetime import datetime

from termin import journal
from termin.events import WaitChanged
from termin.localtime import local_date
from termin.officeday import Day, locked
from termin.queue.estimate import Wait
from termin.queue.hall import Hall, public_wait
from termin.queue.survey import read_hall
from termin.queue.today import local_day


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
    """Tell the public interval anew, because time alone changes it too; to be done every minute."""
    day_id = await local_day(office, now)
    wait = public_wait(await read_hall(day_id, now), now)
    if wait == await said_wait(day_id):
        return wait  # most minutes change nothing and take no lock
    async with locked(day_id) as (day,):
        return await tell_wait(day, now)


def _event(wait: Wait | None) -> WaitChanged:
    return WaitChanged(wait.low, wait.high) if wait else WaitChanged(None, None)
