"""Publishing in bulk: duties of days that nobody knows yet, for a whole city in seconds.

What `termin.capacity.publish` does for one day under its lock is done here for hundreds at once, by
the same pure functions; on a day that has duties already, nothing is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from termin.capacity import Duty, DutyState, Shares
from termin.capacity.segments import cut_duty
from termin.events import DutiesPublished
from termin.interval import Interval
from termin.journal import record_many
from termin.store import rows_of

_DAYS = """
INSERT INTO office_day (municipality_id, office_id, date, seq)
SELECT $1, told.office, told.date, 0 FROM unnest($2::bigint[], $3::date[]) AS told (office, date)
ON CONFLICT (office_id, date) DO UPDATE SET seq = office_day.seq
RETURNING id, office_id, date
"""
_DUTIES = """
INSERT INTO duty (municipality_id, office_id, office_day_id, counter_id, clerk_id, starts_at,
  ends_at, state, public_share, internal_share, walk_in_share)
SELECT $1, told.* FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
  $6::timestamptz[], $7::timestamptz[], $8::text[], $9::int[], $10::int[], $11::int[]) AS told
ORDER BY told
RETURNING id, office_day_id, counter_id, starts_at
"""
_SEGMENTS = """
INSERT INTO segment (municipality_id, office_day_id, duty_id, counter_id, use, starts_at, ends_at)
SELECT $1, told.* FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[],
  $6::timestamptz[], $7::timestamptz[]) AS told
"""


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody at a counter for the open time of these weekdays (0 is Monday)."""

    office: int
    counter: int
    clerk: int
    shares: Shares
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)


Hours = Mapping[tuple[int, date], Sequence[Interval]]
"""(office, date) -> when it is open."""


async def publish(
    municipality: int, posts: Sequence[Post], hours: Hours, now: datetime
) -> frozenset[int]:
    """Publish duties for all of `hours` that have none; return the office days they are on."""
    async with in_transaction():
        days = await _unknown(await office_days(municipality, hours))
        duties = [
            (days[key], post, during)
            for post in posts
            for key, times in hours.items()
            if key[0] == post.office and key in days and key[1].weekday() in post.weekdays
            for during in times
        ]
        if not duties:
            return frozenset()
        rows = await _write_duties(municipality, duties)
        await _write_segments(municipality, duties, rows)
        return await _tell(rows, now)


async def office_days(municipality: int, hours: Hours) -> dict[tuple[int, date], int]:
    """Return the office days on which there are hours, made where they were not there yet."""
    wanted = [key for key, times in hours.items() if times]
    offices, dates = [office for office, _ in wanted], [on for _, on in wanted]
    rows = await rows_of(_DAYS, municipality, offices, dates)
    return {(row["office_id"], row["date"]): row["id"] for row in rows}


async def _unknown(days: Mapping[tuple[int, date], int]) -> dict[tuple[int, date], int]:
    known = await Duty.filter(office_day_id__in=[*days.values()]).distinct().values("office_day_id")
    planned = {row["office_day_id"] for row in known}
    return {key: day for key, day in days.items() if day not in planned}


Planned = tuple[int, Post, Interval]


async def _write_duties(
    municipality: int, duties: Sequence[Planned]
) -> dict[tuple[int, datetime], tuple[int, int]]:
    """Write the duties; return (counter, start) -> (duty, office day)."""
    rows = await get_connection("default").execute_query_dict(
        _DUTIES,
        [
            municipality,
            [post.office for _, post, _ in duties],
            [day for day, _, _ in duties],
            [post.counter for _, post, _ in duties],
            [post.clerk for _, post, _ in duties],
            [during.start for _, _, during in duties],
            [during.end for _, _, during in duties],
            [DutyState.PUBLISHED.value] * len(duties),
            [post.shares.public for _, post, _ in duties],
            [post.shares.internal for _, post, _ in duties],
            [post.shares.walk_in for _, post, _ in duties],
        ],
    )
    return {
        (row["counter_id"], row["starts_at"]): (row["id"], row["office_day_id"]) for row in rows
    }


async def _write_segments(
    municipality: int,
    duties: Sequence[Planned],
    rows: Mapping[tuple[int, datetime], tuple[int, int]],
) -> None:
    cuts = _Cuts()
    parts = [
        (day, rows[post.counter, during.start][0], post.counter, use, begin, end)
        for day, post, during in duties
        for use, begin, end in cuts.of(during, post.shares)
    ]
    columns = [list(column) for column in zip(*parts, strict=True)]
    await get_connection("default").execute_query(_SEGMENTS, [municipality, *columns])


class _Cuts:
    """How a duty is cut, worked out once for each length and shares: weeks repeat themselves."""

    def __init__(self) -> None:
        self._known: dict[tuple[timedelta, Shares], list[tuple[str, timedelta, timedelta]]] = {}

    def of(self, during: Interval, shares: Shares) -> Iterable[tuple[str, datetime, datetime]]:
        """Return (use, start, end) of each part of a duty that is open from end to end."""
        key = (during.end - during.start, shares)
        if key not in self._known:
            self._known[key] = [
                (part.use.value, part.during.start - during.start, part.during.end - during.start)
                for part in cut_duty(during, shares, (), (during,))
            ]
        return [(use, during.start + a, during.start + b) for use, a, b in self._known[key]]


async def _tell(
    rows: Mapping[tuple[int, datetime], tuple[int, int]], now: datetime
) -> frozenset[int]:
    duties: dict[int, list[int]] = {}
    for duty, day in rows.values():
        duties.setdefault(day, []).append(duty)
    events = [(day, DutiesPublished(tuple(sorted(ids)))) for day, ids in duties.items()]
    await record_many(events, now)
    return frozenset(duties)
