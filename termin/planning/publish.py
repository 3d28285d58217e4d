"""From draft to public: a plan's duties take the place of those published, day by day.

One transaction per office-day; only where two offices hand a clerk to each other on one date are
their days published together, since neither could go first. Whoever has an appointment keeps the
time: at the same counter where it is still staffed, else at another one, at last in time kept for
walk-ins. A day on which somebody would find no place stays as it was.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from termin.booking.stranding import WouldStrand, settle
from termin.capacity.books import read_book
from termin.capacity.expiry import sweep
from termin.capacity.publish import DutyOverlaps, cut
from termin.capacity.rows import Duty, DutyState, Segment
from termin.errors import TryAgain, WrongState
from termin.events import PlanPublished
from termin.interval import Interval
from termin.journal import announce
from termin.localtime import local_date
from termin.officeday import Day, day_of, locked
from termin.offices.rows import Office
from termin.planning.plan import OfficeDate, PlannedDuty, minutes_at, read_plan
from termin.planning.redraw import Difference, Standing, difference, handed_on, inherited
from termin.planning.rows import DraftState, PlanDraft
from termin.planning.steps import Step, note
from termin.planning.succession import predecessors, published_beside

_INHERIT = """
UPDATE claim SET duty_id = v.duty FROM unnest($1::bigint[], $2::bigint[]) AS v (claim, duty)
WHERE claim.id = v.claim
"""
_TELL = "UPDATE plan_draft SET told = told || $2::jsonb WHERE id = $1"


class Became(StrEnum):
    """What the publication of an office-day came to."""

    DONE = "done"
    OVER = "over"
    """It is today or past: such a day is changed by hand."""
    STRANDS = "strands"
    """Appointments would lose their place; the day stays as it was."""
    OVERLAPS = "overlaps"
    """A counter or a clerk stands elsewhere at that time; the day stays as it was."""
    BUSY = "busy"
    """The day was locked for too long; publishing again goes on here."""


@dataclass(frozen=True, slots=True)
class DayResult:
    """What became of one office-day, and how many duties came, went and stayed."""

    office: int
    on: date
    became: Became
    added: int = 0
    withdrawn: int = 0
    kept: int = 0
    stranded: tuple[str, ...] = ()
    """Appointments that would have lost their place."""

    @property
    def key(self) -> str:
        """The office and the date, as the draft keeps it."""
        return key_of((self.office, self.on))


def key_of(day: OfficeDate) -> str:
    """Return the name of an office-day in `PlanDraft.told`."""
    return f"{day[0]}/{day[1].isoformat()}"


class AnotherPublished(WrongState):
    """Another plan of the week is being published; both at once would mix them day by day."""

    title = (
        "Ein anderer Plan dieser Woche wird gerade veröffentlicht. "
        "Bitte warten Sie, bis er fertig ist."
    )


async def begin_publication(
    draft: int, account: int | None, now: datetime, again: datetime | None = None
) -> bool:
    """Say that a draft is to be published; False where that was said already.

    A published plan is published once more if `again` says when it was the last time, so that a
    form sent twice does not undo what was published in between.

    Raises:
        AnotherPublished: a plan of the same week and one of its offices is being published.
    """
    async with in_transaction():
        # Rows of one week, locked in order: of two publications the second sees the first.
        mine = await PlanDraft.get(id=draft)
        rows = (
            await PlanDraft.filter(municipality_id=mine.municipality_id, week_from=mine.week_from)
            .order_by("id")
            .select_for_update(no_key=True)
        )
        row = next((one for one in rows if one.id == draft), None)
        once_more = again is not None and row is not None and row.published_at == again
        if row is None or not (
            row.state is DraftState.DRAFT or (row.state is DraftState.PUBLISHED and once_more)
        ):
            return False
        for one in rows:
            if one.state is DraftState.PUBLISHING and set(one.offices) & set(row.offices):
                raise AnotherPublished
        await PlanDraft.filter(id=draft).update(
            state=DraftState.PUBLISHING, published_by=account, told={}
        )
        await note(row, Step.ORDERED, account, now)
        return True


async def publish_draft(
    draft_id: int, clock: Callable[[], datetime]
) -> AsyncGenerator[DayResult, None]:
    """Publish what of a draft is not published yet, and tell of each office-day.

    Resumable: what was told already is left alone, so it goes on where it stopped. A draft of which
    a day was refused is a draft again, whose published days would be found unchanged.
    """
    draft = await PlanDraft.get(id=draft_id)
    zones = {o.id: ZoneInfo(o.time_zone) for o in await Office.filter(id__in=draft.offices)}
    for step in await steps_of(draft, zones):
        if all(key_of(day) in draft.told for day in step):
            continue
        for result in await _publish_step(draft, step, zones, clock()):
            yield result
    await _end(draft_id, clock())


async def _end(draft_id: int, now: datetime) -> None:
    """Say what the publication came to, once, and which plans it replaced."""
    async with in_transaction():
        draft = await PlanDraft.select_for_update(no_key=True).get(id=draft_id)
        if draft.state is not DraftState.PUBLISHING:
            return  # another process publishes it too, and was first
        refused = [one for one in draft.told.values() if one not in (Became.DONE, Became.OVER)]
        if refused:
            await PlanDraft.filter(id=draft_id).update(state=DraftState.DRAFT)
            await note(draft, Step.REFUSED, None, now, len(refused))
            return
        before = predecessors(draft, await published_beside(draft))
        await PlanDraft.filter(id=draft_id).update(state=DraftState.PUBLISHED, published_at=now)
        await note(draft, Step.PUBLISHED, None, now)
        for plan in {one.id: one for one in before.values()}.values():
            await note(plan, Step.REPLACED, None, now, draft.id)


async def steps_of(draft: PlanDraft, zones: Mapping[int, ZoneInfo]) -> list[tuple[OfficeDate, ...]]:
    """Return the office-days of a draft by date; those that exchange clerks in one step."""
    planned: defaultdict[OfficeDate, set[int]] = defaultdict(set)
    for duty in read_plan(draft.plan):
        planned[duty.key].add(duty.clerk)
    standing: defaultdict[OfficeDate, set[int]] = defaultdict(set)
    rows = await Duty.filter(
        office_id__in=draft.offices,
        state=DutyState.PUBLISHED,
        office_day__date__gte=draft.week_from,
        office_day__date__lte=draft.week_to,
    )
    for row in rows:
        on = local_date(row.starts_at, zones[row.office_id])
        standing[row.office_id, on].add(row.clerk_id)
    return _together(planned, standing)


def _together(
    planned: Mapping[OfficeDate, set[int]], standing: Mapping[OfficeDate, set[int]]
) -> list[tuple[OfficeDate, ...]]:
    groups: list[set[OfficeDate]] = []
    for day in sorted({*planned, *standing}, key=lambda d: (d[1], d[0])):
        mine = {day}
        for other in [group for group in groups if any(d[1] == day[1] for d in group)]:
            if any(_exchange(day, one, planned, standing) for one in other):
                groups.remove(other)
                mine |= other
        groups.append(mine)
    return [tuple(sorted(group)) for group in sorted(groups, key=lambda g: min(g)[::-1])]


def _exchange(
    one: OfficeDate,
    other: OfficeDate,
    planned: Mapping[OfficeDate, set[int]],
    standing: Mapping[OfficeDate, set[int]],
) -> bool:
    def gives(a: OfficeDate, b: OfficeDate) -> bool:
        return bool(standing.get(a, set()) & planned.get(b, set()))

    return gives(one, other) or gives(other, one)


async def _publish_step(
    draft: PlanDraft,
    step: Sequence[OfficeDate],
    zones: Mapping[int, ZoneInfo],
    now: datetime,
) -> list[DayResult]:
    open_days = [day for day in step if not _past(draft, day[1], zones[day[0]], now)]
    results = [DayResult(*day, Became.OVER) for day in step if day not in open_days]
    if open_days:
        try:
            return results + await _publish_days(draft, open_days, zones, now)
        except WouldStrand as refusal:
            lost = tuple(map(str, refusal.facts["appointments"]))  # type: ignore[call-overload]
            results += [DayResult(*day, Became.STRANDS, stranded=lost) for day in open_days]
        except DutyOverlaps:
            results += [DayResult(*day, Became.OVERLAPS) for day in open_days]
        except _Begun:
            results += [DayResult(*day, Became.OVER) for day in open_days]
        except TryAgain:
            results += [DayResult(*day, Became.BUSY) for day in open_days]
    await _tell(draft.id, results)
    return results


def over(draft: PlanDraft, on: date, change: Difference, zone: ZoneInfo, now: datetime) -> bool:
    """Whether a day is left alone: it is past, or it is today and what would change has begun.

    Only a draft that fills gaps changes today at all.
    """
    if _past(draft, on, zone, now):
        return True
    touched = (*(one.duty for one in change.withdrawn), *change.added)
    return any(duty.during(zone).start <= now for duty in touched)


def _past(draft: PlanDraft, on: date, zone: ZoneInfo, now: datetime) -> bool:
    today = local_date(now, zone)
    return on < today or (on == today and not draft.fills)


class _Begun(Exception):
    """Today's duties have begun."""


async def _publish_days(
    draft: PlanDraft,
    days: Sequence[OfficeDate],
    zones: Mapping[int, ZoneInfo],
    now: datetime,
) -> list[DayResult]:
    ids = [await day_of(office, draft.municipality_id, on) for office, on in days]
    plan = read_plan(draft.plan)
    try:
        async with locked(*ids) as found:
            told = await PlanDraft.select_for_update(no_key=True).get(id=draft.id)
            if all(key_of(day) in told.told for day in days):
                return []  # another process publishes it too, and was first
            results = await _replace(draft, found, plan, zones, now)
            await _tell(draft.id, results)
            return results
    except IntegrityError as error:
        raise DutyOverlaps from error


async def _replace(
    draft: PlanDraft,
    days: Iterable[Day],
    plan: Sequence[PlannedDuty],
    zones: Mapping[int, ZoneInfo],
    now: datetime,
) -> list[DayResult]:
    """Give locked days the duties of the plan; first all that go, so that clerks are free."""
    changes: list[tuple[Day, Difference]] = []
    books = {}
    for day in days:
        await sweep(day, now)
        books[day.id] = await read_book(day.id)
        wanted = [duty for duty in plan if duty.key == (day.office, day.date)]
        change = difference(await standing_of(day.id, day.date, zones[day.office]), wanted)
        if over(draft, day.date, change, zones[day.office], now):
            raise _Begun
        changes.append((day, change))
        gone = [one.id for one in change.withdrawn]
        await Segment.filter(duty_id__in=gone).delete()
        await Duty.filter(id__in=gone).update(state=DutyState.WITHDRAWN)
    results = []
    for day, change in changes:
        added = [await _write(draft, day, duty) for duty in change.added]
        await cut(day, added)
        changed = await read_book(day.id)
        heirs = inherited(books[day.id], changed, now)
        await get_connection("default").execute_query(_INHERIT, [list(heirs), list(heirs.values())])
        before, after = (handed_on(book, heirs) for book in (books[day.id], changed))
        await settle(day, before, after, now, anywhere=True)
        if not change.nothing:
            await _record(draft, day, change, added, now)
        counts = (len(change.added), len(change.withdrawn), len(change.kept))
        results.append(DayResult(day.office, day.date, Became.DONE, *counts))
    return results


async def standing_of(office_day: int, on: date, zone: ZoneInfo) -> tuple[Standing, ...]:
    """Return the published duties of an office-day as a plan sees them."""
    rows = await Duty.filter(office_day_id=office_day, state=DutyState.PUBLISHED).order_by("id")
    return tuple(Standing(row.id, planned_of(row, on, zone)) for row in rows)


def planned_of(row: Duty, on: date, zone: ZoneInfo) -> PlannedDuty:
    """Return a duty's row as a value of a plan."""
    start, end = (minutes_at(at, on, zone) for at in (row.starts_at, row.ends_at))
    return PlannedDuty(row.office_id, on, row.counter_id, start, end, row.clerk_id)


async def _write(draft: PlanDraft, day: Day, duty: PlannedDuty) -> Duty:
    during: Interval = duty.during(day.zone)
    return await Duty.create(
        municipality_id=draft.municipality_id,
        office_id=duty.office,
        office_day_id=day.id,
        counter_id=duty.counter,
        clerk_id=duty.clerk,
        starts_at=during.start,
        ends_at=during.end,
        state=DutyState.PUBLISHED,
        public_share=duty.shares.public,
        internal_share=duty.shares.internal,
        walk_in_share=duty.shares.walk_in,
    )


async def _record(
    draft: PlanDraft, day: Day, change: Difference, added: Sequence[Duty], now: datetime
) -> None:
    event = PlanPublished(
        draft.id,
        tuple(duty.id for duty in added),
        tuple(one.id for one in change.withdrawn),
        tuple(one.id for one in change.kept),
    )
    await announce(day.id, await day.record(event, now))


async def _tell(draft: int, results: Sequence[DayResult]) -> None:
    told = {one.key: one.became.value for one in results}
    await get_connection("default").execute_query(_TELL, [draft, json.dumps(told)])
