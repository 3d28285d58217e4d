"""Reading day books from the database: one day or a whole city in one query."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tortoise.connection import get_connection

from termin.capacity.daybook import DayBook, OnDuty, Promise, Stretch
from termin.capacity.segments import Use
from termin.interval import Interval

# One statement, since a booking reads its day three times and each way to the database counts.
# `part` says what a row is: v(ersion), d(uty), s(egment) or p(romise). The use of
# a duty is the post that its counter is, if any.
_BOOKS = """
SELECT 'v' AS part, d.id AS day, d.seq AS id, NULL::bigint AS duty, NULL::bigint AS counter,
  NULL::timestamptz AS starts_at, NULL::timestamptz AS ends_at, NULL::timestamptz AS expires_at,
  NULL AS use, NULL::uuid AS holder, NULL::jsonb AS skills, NULL::bigint[] AS counter_skills,
  NULL::bigint[] AS clerk_skills
FROM office_day d WHERE d.id = ANY($1::bigint[])
UNION ALL
SELECT 'd', d.office_day_id, d.id, d.id, d.counter_id, NULL, NULL, NULL, n.post, NULL, NULL,
  CASE WHEN NOT n.every_skill
    THEN ARRAY(SELECT skill_id FROM counter_skill s WHERE s.counter_id = d.counter_id) END,
  CASE WHEN NOT k.every_skill
    THEN ARRAY(SELECT skill_id FROM clerk_skill s WHERE s.clerk_id = d.clerk_id) END
FROM duty d JOIN counter n ON n.id = d.counter_id JOIN clerk k ON k.id = d.clerk_id
WHERE d.office_day_id = ANY($1::bigint[]) AND d.state = 'published'
UNION ALL
SELECT 's', office_day_id, id, duty_id, NULL, starts_at, ends_at, NULL, use, NULL, NULL, NULL, NULL
FROM segment WHERE office_day_id = ANY($1::bigint[])
UNION ALL
SELECT 'p', office_day_id, id, duty_id, NULL, starts_at, ends_at, expires_at, NULL,
  coalesce(hold_id, appointment_id), skills, NULL, NULL
FROM claim WHERE office_day_id = ANY($1::bigint[])
ORDER BY part, starts_at, counter, id
"""


async def read_book(office_day: int) -> DayBook:
    """Return the book of one day; inside a transaction that locked the day, the deciding one."""
    return (await read_books([office_day]))[office_day]


async def read_books(days: Sequence[int]) -> dict[int, DayBook]:
    """Return the books of many days, each with the version it has at the same moment."""
    rows = await get_connection("default").execute_query_dict(_BOOKS, [list(days)])
    parts: dict[str, defaultdict[int, list[dict[str, Any]]]] = {
        part: defaultdict(list) for part in "vdsp"
    }
    for row in rows:
        parts[row["part"]][row["day"]].append(row)
    return {
        day: DayBook(
            day,
            version[0]["id"],
            tuple(_on_duty(each) for each in parts["d"][day]),
            tuple(_stretch(each) for each in parts["s"][day]),
            tuple(_promise(each) for each in parts["p"][day]),
        )
        for day, version in parts["v"].items()
    }


def _on_duty(row: dict[str, Any]) -> OnDuty:
    counter, clerk = _skills(row["counter_skills"]), _skills(row["clerk_skills"])
    if counter is None or clerk is None:
        both = clerk if counter is None else counter
    else:
        both = counter & clerk
    return OnDuty(row["id"], row["counter"], both, calls=row["use"] is None)


def _skills(found: list[int] | None) -> frozenset[int] | None:
    """Return the skills of a counter or a clerk; None where it is every one."""
    return None if found is None else frozenset(found)


def _stretch(row: dict[str, Any]) -> Stretch:
    return Stretch(row["duty"], Use(row["use"]), Interval(row["starts_at"], row["ends_at"]))


def _promise(row: dict[str, Any]) -> Promise:
    during = Interval(row["starts_at"], row["ends_at"])
    skills = frozenset[int](json.loads(row["skills"]))
    return Promise(row["id"], row["duty"], during, skills, row["holder"], row["expires_at"])
