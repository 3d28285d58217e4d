"""Duties of the sample town: who sits where, day by day, published up to the horizon."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.demo import sample
from termin.capacity import Duty, DutyPlan, plan_duty, publish_day
from termin.localtime import local_date
from termin.offices import Counter, Municipality, Office, openings
from termin.staff.rows import Clerk

PAST_DAYS = 1


async def extend_roster(
    town: Municipality, now: datetime, say: Callable[[str], None] = lambda _: None
) -> int:
    """Publish the town's duties for every open day up to the horizon that has none yet.

    Resumable, a transaction for each office-day; returns how many days were published. A demo that
    was left alone for weeks catches up at its next start.
    """
    offices = {one.external_id: one for one in await Office.filter(municipality_id=town.id)}
    counters = {one.name: one for one in await Counter.filter(municipality_id=town.id)}
    clerks = {one.name: one for one in await Clerk.filter(municipality_id=town.id)}
    today = local_date(now, ZoneInfo(town.time_zone))
    first, last = today - timedelta(days=PAST_DAYS), today + timedelta(days=town.horizon_days)
    open_at = await openings([office.id for office in offices.values()], first, last)
    known = await _days_with_duties(town.id, first)
    published = 0
    for office in offices.values():
        zone = ZoneInfo(office.time_zone)
        for ahead in range((last - first).days + 1):
            on = first + timedelta(days=ahead)
            if (office.id, on) in known or not open_at[office.id, on]:
                continue
            days = set()
            for one in sample.COUNTERS:
                if one.office != office.external_id or on.weekday() not in one.weekdays:
                    continue
                for during in open_at[office.id, on]:
                    plan = DutyPlan(
                        town.id,
                        office.id,
                        counters[one.name].id,
                        clerks[one.clerk].id,
                        during,
                        one.shares,
                    )
                    duty = await plan_duty(plan, during.start.astimezone(zone))
                    days.add(duty.office_day_id)
            for day in days:
                await publish_day(day, now)
                published += 1
        say(f"{office.short_name}: Dienste bis {last:%d.%m.%Y}")
    return published


async def _days_with_duties(town: int, first: date) -> set[tuple[int, date]]:
    rows = (
        await Duty.filter(municipality_id=town, office_day__date__gte=first)
        .distinct()
        .values_list("office_id", "office_day__date")
    )
    return {(row[0], row[1]) for row in rows}
