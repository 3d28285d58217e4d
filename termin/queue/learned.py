"""Reading what an office's past days teach; once a day for each office and process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from tortoise.connection import get_connection

from termin.queue.habits import Habits, Past, learn

DAYS = 30
"""So many days back are learned from."""

_PAST = """
SELECT t.office_day_id, t.counter_id, t.came_at, a.starts_at AS booked_for, t.first_called_at,
  t.called_at, t.arrived_at, t.ended_at, t.state, t.served_minutes, t.told_low, t.told_high,
  array_remove(array_agg(l.service_id ORDER BY l.id), NULL) AS services,
  array_remove(array_agg(l.minutes ORDER BY l.id), NULL) AS minutes
FROM ticket t
JOIN office_day d ON d.id = t.office_day_id
LEFT JOIN appointment a ON a.id = t.appointment_id
LEFT JOIN ticket_line l ON l.ticket_id = t.id
WHERE t.office_id = $1 AND d.date >= $2 AND d.date < $3 AND t.state IN ('finished', 'missed')
  AND t.first_called_at IS NOT NULL AND t.called_at IS NOT NULL AND t.ended_at IS NOT NULL
  AND t.counter_id IS NOT NULL
GROUP BY t.id, a.starts_at ORDER BY t.office_day_id, t.called_at
"""
_KEPT = """
SELECT count(*) AS due, count(*) FILTER (WHERE NOT EXISTS (
    SELECT FROM ticket t WHERE t.appointment_id = a.id AND t.state <> 'withdrawn')) AS missed
FROM appointment a JOIN office_day d ON d.id = a.office_day_id
WHERE a.office_id = $1 AND d.date >= $2 AND d.date < $3
  AND a.state IN ('booked', 'arrived', 'kept', 'missed')
"""

_known: WeakKeyDictionary[object, dict[int, tuple[date, Habits]]] = WeakKeyDictionary()
"""By database (its client) and office: the day for which it was learned, and what."""


async def habits_of(office: int, today: date) -> Habits:
    """Return what the days before `today` teach of an office."""
    offices = _known.setdefault(_database(), {})
    found = offices.get(office)
    if found is None or found[0] != today:
        found = offices[office] = (today, await read_habits(office, today))
    return found[1]


async def read_habits(office: int, today: date) -> Habits:
    """Return the same, read anew."""
    ask = get_connection("default").execute_query_dict
    span = [office, today - timedelta(days=DAYS), today]
    rows = await ask(_PAST, span)
    (kept,) = await ask(_KEPT, span)
    return learn([_past(row) for row in rows], kept["due"], kept["missed"])


def _database() -> object:
    client: object = get_connection("default")
    while (parent := getattr(client, "_parent", None)) is not None:
        client = parent  # a transaction's client is one of its own
    return client


def _past(row: Mapping[str, Any]) -> Past:
    told = None
    if row["told_low"] is not None and row["told_high"] is not None:
        told = (row["told_low"], row["told_high"])
    return Past(
        day=row["office_day_id"],
        counter=row["counter_id"],
        came_at=row["came_at"],
        booked_for=row["booked_for"],
        first_called_at=row["first_called_at"],
        called_at=row["called_at"],
        arrived_at=row["arrived_at"],
        ended_at=row["ended_at"],
        minutes=row["served_minutes"] if row["state"] == "finished" else None,
        lines=tuple(zip(row["services"], row["minutes"], strict=True)),
        told=told,
    )
