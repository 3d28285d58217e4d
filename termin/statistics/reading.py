"""Reading an office's day for its figures: what happened from the journal, the rest from rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from termin import journal
from termin.events import TurnedAway
from termin.interval import Interval
from termin.offices.openings import opening_of
from termin.offices.rows import Office
from termin.queue.rows import label
from termin.statistics.day import DayAccount, DayTicket, Errand, Promises, Rest, Shift, Turning
from termin.statistics.day import day_ticket as _day_ticket
from termin.statistics.spells import spells_of
from termin.store import rows_of

WEEKS_COMPARED = 6
"""The same weekday of so many weeks before is what a day is held against."""

_DAY = "SELECT id FROM office_day WHERE office_id = $1 AND date = $2"
_TICKETS = """
SELECT t.id, t.letter, t.number, t.state, t.appointment_id, t.came_at, t.due_at, t.first_called_at,
  t.arrived_at, t.ended_at, t.served_minutes, t.parked_minutes, t.told_low, t.told_high,
  (SELECT json_agg(json_build_array(l.service_id, s.name, l.count, l.minutes) ORDER BY l.id)
   FROM ticket_line l JOIN service s ON s.id = l.service_id WHERE l.ticket_id = t.id) AS lines
FROM ticket t WHERE t.office_day_id = $1 ORDER BY t.came_at, t.letter, t.number
"""
_SHIFTS = """
SELECT d.counter_id, k.name AS clerk, d.starts_at, d.ends_at FROM duty d
JOIN clerk k ON k.id = d.clerk_id
WHERE d.office_day_id = $1 AND d.state = 'published' ORDER BY d.starts_at
"""
_RESTS = """
SELECT counter_id, starts_at, ended_at, expected_until FROM pause
WHERE office_day_id = $1 ORDER BY starts_at
"""
_COUNTERS = """
SELECT id, name FROM counter WHERE (office_id = $1 AND retired_at IS NULL)
  OR id IN (SELECT counter_id FROM duty WHERE office_day_id = $2 AND state = 'published')
  OR id IN (SELECT counter_id FROM ticket WHERE office_day_id = $2)
ORDER BY position, name
"""
_USUAL = """
WITH days AS (SELECT d.id FROM office_day d WHERE d.office_id = $1 AND d.date = ANY($2::date[])
  AND EXISTS (SELECT FROM ticket t WHERE t.office_day_id = d.id))
SELECT floor(extract(epoch FROM (t.came_at AT TIME ZONE $3)::time) / 1800)::int AS slot,
  count(*) AS came, (SELECT count(*) FROM days) AS days,
  count(*) FILTER (WHERE $4::time IS NULL OR (t.came_at AT TIME ZONE $3)::time <= $4) AS by_now
FROM ticket t JOIN days ON days.id = t.office_day_id GROUP BY 1
"""


async def account_of(office: Office, on: date, now: datetime) -> DayAccount:
    """Return everything of an office's day up to `now`, in seven short queries and its hours."""
    zone = ZoneInfo(office.time_zone)
    found = await rows_of(_DAY, office.id, on)
    day = found[0]["id"] if found else 0
    events = await journal.of_day(day)
    local = now.astimezone(zone)
    until = local.time() if local.date() == on else None  # a day that is over is held to all of it
    usual = await rows_of(_USUAL, office.id, earlier_days(on), office.time_zone, until)
    counters = await rows_of(_COUNTERS, office.id, day)
    return DayAccount(
        office=office.id,
        date=on,
        zone=zone,
        now=now,
        promises=promises_of(office),
        counters=tuple((row["id"], row["name"]) for row in counters),
        opening=await opening_of(office.id, on),
        spells=spells_of(events),
        tickets=tuple(_ticket(row) for row in await rows_of(_TICKETS, day)),
        shifts=tuple(_shift(row) for row in await rows_of(_SHIFTS, day)),
        rests=tuple(_rest(row) for row in await rows_of(_RESTS, day)),
        turned=tuple(
            Turning(event.occurred_at, str(event.facts["why"]))
            for event in events
            if event.kind == TurnedAway.kind
        ),
        usual={row["slot"]: row["came"] / row["days"] for row in usual},
        usual_by_now=sum(row["by_now"] / row["days"] for row in usual),
        compared_days=usual[0]["days"] if usual else 0,
    )


def earlier_days(on: date) -> list[date]:
    """Return the same weekday of the weeks before."""
    return [on - timedelta(weeks=back) for back in range(1, WEEKS_COMPARED + 1)]


def promises_of(office: Office) -> Promises:
    """Return what an office promises; 0 in the row means that nothing is."""
    return Promises(office.promised_minutes or None, office.appointment_minutes or None)


def _ticket(row: Mapping[str, Any]) -> DayTicket:
    lines = row["lines"] or []
    told = json.loads(lines) if isinstance(lines, str) else lines
    return _day_ticket(
        row, label(row["letter"], row["number"]), tuple(Errand(*one) for one in told)
    )


def _shift(row: Mapping[str, Any]) -> Shift:
    return Shift(row["counter_id"], row["clerk"], Interval(row["starts_at"], row["ends_at"]))


def _rest(row: Mapping[str, Any]) -> Rest:
    return Rest(row["counter_id"], row["starts_at"], row["ended_at"], row["expected_until"])
