"""Reading day books from the database: one day or a whole city in four queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tortoise.connection import get_connection

from termin.capacity.daybook import DayBook, OnDuty, Promise, Stretch
from termin.capacity.segments import Use
from termin.interval import Interval

_VERSIONS = "SELECT id, seq FROM office_day WHERE id = ANY($1::bigint[])"
_ON_DUTY = """
SELECT d.office_day_id, d.id, d.counter_id,
  n.every_skill AS counter_every, k.every_skill AS clerk_every,
  ARRAY(SELECT skill_id FROM counter_skill s WHERE s.counter_id = d.counter_id) AS counter_skills,
  ARRAY(SELECT skill_id FROM clerk_skill s WHERE s.clerk_id = d.clerk_id) AS clerk_skills
FROM duty d JOIN counter n ON n.id = d.counter_id JOIN clerk k ON k.id = d.clerk_id
WHERE d.office_day_id = ANY($1::bigint[]) AND d.state = 'published' ORDER BY d.counter_id, d.id
"""
_STRETCHES = """
SELECT office_day_id, duty_id, use, starts_at, ends_at FROM segment
WHERE office_day_id = ANY($1::bigint[]) ORDER BY starts_at
"""
_PROMISES = """
SELECT office_day_id, id, duty_id, starts_at, ends_at, skills,
  coalesce(hold_id, appointment_id) AS holder, expires_at
FROM claim WHERE office_day_id = ANY($1::bigint[]) ORDER BY starts_at
"""


async def read_book(office_day: int) -> DayBook:
    """Return the book of one day; inside a transaction that locked the day, the deciding one."""
    return (await read_books([office_day]))[office_day]


async def read_books(days: Sequence[int]) -> dict[int, DayBook]:
    """Return the books of many days.

    The version is read first: a change between the queries makes a book newer than its `seq` says,
    so a follower reloads it once too often, never once too seldom.
    """
    versions = await _rows(_VERSIONS, days)
    on_duty = await _by_day(_ON_DUTY, days)
    stretches = await _by_day(_STRETCHES, days)
    promises = await _by_day(_PROMISES, days)
    return {
        row["id"]: DayBook(
            row["id"],
            row["seq"],
            tuple(_on_duty(each) for each in on_duty[row["id"]]),
            tuple(_stretch(each) for each in stretches[row["id"]]),
            tuple(_promise(each) for each in promises[row["id"]]),
        )
        for row in versions
    }


async def _rows(query: str, days: Sequence[int]) -> list[dict[str, Any]]:
    return await get_connection("default").execute_query_dict(query, [list(days)])


async def _by_day(query: str, days: Sequence[int]) -> defaultdict[int, list[dict[str, Any]]]:
    grouped: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in await _rows(query, days):
        grouped[row["office_day_id"]].append(row)
    return grouped


def _on_duty(row: dict[str, Any]) -> OnDuty:
    counter = None if row["counter_every"] else frozenset[int](row["counter_skills"])
    clerk = None if row["clerk_every"] else frozenset[int](row["clerk_skills"])
    if counter is None or clerk is None:
        skills = clerk if counter is None else counter
    else:
        skills = counter & clerk
    return OnDuty(row["id"], row["counter_id"], skills)


def _stretch(row: dict[str, Any]) -> Stretch:
    during = Interval(row["starts_at"], row["ends_at"])
    return Stretch(row["duty_id"], Use(row["use"]), during)


def _promise(row: dict[str, Any]) -> Promise:
    during = Interval(row["starts_at"], row["ends_at"])
    skills = frozenset[int](json.loads(row["skills"]))
    return Promise(row["id"], row["duty_id"], during, skills, row["holder"], row["expires_at"])
