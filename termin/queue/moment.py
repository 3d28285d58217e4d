"""The moment at which a step under the lock happens: never before what the day already tells."""

from __future__ import annotations

from datetime import datetime, timedelta

from tortoise.connection import get_connection

from termin.officeday import Day

MOST = timedelta(minutes=1)
"""So far a caller's time may lie behind the day's: longer than anybody waits for the lock, and
short enough that one machine with a wrong clock does not move a whole day."""

_LATEST = """
SELECT occurred_at FROM journal WHERE office_day_id = $1 ORDER BY day_seq DESC LIMIT 1
"""


async def moment_of(day: Day, now: datetime) -> datetime:
    """Return `now`, or the time of the locked day's latest change if that is a little later.

    `now` is from before the lock: in a rush somebody who came later may have had the lock first,
    and without this B012 would stand in line before B011.
    """
    rows = await get_connection("default").execute_query_dict(_LATEST, [day.id])
    return later(now, rows[0]["occurred_at"] if rows else None)


def later(now: datetime, latest: datetime | None) -> datetime:
    """Return the later of the two, where they are less than `MOST` apart; else `now`."""
    if latest is None or not timedelta(0) < latest - now < MOST:
        return now
    return latest
