"""Reading an office's queue from the rows, in five queries however long it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from json import loads
from typing import Any

from termin.capacity.skills import both
from termin.queue.habits import Served
from termin.queue.hall import AtCounter, Expected, Hall, Parked, Staffed
from termin.queue.learned import habits_of
from termin.queue.policy import policy
from termin.queue.rows import TicketState, label
from termin.queue.states import AT_COUNTER
from termin.queue.waiting import Desk, Lines, Waiting
from termin.store import rows_of

_TICKETS = """
SELECT t.id, t.letter, t.number, t.state, t.drawn_at, t.due_at, t.called_at, t.arrived_at, t.calls,
  t.counter_id, c.name AS counter_name, t.priority, t.area, t.for_counter_id, t.continued_at,
  t.parked_at, t.parked_minutes, t.room, t.remind_at, coalesce(sum(l.minutes), 0) AS minutes,
  array_remove(array_agg(DISTINCT s.skill_id), NULL) AS skills,
  array_remove(array_agg(l.service_id ORDER BY l.id), NULL) AS services,
  array_remove(array_agg(l.minutes ORDER BY l.id), NULL) AS line_minutes, t.served_minutes
FROM ticket t
LEFT JOIN counter c ON c.id = t.counter_id
LEFT JOIN ticket_line l ON l.ticket_id = t.id
LEFT JOIN service s ON s.id = l.service_id
WHERE t.office_day_id = $1 AND t.state IN ('waiting', 'called', 'serving', 'parked')
GROUP BY t.id, c.name ORDER BY t.called_at DESC, t.letter, t.number
"""

# On duty now or later today; and, for offices without duties, who called within half an hour.
_STAFFED = """
WITH manned AS (
  SELECT d.counter_id, d.clerk_id, d.starts_at, d.ends_at FROM duty d
  WHERE d.office_day_id = $1 AND d.state = 'published' AND d.ends_at > $2
  UNION ALL
  SELECT t.counter_id, NULL, min(t.called_at), NULL FROM ticket t
  WHERE t.office_day_id = $1 AND t.called_at > $2::timestamptz - interval '30 minutes'
    AND t.counter_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM duty d WHERE d.office_day_id = $1 AND d.state = 'published')
  GROUP BY t.counter_id
)
SELECT m.counter_id, m.starts_at, m.ends_at, c.area, c.takes_new,
  (SELECT max(coalesce(t.ended_at, t.parked_at)) FROM ticket t WHERE t.office_day_id = $1
    AND t.counter_id = c.id AND t.state IN ('finished', 'missed', 'parked')) AS left_at,
  c.every_skill AS counter_can_all, coalesce(k.every_skill, true) AS clerk_can_all,
  ARRAY(SELECT skill_id FROM counter_skill WHERE counter_id = c.id) AS counter_skills,
  ARRAY(SELECT skill_id FROM clerk_skill WHERE clerk_id = k.id) AS clerk_skills
FROM manned m JOIN counter c ON c.id = m.counter_id LEFT JOIN clerk k ON k.id = m.clerk_id
ORDER BY m.starts_at, c.position, c.id
"""
_OFFICE = """
SELECT d.office_id, d.date, o.queue_rules, o.promised_minutes, o.appointment_minutes,
  ARRAY(SELECT counter_id FROM pause WHERE office_day_id = d.id AND ended_at IS NULL ORDER BY id)
    AS paused,
  ARRAY(SELECT expected_until FROM pause WHERE office_day_id = d.id AND ended_at IS NULL
    ORDER BY id) AS until
FROM office_day d JOIN office o ON o.id = d.office_id WHERE d.id = $1
"""
_EXPECTED = """
SELECT a.starts_at, coalesce(sum(l.minutes), 0)::int AS minutes,
  array_remove(array_agg(DISTINCT s.skill_id), NULL) AS skills,
  array_remove(array_agg(l.service_id ORDER BY l.id), NULL) AS services,
  array_remove(array_agg(l.minutes ORDER BY l.id), NULL) AS line_minutes
FROM appointment a
LEFT JOIN appointment_line l ON l.appointment_id = a.id
LEFT JOIN service s ON s.id = l.service_id
WHERE a.office_day_id = $1 AND a.state = 'booked'
  AND a.starts_at > $2::timestamptz - interval '15 minutes'
GROUP BY a.id ORDER BY a.starts_at, a.id
"""
_SERVED = """
SELECT l.service_id AS service, sum(l.minutes)::float AS planned,
  sum(l.minutes ^ 2)::float AS squares,
  sum(t.served_minutes * l.minutes / t.planned)::float AS real
FROM (
  SELECT t.id, t.served_minutes, sum(l.minutes) AS planned
  FROM ticket t JOIN ticket_line l ON l.ticket_id = t.id
  WHERE t.office_day_id = $1 AND t.state = 'finished' AND t.served_minutes > 0
  GROUP BY t.id HAVING sum(l.minutes) > 0
) t JOIN ticket_line l ON l.ticket_id = t.id
GROUP BY l.service_id
"""


async def read_hall(office_day: int, now: datetime) -> Hall:
    """Return an office day's queue as it stands; under the day's lock it stays so."""
    tickets = await rows_of(_TICKETS, office_day)
    staffed = await rows_of(_STAFFED, office_day, now)
    served = await rows_of(_SERVED, office_day)
    (office,) = await rows_of(_OFFICE, office_day)
    expected = await rows_of(_EXPECTED, office_day, now)
    return Hall(
        waiting=tuple(_waiting(row) for row in tickets if row["state"] == TicketState.WAITING),
        at_counter=tuple(_at_counter(row) for row in tickets if row["state"] in AT_COUNTER),
        parked=tuple(_parked(row) for row in tickets if row["state"] == TicketState.PARKED),
        staffed=tuple(_staffed(row) for row in staffed),
        expected=tuple(_expected(row) for row in expected),
        paused=dict(zip(office["paused"], office["until"], strict=True)),
        policy=policy(
            loads(office["queue_rules"]), office["promised_minutes"], office["appointment_minutes"]
        ),
        served=tuple(Served(**row) for row in served),
        habits=await habits_of(office["office_id"], office["date"]),
    )


def _waiting(row: Mapping[str, Any]) -> Waiting:
    return Waiting(
        ticket=row["id"],
        number=label(row["letter"], row["number"]),
        drawn_at=row["drawn_at"],
        due_at=row["due_at"],
        skills=frozenset(row["skills"]),
        minutes=row["minutes"],
        priority=row["priority"],
        area=row["area"],
        for_counter=row["for_counter_id"],
        continued_at=row["continued_at"],
        lines=_lines(row),
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
        lines=_lines(row),
        served_minutes=row["served_minutes"] or 0.0,
    )


def _parked(row: Mapping[str, Any]) -> Parked:
    return Parked(
        ticket=row["id"],
        number=label(row["letter"], row["number"]),
        counter=row["counter_id"],
        room=row["room"],
        parked_at=row["parked_at"],
        remind_at=row["remind_at"],
        minutes=row["minutes"],
    )


def _staffed(row: Mapping[str, Any]) -> Staffed:
    equipped = None if row["counter_can_all"] else frozenset(row["counter_skills"])
    learned = None if row["clerk_can_all"] else frozenset(row["clerk_skills"])
    desk = Desk(row["counter_id"], both(equipped, learned), row["area"], row["takes_new"])
    return Staffed(desk, row["starts_at"], row["ends_at"], row["left_at"])


def _expected(row: Mapping[str, Any]) -> Expected:
    return Expected(row["starts_at"], row["minutes"], frozenset(row["skills"]), _lines(row))


def _lines(row: Mapping[str, Any]) -> Lines:
    return tuple(zip(row["services"], row["line_minutes"], strict=True))
