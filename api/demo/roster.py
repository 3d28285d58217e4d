"""Duties of the demo: who sits where, day by day, published up to the horizon."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tortoise.functions import Max

from api.demo.publishing import Post, publish
from api.demo.tours import extend_tours
from termin.capacity import Duty
from termin.localtime import local_date
from termin.offices import Municipality, openings


async def extend_roster(town: Municipality, posts: Sequence[Post], now: datetime) -> frozenset[int]:
    """Publish what the posts make of every open day up to the horizon; return the new office days.

    From the day after the last that is planned: what people planned or withdrew stays. A demo that
    was left alone for weeks catches up at its next start.
    """
    await extend_tours(town, now)
    today = local_date(now, ZoneInfo(town.time_zone))
    first, last = today, today + timedelta(days=town.horizon_days)
    planned = await _planned_until({post.office for post in posts})
    open_at = await openings({post.office for post in posts}, first, last)
    hours = {
        key: times
        for key, times in open_at.items()
        if key[0] not in planned or key[1] > planned[key[0]]
    }
    return await publish(town.id, posts, hours, now)


async def _planned_until(offices: Collection[int]) -> dict[int, date]:
    rows = (
        await Duty.filter(office_id__in=list(offices))
        .annotate(until=Max("office_day__date"))
        .group_by("office_id")
        .values("office_id", "until")
    )
    return {row["office_id"]: row["until"] for row in rows}
