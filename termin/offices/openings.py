"""Hours of offices as they stand in the database, for one day or for many in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from termin.errors import NotFound
from termin.interval import Interval
from termin.localtime import day_bounds
from termin.offices.feast import public_holidays
from termin.offices.hours import DayHours, Shutting, Stretch, day_hours
from termin.offices.mobile import Halt, HaltState
from termin.offices.rows import Closure, Office, OfficeKind, OpeningHours

MOST_DAYS = 400


async def opening_of(office: int, on: date) -> tuple[Interval, ...]:
    """Return when the office is open on a date, without holidays and closures, in UTC.

    Raises:
        NotFound: no such office.
    """
    return (await hours_of(office, on)).open


async def hours_of(office: int, on: date) -> DayHours:
    """Return the office's day with the reasons for what differs from the week.

    Raises:
        NotFound: no such office.
    """
    found = await hours_between([office], on, on)
    if not found:
        raise NotFound
    return found[office, on]


async def closed_reason(office: int, on: date) -> str | None:
    """Return why the office is closed at a usual time of the date, for citizens; None if it is not.

    Raises:
        NotFound: no such office.
    """
    return (await hours_of(office, on)).reason


async def openings(
    offices: Collection[int], first: date, last: date
) -> dict[tuple[int, date], tuple[Interval, ...]]:
    """Return when each office is open on each date from `first` to `last`, inclusive, in UTC."""
    days = await hours_between(offices, first, last)
    return {key: day.open for key, day in days.items()}


async def hours_between(
    offices: Collection[int],
    first: date,
    last: date,
    instead: Mapping[int, Sequence[Stretch]] | None = None,
) -> dict[tuple[int, date], DayHours]:
    """Return each office's days from `first` to `last`, inclusive; unknown offices are left out.

    Takes three queries, one more where mobile offices stop; `last` is cut to 400 days after
    `first`. `instead` are weeks that offices would have, in place of those they have.
    """
    last = min(last, first + timedelta(days=MOST_DAYS))
    rows = await Office.filter(id__in=list(offices)).select_related("municipality")
    weeks = {**(await _weeks([row.id for row in rows])), **(instead or {})}
    shuttings = await _shuttings(rows, first, last)
    halts = await _halts(rows, first, last)
    found: dict[tuple[int, date], DayHours] = {}
    for row in rows:
        town = row.municipality
        feasts = public_holidays(town.land, town.holiday_categories, first, last)
        zone = ZoneInfo(row.time_zone)
        for ahead in range((last - first).days + 1):
            on = first + timedelta(days=ahead)
            found[row.id, on] = day_hours(
                row.id,
                on,
                zone,
                weeks.get(row.id, ()),
                shuttings=shuttings[row.id],
                holidays=feasts,
                halts=halts.get((row.id, on), ()),
            )
    return found


async def _halts(
    offices: Collection[Office], first: date, last: date
) -> dict[tuple[int, date], list[Interval]]:
    """Return when mobile offices are open to the public, by office and date."""
    stops = [office.id for office in offices if office.kind is OfficeKind.STOP]
    found: dict[tuple[int, date], list[Interval]] = defaultdict(list)
    if stops:
        rows = Halt.filter(
            stop__office_id__in=stops,
            state=HaltState.PUBLISHED,
            date__gte=first,
            date__lte=last,
        )
        for office, on, opens, closes in await rows.values_list(
            "stop__office_id", "date", "opens_at", "closes_at"
        ):
            found[office, on].append(Interval(opens, closes))
    return found


async def _weeks(offices: Collection[int]) -> dict[int, list[Stretch]]:
    weeks: dict[int, list[Stretch]] = defaultdict(list)
    for row in await OpeningHours.filter(office_id__in=offices).order_by("weekday", "opens"):
        weeks[row.office_id].append(stretch_of(row))
    return weeks


def stretch_of(row: OpeningHours) -> Stretch:
    """Return a row of weekly hours as a value."""
    return Stretch(row.weekday, row.opens, row.closes, row.valid_from, row.valid_until)


async def _shuttings(
    offices: Collection[Office], first: date, last: date
) -> dict[int, list[Shutting]]:
    shuttings: dict[int, list[Shutting]] = defaultdict(list)
    if not offices:
        return shuttings
    bounds = [
        (day_bounds(first, zone).start, day_bounds(last, zone).end)
        for zone in {ZoneInfo(office.time_zone) for office in offices}
    ]
    towns = {office.municipality_id for office in offices}
    rows = await Closure.filter(
        Q(office_id__in=[office.id for office in offices]) | Q(office_id=None),
        municipality_id__in=towns,
        lifted_at=None,
        starts_at__lt=max(end for _, end in bounds),
        ends_at__gt=min(start for start, _ in bounds),
    ).order_by("starts_at", "id")
    for row in rows:
        shutting = Shutting(Interval(row.starts_at, row.ends_at), row.reason)
        for office in offices:
            if row.office_id == office.id or (
                row.office_id is None and row.municipality_id == office.municipality_id
            ):
                shuttings[office.id].append(shutting)
    return shuttings
