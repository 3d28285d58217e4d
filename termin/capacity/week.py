"""The duties of an office's week: read, copied to later weeks, and drafts taken out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from termin.capacity.publish import DutyPlan, plan_duty
from termin.capacity.rows import Duty, DutyState
from termin.capacity.segments import Shares
from termin.errors import NotFound, WrongState
from termin.interval import Interval
from termin.localtime import at_local
from termin.officeday import locked

MOST_WEEKS = 12
"""Weeks that one copy may fill."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did: drafts made, and duties left out because something stands there already."""

    made: int
    left_out: int


async def duties_between(office: int, first: date, last: date) -> list[Duty]:
    """Return an office's drafts and published duties from `first` to `last`, both inclusive.

    They come by time, with `counter`, `clerk` and `office_day`.
    """
    dates = {"office_day__date__gte": first, "office_day__date__lte": last}
    return await _standing(office_id=office, **dates)


async def copy_week(office: int, monday: date, weeks: int) -> Copied:
    """Copy a week's duties as drafts to each of the next `weeks` weeks, at the same clock times.

    A duty is left out where its counter or its clerk is planned for any of that time already, so
    copying twice makes nothing twice. Refuses more than 12 weeks (ValueError).
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise ValueError(f"a week is copied to 1 to {MOST_WEEKS} weeks: {weeks}")
    originals = await Duty.filter(
        office_id=office,
        office_day__date__gte=monday,
        office_day__date__lte=monday + timedelta(days=6),
        state__in=(DutyState.DRAFT, DutyState.PUBLISHED),
    ).select_related("office")
    made = left_out = 0
    for ahead in range(1, weeks + 1):
        for duty in originals:
            zone = ZoneInfo(duty.office.time_zone)
            during = _later(duty, zone, ahead)
            if during is None or await duties_clashing(duty.counter_id, duty.clerk_id, during):
                left_out += 1
                continue
            plan = DutyPlan(
                duty.municipality_id,
                duty.office_id,
                duty.counter_id,
                duty.clerk_id,
                during,
                Shares(duty.public_share, duty.internal_share, duty.walk_in_share),
            )
            await plan_duty(plan, during.start.astimezone(zone))
            made += 1
    return Copied(made, left_out)


async def duties_clashing(
    counter: int, clerk: int, during: Interval, without: int | None = None
) -> list[Duty]:
    """Return drafts and published duties of the counter or the clerk at that time, anywhere."""
    at_that_time = {"starts_at__lt": during.end, "ends_at__gt": during.start}
    found = {
        duty.id: duty
        for who in ({"counter_id": counter}, {"clerk_id": clerk})
        for duty in await _standing(**who, **at_that_time)
        if duty.id != without
    }
    return sorted(found.values(), key=lambda duty: (duty.starts_at, duty.id))


async def remove_draft(duty_id: int) -> None:
    """Take a draft out of the plan.

    Raises:
        NotFound: there is no such duty.
        WrongState: it is published; then it can be withdrawn.
    """
    seen = await Duty.get_or_none(id=duty_id)
    if seen is None:
        raise NotFound
    # Under the lock, because a publication of the day may be cutting it at this moment.
    async with locked(seen.office_day_id):
        if not await Duty.filter(id=duty_id, state=DutyState.DRAFT).delete():
            raise WrongState("Dieser Dienst ist schon veröffentlicht.")


def _later(duty: Duty, zone: ZoneInfo, weeks: int) -> Interval | None:
    def moved(instant: datetime) -> datetime:
        told = instant.astimezone(zone)
        return at_local(told.date() + timedelta(weeks=weeks), told.time(), zone)

    start, end = moved(duty.starts_at), moved(duty.ends_at)
    return Interval(start, end) if start < end else None


async def _standing(**conditions: object) -> list[Duty]:
    return (
        await Duty.filter(state__in=(DutyState.DRAFT, DutyState.PUBLISHED), **conditions)
        .order_by("starts_at", "id")
        .select_related("counter", "clerk", "office_day", "office")
    )
