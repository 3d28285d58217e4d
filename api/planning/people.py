"""Reading who can be planned in a week: contracts, absences, wishes, and what was worked before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from api.planning.balance import balances
from api.planning.facts import CLOSING, ClerkFacts, Minutes, Past
from termin.capacity import Duty, DutyState, able_of
from termin.interval import Interval, intersect, union
from termin.localtime import day_bounds, local_date
from termin.offices import Office
from termin.planning.history import WEEKS, Worked, worked_before
from termin.planning.plan import minutes_at
from termin.staff import PreferenceKind
from termin.staff.rows import Absence, Clerk, Contract, Preference

NORMAL, LONGEST_DAY = 8 * 60, 10 * 60
"""Minutes a working day on average, and at most (ArbZG § 3)."""


class Person:
    """A clerk with the office they work at: where they mostly were, else where they belong."""

    def __init__(self, home: int | None, facts: ClerkFacts) -> None:
        self.home = home
        self.facts = facts


async def read_people(
    municipality: int, offices: Sequence[Office], week: Sequence[date], usual: Mapping[int, int]
) -> list[Person]:
    """Return all who may be planned in a week; `usual` is where each mostly was lately."""
    zone = ZoneInfo(offices[0].time_zone)
    rows = (
        await Clerk.filter(municipality_id=municipality, retired_at__isnull=True)
        .order_by("id")
        .prefetch_related("skills")
    )
    contracts = {
        row.clerk_id: row
        for row in await Contract.filter(municipality_id=municipality, valid_from__lte=week[-1])
        if row.valid_until is None or row.valid_until >= week[0]
    }
    planned = {office.id for office in offices}
    absent, elsewhere = await _away(municipality, planned, week, zone)
    wishes = await _wishes(municipality, week)
    worked = await worked_before([row.id for row in rows], week[0], zone)
    left = await balances(municipality, week[0])
    gone = await _gone(municipality, week[0], zone)
    anybody = not contracts  # where nobody has a contract yet, everybody is taken to work
    return [
        Person(
            usual[row.id] if usual.get(row.id) in planned else row.office_id,
            _facts_of(
                row,
                contracts.get(row.id),
                _past(worked.get(row.id, Worked({})), week[0], gone[row.id], left.get(row.id, 0)),
                wishes.get(row.id, {}),
                _by_date(absent[row.id] + elsewhere[row.id], week, zone),
                _by_date(elsewhere[row.id], week, zone),
            ),
        )
        for row in rows
        if anybody or row.id in contracts
    ]


def _facts_of(
    row: Clerk,
    contract: Contract | None,
    past: Past,
    wishes: Mapping[date, tuple[tuple[PreferenceKind, int], ...]],
    away: Mapping[date, Minutes],
    elsewhere: Mapping[date, Minutes],
) -> ClerkFacts:
    known = ClerkFacts(
        row.id,
        row.name,
        able_of(row),
        away=away,
        wishes=wishes,
        elsewhere=elsewhere,
        mentor=row.mentor_id,
        past=past,
    )
    if contract is None:
        return known
    return replace(
        known,
        minutes=contract.minutes_per_week,
        weekdays=frozenset(contract.weekdays) or None,
        longest=min(LONGEST_DAY, contract.longest_day or LONGEST_DAY),
        late=contract.late_closings,
    )


def _past(worked: Worked, monday: date, gone: Collection[date], balance: int) -> Past:
    """Return what counts of a clerk's past: eight hours for each working day they were not away."""
    whole = worked.whole(monday)
    days = [monday - timedelta(days=back) for back in range(1, WEEKS * 7 + 1)]
    owed = [on for on in days if on.weekday() < 6 and on not in gone]
    allowance = NORMAL * len(owed) - sum(worked.minutes(on) for on in worked.days)
    return Past(
        ended=worked.ended(monday),
        allowance=allowance if whole else 0,
        short=not whole,
        late=worked.late(monday.replace(day=1), monday, CLOSING),
        balance=balance,
    )


async def _gone(municipality: int, before: date, zone: ZoneInfo) -> defaultdict[int, set[date]]:
    """Return the dates on which clerks were away in the weeks before: they count for nothing."""
    start = day_bounds(before - timedelta(weeks=WEEKS), zone).start
    end = day_bounds(before, zone).start
    found: defaultdict[int, set[date]] = defaultdict(set)
    for row in await Absence.filter(
        municipality_id=municipality, starts_at__lt=end, ends_at__gt=start
    ):
        first, last = local_date(max(row.starts_at, start), zone), local_date(row.ends_at, zone)
        found[row.clerk_id] |= {
            first + timedelta(days=ahead) for ahead in range((last - first).days + 1)
        }
    return found


_Spans = defaultdict[int, list[Interval]]


async def _away(
    municipality: int, offices: Collection[int], week: Sequence[date], zone: ZoneInfo
) -> tuple[_Spans, _Spans]:
    """Return when clerks are absent, and when on duty at an office out of the plan."""
    start, end = day_bounds(week[0], zone).start, day_bounds(week[-1], zone).end
    absent: _Spans = defaultdict(list)
    elsewhere: _Spans = defaultdict(list)
    at_that_time = {"municipality_id": municipality, "starts_at__lt": end, "ends_at__gt": start}
    for row in await Absence.filter(**at_that_time):
        absent[row.clerk_id].append(Interval(row.starts_at, row.ends_at))
    others = Duty.filter(**at_that_time, state=DutyState.PUBLISHED)
    for duty in await others.exclude(office_id__in=list(offices)):
        elsewhere[duty.clerk_id].append(Interval(duty.starts_at, duty.ends_at))
    return absent, elsewhere


def _by_date(
    times: Sequence[Interval], week: Sequence[date], zone: ZoneInfo
) -> dict[date, Minutes]:
    return {on: found for on in week if (found := minutes_of(times, on, zone))}


async def _wishes(
    municipality: int, week: Sequence[date]
) -> dict[int, dict[date, tuple[tuple[PreferenceKind, int], ...]]]:
    found: dict[int, dict[date, tuple[tuple[PreferenceKind, int], ...]]] = {}
    for row in await Preference.filter(municipality_id=municipality).order_by("id"):
        for on in week:
            if on == row.date or on.weekday() == row.weekday:
                mine = found.setdefault(row.clerk_id, {})
                mine[on] = (*mine.get(on, ()), (row.kind, row.weight))
    return found


def minutes_of(times: Iterable[Interval], on: date, zone: ZoneInfo) -> Minutes:
    """Return the parts of these times that lie in a date, as its clocks show them."""
    inside = intersect(union(times), (day_bounds(on, zone),))
    return tuple((minutes_at(t.start, on, zone), minutes_at(t.end, on, zone)) for t in inside)
