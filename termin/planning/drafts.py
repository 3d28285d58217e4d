"""Drafts: made of what a run found, named, pinned, compared, and looked at before publication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tortoise.transactions import in_transaction

from termin.booking.rows import Appointment
from termin.booking.stranding import stranded_appointments
from termin.capacity.books import read_books
from termin.capacity.rows import Duty, DutyState, able_of
from termin.errors import Invalid, WrongState
from termin.localtime import local_date
from termin.officeday import OfficeDay
from termin.offices.openings import openings
from termin.offices.rows import Counter, Office
from termin.planning.plan import OfficeDate, PlannedDuty, read_plan, write_plan
from termin.planning.publish import over, planned_of
from termin.planning.redraw import Abilities, Standing, difference, foreseen, redrawn
from termin.planning.rows import DraftState, PlanDraft, PlanRun
from termin.planning.shifts import PlannedShift, write_shifts
from termin.planning.steps import Step, note
from termin.staff.rows import Clerk


@dataclass(frozen=True, slots=True)
class DayPreview:
    """What publishing would do to one office-day now."""

    office: int
    on: date
    over: bool
    """Today or past: publication leaves it alone."""
    added: int = 0
    withdrawn: int = 0
    kept: int = 0
    reseated: int = 0
    """Appointments that keep their time and get another counter."""
    stranded: tuple[Appointment, ...] = ()
    """Appointments that would lose their place; while there are any, the day is not published."""


async def make_draft(
    run: PlanRun,
    name: str,
    plan: Iterable[PlannedDuty],
    pins: Iterable[PlannedDuty],
    now: datetime,
    shifts: Iterable[PlannedShift] = (),
    *,
    fills: bool = False,
) -> PlanDraft:
    """Keep what a run found as a draft."""
    async with in_transaction():
        draft = await PlanDraft.create(
            municipality_id=run.municipality_id,
            run_id=run.id,
            name=name,
            offices=run.offices,
            week_from=run.week_from,
            week_to=run.week_to,
            plan=write_plan(plan),
            pins=write_plan(pins),
            shifts=write_shifts(shifts),
            fills=fills,
            created_at=now,
            created_by=run.requested_by,
        )
        await note(draft, Step.COMPUTED, run.requested_by, now)
    return draft


async def rename(draft: PlanDraft, name: str, account: int, now: datetime) -> None:
    """Give a draft another name; refuses an empty or long one (Invalid)."""
    if not name or len(name) > 120:
        raise Invalid(fields={"name": "Bitte geben Sie einen Namen mit höchstens 120 Zeichen an."})
    async with in_transaction():
        await PlanDraft.filter(id=draft.id).update(name=name)
        await note(draft, Step.RENAMED, account, now)


async def pin(draft: PlanDraft, wanted: Iterable[str], account: int, now: datetime) -> int:
    """Pin the duties of these names, and no others; return how many that are."""
    names = set(wanted)
    kept = [duty for duty in read_plan(draft.plan) if duty.name in names]
    async with in_transaction():
        await PlanDraft.filter(id=draft.id).update(pins=write_plan(kept))
        await note(draft, Step.PINNED, account, now, len(kept))
    return len(kept)


async def remove(draft: PlanDraft, account: int, now: datetime) -> None:
    """Take a draft away; its history stays.

    Raises:
        WrongState: it is being published, or was once.
    """
    async with in_transaction():
        found = PlanDraft.filter(id=draft.id, state=DraftState.DRAFT, published_at=None)
        if await found.delete():
            await note(draft, Step.REMOVED, account, now)
            return
        raise WrongState("Dieser Entwurf ist schon veröffentlicht oder wird es gerade.")


async def published_plan(
    offices: Sequence[Office], first: date, last: date
) -> dict[OfficeDate, tuple[Standing, ...]]:
    """Return the published duties of offices from `first` to `last`, by office and date."""
    zones = {office.id: ZoneInfo(office.time_zone) for office in offices}
    rows = await Duty.filter(
        office_id__in=list(zones),
        state=DutyState.PUBLISHED,
        office_day__date__gte=first,
        office_day__date__lte=last,
    ).order_by("starts_at", "id")
    found: dict[OfficeDate, list[Standing]] = {}
    for row in rows:
        zone = zones[row.office_id]
        on = local_date(row.starts_at, zone)
        found.setdefault((row.office_id, on), []).append(
            Standing(row.id, planned_of(row, on, zone))
        )
    return {key: tuple(duties) for key, duties in found.items()}


async def preview(draft: PlanDraft, now: datetime) -> tuple[DayPreview, ...]:
    """Return what publishing a draft would do now, by date and office; nothing is changed."""
    offices = await Office.filter(id__in=draft.offices)
    zones = {office.id: ZoneInfo(office.time_zone) for office in offices}
    standing = await published_plan(offices, draft.week_from, draft.week_to)
    planned: dict[OfficeDate, list[PlannedDuty]] = {}
    for duty in read_plan(draft.plan):
        planned.setdefault(duty.key, []).append(duty)
    rows = await OfficeDay.filter(
        office_id__in=list(zones), date__gte=draft.week_from, date__lte=draft.week_to
    )
    ids = {(row.office_id, row.date): row.id for row in rows}
    books = await read_books(list(ids.values()))
    hours = await openings(list(zones), draft.week_from, draft.week_to)
    able = await abilities_of(draft.municipality_id)
    found = []
    for key in sorted({*standing, *planned}, key=lambda day: (day[1], day[0])):
        office, on = key
        change = difference(standing.get(key, ()), planned.get(key, ()))
        if over(draft, on, change, zones[office], now):
            found.append(DayPreview(office, on, over=True))
            continue
        reseated, stranded = 0, tuple[Appointment, ...]()
        if key in ids and not change.nothing:
            during = {duty: duty.during(zones[office]) for duty in change.added}
            book = books[ids[key]]
            changed = redrawn(book, change, able, hours[key], during)
            settled = foreseen(book, changed, now)
            reseated = len(settled.moves)
            stranded = tuple(await stranded_appointments(settled))
        day = DayPreview(office, on, over=False)
        found.append(
            replace(
                day,
                added=len(change.added),
                withdrawn=len(change.withdrawn),
                kept=len(change.kept),
                reseated=reseated,
                stranded=stranded,
            )
        )
    return tuple(found)


async def abilities_of(municipality: int) -> Abilities:
    """Return what all counters and clerks of a municipality can do."""
    counters = await Counter.filter(municipality_id=municipality).prefetch_related("skills")
    clerks = await Clerk.filter(municipality_id=municipality).prefetch_related("skills")
    return Abilities(
        {one.id: able_of(one) for one in counters},
        {one.id: able_of(one) for one in clerks},
        frozenset(one.id for one in counters if one.post),
    )


def weekdays_of(draft: PlanDraft) -> tuple[date, ...]:
    """Return the dates of a draft."""
    days = (draft.week_to - draft.week_from).days + 1
    return tuple(draft.week_from + timedelta(days=ahead) for ahead in range(days))
