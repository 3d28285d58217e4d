"""Reading from the database what demand is made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from termin.localtime import day_bounds
from termin.offices.openings import openings
from termin.offices.rows import Office
from termin.planning.demand import Demand, Work, demand_of
from termin.store import rows_of

WEEKS = 8
"""So many past weeks teach what is usual."""

# A person with an appointment makes work at its time, anybody else when they came. Real minutes are
# shared out over the services as planned ones are; those sent on to an area were served before.
_PAST = """
SELECT d.office_id AS office, d.date AS on, s.skill_id AS skill, t.came_at AS came_at,
  coalesce(a.starts_at, t.came_at) AS at,
  sum(l.minutes * coalesce(t.served_minutes / nullif(w.minutes, 0), 1)) AS minutes
FROM ticket t JOIN office_day d ON d.id = t.office_day_id
JOIN LATERAL (SELECT sum(minutes) AS minutes FROM ticket_line WHERE ticket_id = t.id) w ON true
JOIN ticket_line l ON l.ticket_id = t.id JOIN service s ON s.id = l.service_id
LEFT JOIN appointment a ON a.id = t.appointment_id
WHERE d.office_id = ANY($1::bigint[]) AND d.date >= $2 AND d.date <= $3 AND t.state = 'finished'
GROUP BY t.id, d.office_id, d.date, s.skill_id, a.starts_at
"""
_BOOKED = """
SELECT d.office_id AS office, d.date AS on, s.skill_id AS skill, a.starts_at AS at,
  sum(l.minutes) AS minutes
FROM appointment a JOIN office_day d ON d.id = a.office_day_id
JOIN appointment_line l ON l.appointment_id = a.id JOIN service s ON s.id = l.service_id
WHERE d.office_id = ANY($1::bigint[]) AND d.date >= $2 AND d.date <= $3
  AND a.state IN ('booked', 'unconfirmed', 'arrived')
GROUP BY a.id, d.office_id, d.date, s.skill_id
"""
_KNOWN = """
SELECT DISTINCT d.office_id AS office, d.date AS on FROM ticket t
JOIN office_day d ON d.id = t.office_day_id
WHERE d.office_id = ANY($1::bigint[]) AND d.date >= $2 AND d.date <= $3
"""


async def load_demand(
    offices: Sequence[Office], monday: date, today: date, weeks: int = WEEKS
) -> Demand:
    """Return the demand of the week that begins at `monday`, for offices.

    It rests on the `weeks` weeks before the week or before `today`, whichever is earlier.
    """
    last = min(monday, today) - timedelta(days=1)
    first = last - timedelta(weeks=weeks) + timedelta(days=1)
    ids = [office.id for office in offices]
    past = await _work(_PAST, offices, first, last)
    dates = [monday + timedelta(days=ahead) for ahead in range(7)]
    booked = await _work(_BOOKED, offices, dates[0], dates[-1])
    return demand_of(past, await _open_days(ids, first, last), booked, dates)


async def _open_days(ids: Sequence[int], first: date, last: date) -> Collection[tuple[int, date]]:
    """Return the past days on which an office was open and took numbers."""
    rows = await rows_of(_KNOWN, list(ids), first, last)
    recorded = {(row["office"], row["on"]) for row in rows}
    begun = {office: min(on for o, on in recorded if o == office) for office, _ in recorded}
    hours = await openings(ids, first, last)
    return [
        key for key, times in hours.items() if times and key[0] in begun and key[1] >= begun[key[0]]
    ]


async def _work(query: str, offices: Sequence[Office], first: date, last: date) -> list[Work]:
    zones = {office.id: ZoneInfo(office.time_zone) for office in offices}
    rows = await rows_of(query, list(zones), first, last)
    found = []
    for row in rows:
        midnight = day_bounds(row["on"], zones[row["office"]]).start
        minute = int((row["at"] - midnight).total_seconds() // 60)
        skills = frozenset() if row["skill"] is None else frozenset({int(row["skill"])})
        found.append(Work(row["office"], row["on"], minute, skills, float(row["minutes"])))
    return found
