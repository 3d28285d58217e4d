"""Reading an office's queue from the rows, in three queries however long it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tortoise.connection import get_connection

from termin.queue.estimate import Turn
from termin.queue.hall import AtCounter, Hall, Parked
from termin.queue.order import Waiting
from termin.queue.rows import TicketState, label
from termin.queue.states import AT_COUNTER

_TICKETS = """
SELECT t.id, t.letter, t.number, t.state, t.drawn_at, t.due_at, t.called_at, t.arrived_at, t.calls,
  t.counter_id, c.name AS counter_name, coalesce(sum(l.minutes), 0) AS minutes,
  array_remove(array_agg(DISTINCT s.skill_id), NULL) AS skills
FROM ticket t
LEFT JOIN counter c ON c.id = t.counter_id
LEFT JOIN ticket_line l ON l.ticket_id = t.id
LEFT JOIN service s ON s.id = l.service_id
WHERE t.office_day_id = $1 AND t.state IN ('waiting', 'called', 'serving', 'parked')
GROUP BY t.id, c.name ORDER BY t.called_at DESC, t.letter, t.number
"""
_OPEN = """
SELECT DISTINCT counter_id FROM duty
WHERE office_day_id = $1 AND state = 'published' AND starts_at <= $2 AND $2 < ends_at
"""
_EXPECTED = """
SELECT starts_at, extract(epoch FROM ends_at - starts_at)::int / 60 AS minutes FROM appointment
WHERE office_day_id = $1 AND state = 'booked' AND starts_at > $2 ORDER BY starts_at
"""


async def read_hall(office_day: int, now: datetime) -> Hall:
    """Return an office day's queue as it stands; under the day's lock it stays so."""
    tickets = await _rows(_TICKETS, office_day)
    opened = await _rows(_OPEN, office_day, now)
    expected = await _rows(_EXPECTED, office_day, now)
    return Hall(
        waiting=tuple(_waiting(row) for row in tickets if row["state"] == TicketState.WAITING),
        at_counter=tuple(_at_counter(row) for row in tickets if row["state"] in AT_COUNTER),
        parked=tuple(_parked(row) for row in tickets if row["state"] == TicketState.PARKED),
        counters=frozenset(row["counter_id"] for row in opened),
        expected=tuple(Turn(row["minutes"], row["starts_at"]) for row in expected),
    )


async def _rows(query: str, *values: object) -> list[dict[str, Any]]:
    return await get_connection("default").execute_query_dict(query, list(values))


def _waiting(row: Mapping[str, Any]) -> Waiting:
    return Waiting(
        ticket=row["id"],
        number=label(row["letter"], row["number"]),
        drawn_at=row["drawn_at"],
        due_at=row["due_at"],
        skills=frozenset(row["skills"]),
        minutes=row["minutes"],
    )


def _at_counter(row: Mapping[str, Any]) -> AtCounter:
    return AtCounter(
        ticket=row["id"],
        number=label(row["letter"], row["number"]),
        state=TicketState(row["state"]),
        counter=row["counter_id"],
        counter_name=row["counter_name"],
        called_at=row["called_at"],
        arrived_at=row["arrived_at"],
        minutes=row["minutes"],
        calls=row["calls"],
    )


def _parked(row: Mapping[str, Any]) -> Parked:
    number = label(row["letter"], row["number"])
    return Parked(row["id"], number, row["counter_id"])
