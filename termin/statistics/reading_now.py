"""Reading how many offices stand at one moment: the same few queries for one as for a whole city.

`now` is the office's time; machines and sign-ins live on real time, which the demo's is not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from termin.interval import Interval
from termin.localtime import local_date
from termin.offices.openings import openings
from termin.offices.rows import Office
from termin.queue.estimate import Wait
from termin.queue.rows import label
from termin.statistics.day import Promises
from termin.statistics.office_now import (
    FORGOTTEN_AFTER,
    SILENT_AFTER,
    UNSTAFFED_AFTER,
    AlarmNow,
    CalledNow,
    CounterNow,
    Longest,
    MachineNow,
    OfficeNow,
    ParkedNow,
)
from termin.statistics.reading import earlier_days, promises_of
from termin.store import rows_of

Row = Mapping[str, Any]

_DAYS = """
SELECT d.id, d.office_id FROM office_day d JOIN office o ON o.id = d.office_id
WHERE o.id = ANY($1::bigint[]) AND d.date = (($2::timestamptz) AT TIME ZONE o.time_zone)::date
"""
_PRESENT = """
SELECT t.office_id, t.letter, t.number, t.state, t.due_at, t.drawn_at, t.continued_at, t.counter_id,
  t.remind_at, t.room, t.called_at, c.name AS counter_name,
  (SELECT coalesce(sum(l.minutes), 0) FROM ticket_line l WHERE l.ticket_id = t.id) AS minutes
FROM ticket t LEFT JOIN counter c ON c.id = t.counter_id
WHERE t.office_day_id = ANY($1::bigint[])
  AND t.state IN ('waiting', 'called', 'serving', 'parked')
"""
_CAME = """
SELECT office_id, count(appointment_id) AS booked, count(*) - count(appointment_id) AS walk_in,
  count(*) FILTER (WHERE told_high IS NOT NULL AND first_called_at IS NOT NULL) AS told,
  count(*) FILTER (WHERE first_called_at - came_at
    BETWEEN told_low * interval '1 minute' AND told_high * interval '1 minute') AS told_right
FROM ticket WHERE office_day_id = ANY($1::bigint[]) GROUP BY office_id
"""
_ACTIVE = """
SELECT counter_id, max(greatest(called_at, arrived_at, ended_at, parked_at)) AS at FROM ticket
WHERE office_day_id = ANY($1::bigint[]) AND counter_id IS NOT NULL GROUP BY counter_id
"""
_APPOINTMENTS = """
SELECT office_id, count(*) FILTER (WHERE starts_at <= $2) AS due,
  count(*) FILTER (WHERE state = 'booked' AND ends_at > $3
    AND starts_at <= $2 - interval '1 minute') AS overdue,
  count(*) FILTER (WHERE state = 'booked' AND starts_at > $2 - interval '1 minute') AS to_come
FROM appointment WHERE office_day_id = ANY($1::bigint[])
  AND state IN ('booked', 'arrived', 'kept', 'missed') GROUP BY office_id
"""
_DUTIES = """
SELECT d.counter_id, min(d.starts_at) AS since, min(k.name) AS clerk FROM duty d
JOIN clerk k ON k.id = d.clerk_id
WHERE d.office_day_id = ANY($1::bigint[]) AND d.state = 'published'
  AND d.starts_at <= $2 AND $2 < d.ends_at GROUP BY d.counter_id
"""
_COUNTERS = """
SELECT id, office_id, name FROM counter
WHERE office_id = ANY($1::bigint[]) AND retired_at IS NULL ORDER BY position, name
"""
_PAUSES = """
SELECT counter_id, expected_until FROM pause
WHERE office_day_id = ANY($1::bigint[]) AND ended_at IS NULL
"""
_SIGNED_IN = """
SELECT DISTINCT counter_id FROM sign_in s JOIN counter c ON c.id = s.counter_id
WHERE c.office_id = ANY($1::bigint[]) AND s.seen_at > $2 AND s.expires_at > $3
"""
_TOLD = """
SELECT d.office_id,
  (SELECT j.facts FROM journal j WHERE j.office_day_id = d.id AND j.kind = 'wait-changed'
   ORDER BY j.day_seq DESC LIMIT 1) AS wait,
  (SELECT count(*) FROM journal j WHERE j.office_day_id = d.id AND j.kind = 'turned-away') AS turned
FROM office_day d WHERE d.id = ANY($1::bigint[])
"""
_USUAL = """
SELECT d.office_id, count(DISTINCT d.id) AS days,
  count(*) FILTER (WHERE (t.came_at AT TIME ZONE o.time_zone)::time
    <= (($3::timestamptz) AT TIME ZONE o.time_zone)::time) AS came
FROM office_day d JOIN office o ON o.id = d.office_id JOIN ticket t ON t.office_day_id = d.id
WHERE d.office_id = ANY($1::bigint[]) AND d.date = ANY($2::date[]) GROUP BY d.office_id
"""
_MACHINES = """
SELECT id, office_id, name, kind, seen_at, health FROM device
WHERE office_id = ANY($1::bigint[]) AND revoked_at IS NULL ORDER BY kind, name, id
"""
_ALARMS = """
SELECT id, office_id, place, raised_at, answered_at IS NOT NULL AS answered FROM alarm
WHERE office_id = ANY($1::bigint[]) AND ended_at IS NULL ORDER BY raised_at
"""


async def offices_now(
    rows: Sequence[Office], now: datetime, real: datetime, linger: timedelta = timedelta(hours=1)
) -> list[OfficeNow]:
    """Return how these offices stand, in the order given.

    `linger` is how long after the end of an appointment's time its person is still expected.
    """
    ids = [office.id for office in rows]
    if not ids:
        return []
    days = [row["id"] for row in await rows_of(_DAYS, ids, now)]
    present = by_office(await rows_of(_PRESENT, days))
    came = first_by_office(await rows_of(_CAME, days))
    booked = first_by_office(await rows_of(_APPOINTMENTS, days, now, now - linger))
    told = first_by_office(await rows_of(_TOLD, days))
    usual = await _usual(rows, now)
    machines = by_office(await rows_of(_MACHINES, ids))
    alarms = by_office(await rows_of(_ALARMS, ids))
    opening = await _opening(rows, now)
    counters = await _counters(ids, days, now, real, present)
    found = []
    for office in rows:
        here = present[office.id]
        counted, due, said = (one.get(office.id, {}) for one in (came, booked, told))
        waiting = [row for row in here if row["state"] == "waiting"]
        found.append(
            OfficeNow(
                id=office.id,
                name=office.short_name or office.name,
                zone=ZoneInfo(office.time_zone),
                now=now,
                opening=opening[office.id],
                waiting=len(waiting),
                longest=longest(waiting, promises_of(office), now),
                counters=tuple(counters[office.id]),
                came_booked=counted.get("booked", 0),
                came_walk_in=counted.get("walk_in", 0),
                due=due.get("due", 0),
                usual=usual.get(office.id),
                overdue=due.get("overdue", 0),
                to_come=due.get("to_come", 0),
                wait=_wait(said.get("wait")),
                told=counted.get("told", 0),
                told_right=counted.get("told_right", 0),
                turned_away=said.get("turned", 0),
                parked_over=tuple(_parked(here, now)),
                called_over=tuple(_called(here, now)),
                machines=tuple(_machine(row, real) for row in machines[office.id]),
                alarms=tuple(
                    AlarmNow(row["id"], row["place"], row["raised_at"], row["answered"])
                    for row in alarms[office.id]
                ),
                minutes_ahead=sum(row["minutes"] for row in waiting),
            )
        )
    return found


def longest(waiting: Iterable[Row], promises: Promises, now: datetime) -> Longest | None:
    """Return who has used up most of the promise; people early for an appointment wait for it."""
    told = []
    for row in waiting:
        booked = row["due_at"] is not None
        since = row["due_at"] if booked else row["continued_at"] or row["drawn_at"]
        promised = promises.appointment if booked else promises.walk_in
        if since <= now:
            minutes = int((now - since).total_seconds() // 60)
            number = label(row["letter"], row["number"])
            told.append(Longest(number, since, minutes, promised, booked))
    return max(told, key=lambda one: (one.used, one.minutes), default=None)


async def _counters(
    ids: list[int], days: list[int], now: datetime, real: datetime, present: Mapping[int, list[Row]]
) -> dict[int, list[CounterNow]]:
    duties = {row["counter_id"]: row for row in await rows_of(_DUTIES, days, now)}
    pauses = {row["counter_id"]: row["expected_until"] for row in await rows_of(_PAUSES, days)}
    active = {row["counter_id"]: row["at"] for row in await rows_of(_ACTIVE, days)}
    lately = real - UNSTAFFED_AFTER
    signed = {row["counter_id"] for row in await rows_of(_SIGNED_IN, ids, lately, real)}
    busy = {
        row["counter_id"]: label(row["letter"], row["number"])
        for here in present.values()
        for row in here
        if row["state"] in ("called", "serving")
    }
    found: dict[int, list[CounterNow]] = defaultdict(list)
    for row in await rows_of(_COUNTERS, ids):
        one = row["id"]
        duty = duties.get(one)
        found[row["office_id"]].append(
            CounterNow(
                one,
                row["name"],
                duty["since"] if duty else None,
                duty["clerk"] if duty else "",
                busy.get(one, ""),
                pauses.get(one),
                one in signed,
                active.get(one),
            )
        )
    return found


async def _usual(rows: Sequence[Office], now: datetime) -> dict[int, float]:
    by_date: dict[date, list[int]] = defaultdict(list)
    for office in rows:
        by_date[local_date(now, ZoneInfo(office.time_zone))].append(office.id)
    found: dict[int, float] = {}
    for on, ids in by_date.items():
        for row in await rows_of(_USUAL, ids, earlier_days(on), now):
            found[row["office_id"]] = row["came"] / row["days"]
    return found


async def _opening(rows: Sequence[Office], now: datetime) -> defaultdict[int, tuple[Interval, ...]]:
    dates = {office.id: local_date(now, ZoneInfo(office.time_zone)) for office in rows}
    hours = await openings(list(dates), min(dates.values()), max(dates.values()))
    found: defaultdict[int, tuple[Interval, ...]] = defaultdict(tuple)
    found.update({office: hours.get((office, on), ()) for office, on in dates.items()})
    return found


def _parked(here: Iterable[Row], now: datetime) -> Iterable[ParkedNow]:
    for row in here:
        if row["state"] == "parked" and row["remind_at"] is not None and row["remind_at"] <= now:
            number = label(row["letter"], row["number"])
            yield ParkedNow(number, row["remind_at"], row["room"], row["counter_name"] or "")


def _called(here: Iterable[Row], now: datetime) -> Iterable[CalledNow]:
    for row in here:
        if row["state"] == "called" and now - row["called_at"] >= FORGOTTEN_AFTER:
            number = label(row["letter"], row["number"])
            yield CalledNow(number, row["called_at"], row["counter_name"] or "")


def _machine(row: Row, real: datetime) -> MachineNow:
    health = _facts(row["health"])
    paper = str(health.get("paper") or "")
    seen = row["seen_at"]
    silent = seen is None or real - seen > SILENT_AFTER
    kiosk = row["kind"] == "kiosk"
    return MachineNow(row["id"], row["name"], kiosk, silent, seen, paper if kiosk else "")


def _wait(told: object) -> Wait | None:
    facts = _facts(told)
    low, high = facts.get("low"), facts.get("high")
    return None if low is None or high is None else Wait(int(low), int(high))


def _facts(told: object) -> Mapping[str, Any]:
    found = json.loads(told) if isinstance(told, str) else told
    return found if isinstance(found, dict) else {}


def by_office(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    """Return rows under their office."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["office_id"]].append(row)
    return found


def first_by_office(rows: Iterable[Row]) -> dict[int, Row]:
    """Return the one row of each office."""
    return {row["office_id"]: row for row in rows}
