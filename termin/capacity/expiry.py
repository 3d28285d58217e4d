"""Giving back what was promised only for a while: whoever locks a day first does this first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from termin.errors import TryAgain
from termin.events import ClaimsExpired
from termin.officeday import Day, locked
from termin.store import rows_of

_DELETE = """
WITH freed AS (
  DELETE FROM claim WHERE office_day_id = $1 AND expires_at <= $2 RETURNING appointment_id
), ended AS (
  DELETE FROM hold WHERE office_day_id = $1 AND expires_at <= $2 RETURNING id
)
SELECT 'claim' AS what, appointment_id AS id FROM freed UNION ALL SELECT 'hold', id FROM ended
"""
_LAPSE = """
UPDATE appointment SET state = 'lapsed', confirm_until = NULL, changed_at = $2
WHERE id = ANY($1::uuid[]) AND state = 'unconfirmed' RETURNING id
"""
_DUE = """
SELECT DISTINCT office_day_id FROM claim WHERE expires_at <= $1
UNION SELECT office_day_id FROM hold WHERE expires_at <= $1 LIMIT $2
"""


async def sweep(day: Day, now: datetime) -> None:
    """Delete the locked day's expired claims with their holds; unconfirmed appointments lapse."""
    gone = await rows_of(_DELETE, day.id, now)
    if not gone:
        return
    holds = [row for row in gone if row["what"] == "hold"]
    appointments = [row["id"] for row in gone if row["what"] == "claim" and row["id"]]
    lapsed = await rows_of(_LAPSE, appointments, now) if appointments else []
    await day.record(ClaimsExpired(_ids(holds), _ids(lapsed)), now)


async def sweep_all(now: datetime, most: int = 100) -> int:
    """Sweep up to `most` days on which something has run out, a transaction each; return how many.

    A day that is busy is left for the next time.
    """
    due = await rows_of(_DUE, now, most)
    swept = 0
    for row in due:
        try:
            async with locked(row["office_day_id"]) as (day,):
                await sweep(day, now)
                swept += 1
        except TryAgain:
            continue
    return swept


def _ids(rows: list[dict[str, Any]]) -> tuple[UUID, ...]:
    return tuple(row["id"] for row in rows)
