"""Halts as plans and as rows: drafted for a span of days, read, and their duties found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tortoise.transactions import in_transaction

from termin.capacity.rows import Duty, DutyState
from termin.errors import Invalid
from termin.localtime import local
from termin.offices.hours import clock_of
from termin.offices.mobile import GONE, Halt, HaltState, MobileUnit, Stop

GRID = 5
EARLIEST, LATEST = 6 * 60, 22 * 60
"""Outside of these hours nobody comes to a bus."""

LONGEST = 600
"""Minutes: nobody works longer in a day (ArbZG § 3)."""


@dataclass(frozen=True, order=True, slots=True)
class HaltPlan:
    """A unit's stand at a stop on a date; minutes after local midnight."""

    date: date
    arrives: int
    opens: int
    closes: int
    leaves: int
    stop: int

    @property
    def minutes(self) -> int:
        """Minutes that it is open."""
        return self.closes - self.opens


async def draft_halts(
    unit: MobileUnit,
    first: date,
    last: date,
    plans: Sequence[HaltPlan],
    now: datetime,
    *,
    replacing: bool = False,
) -> int:
    """Make these the unit's drafts from `first` to `last`, in place of all there were.

    A plan that equals a published halt is no draft. With `replacing` these plans are all there is
    to be: published halts to come that are none of them fall when the drafts are published. Returns
    how many drafts were written.

    Raises:
        Invalid: a plan lies outside the span, off the grid of 5 minutes, in no order, or at a stop
            that is another unit's.
    """
    stops = {one.id: one for one in await Stop.filter(unit_id=unit.id).select_related("office")}
    for plan in plans:
        check_plan(plan, first, last, stops)
    async with in_transaction():
        # The unit's row keeps two writers of one span apart.
        await MobileUnit.filter(id=unit.id).select_for_update(no_key=True).first()
        await forget_drafts(unit.id, first, last)
        # Read only now: that has waited for drafts that were being published.
        kept = await halts_between(unit.id, first, last)
        published = [one for one in kept if one.state is HaltState.PUBLISHED]
        known = {plan_of(one) for one in published}
        gone = [one.id for one in published if one.opens_at > now and plan_of(one) not in plans]
        await Halt.filter(id__in=[one.id for one in published]).update(dropped=False)
        if replacing:
            await Halt.filter(id__in=gone, state=HaltState.PUBLISHED).update(dropped=True)
        fresh = sorted({*plans} - known)
        await Halt.bulk_create(
            halt_of(unit, plan, ZoneInfo(stops[plan.stop].office.time_zone), HaltState.DRAFT, now)
            for plan in fresh
        )
    return len(fresh)


async def forget_drafts(unit: int, first: date, last: date) -> None:
    """Delete a unit's drafts of these days; one published in this moment is none any more."""
    await Halt.filter(unit_id=unit, date__gte=first, date__lte=last, state=HaltState.DRAFT).delete()


async def halts_between(unit: int, first: date, last: date) -> list[Halt]:
    """Return a unit's halts of these days in order, with their stops and offices."""
    return (
        await Halt.filter(unit_id=unit, date__gte=first, date__lte=last)
        .order_by("arrives_at", "id")
        .select_related("stop__office")
    )


def plan_of(halt: Halt) -> HaltPlan:
    """Return a halt (read with its stop's office) as a plan."""
    zone = ZoneInfo(halt.stop.office.time_zone)
    times = (halt.arrives_at, halt.opens_at, halt.closes_at, halt.leaves_at)
    arrives, opens, closes, leaves = (_minute(at, halt.date, zone) for at in times)
    return HaltPlan(halt.date, arrives, opens, closes, leaves, halt.stop_id)


async def duties_of(halt: Halt) -> list[Duty]:
    """Return the duties of a published halt (read with its stop), or those a gone one left."""
    return await Duty.filter(
        office_id=halt.stop.office_id,
        state=DutyState.WITHDRAWN if halt.state in GONE else DutyState.PUBLISHED,
        office_day__date=halt.date,
        starts_at__gte=halt.opens_at,
        ends_at__lte=halt.closes_at,
    ).order_by("id")


def _minute(at: datetime, on: date, zone: ZoneInfo) -> int:
    """Return the minutes on the clock after a date's midnight."""
    there = local(at, zone)
    return (there.date() - on).days * 24 * 60 + there.hour * 60 + there.minute


def halt_of(
    unit: MobileUnit, plan: HaltPlan, zone: ZoneInfo, state: HaltState, now: datetime
) -> Halt:
    """Return the row of a planned halt, not yet saved; its minutes are on the clock of `zone`."""
    return Halt(
        municipality_id=unit.municipality_id,
        unit_id=unit.id,
        stop_id=plan.stop,
        date=plan.date,
        arrives_at=clock_of(plan.arrives, plan.date, zone),
        opens_at=clock_of(plan.opens, plan.date, zone),
        closes_at=clock_of(plan.closes, plan.date, zone),
        leaves_at=clock_of(plan.leaves, plan.date, zone),
        state=state,
        changed_at=now,
    )


def check_plan(plan: HaltPlan, first: date, last: date, stops: Mapping[int, Stop]) -> None:
    """Refuse a plan of a halt that cannot be.

    Raises:
        Invalid: it lies outside the span, off the grid, out of hours or in no order, or its stop
            is none of these.
    """
    if plan.stop not in stops:
        raise Invalid(fields={"halt": "Dieser Haltepunkt gehört nicht zu diesem Fahrzeug."})
    if not first <= plan.date <= last:
        raise Invalid(fields={"tag": "Dieser Tag liegt außerhalb der geplanten Zeit."})
    times = (plan.arrives, plan.opens, plan.closes, plan.leaves)
    if not 0 <= times[0] <= times[1] < times[2] <= times[3] <= 24 * 60:
        raise Invalid(fields={"von": "Die Zeiten stehen nicht in ihrer Reihenfolge."})
    if wrong := wrong_hours(plan.opens, plan.closes):
        raise Invalid(fields={wrong[0]: wrong[1]})


def wrong_hours(opens: int, closes: int) -> tuple[str, str] | None:
    """Return which of `von` and `bis` makes no opening time of a halt, and why; None: it is one."""
    if opens % GRID or closes % GRID:
        field = "von" if opens % GRID else "bis"
        return field, "Bitte geben Sie Uhrzeiten in Schritten von 5 Minuten an."
    if opens >= closes:
        return "bis", "Das Ende muss nach dem Beginn liegen."
    if opens < EARLIEST:
        return "von", "Bitte öffnen Sie frühestens um 6 Uhr."
    if closes > LATEST:
        return "bis", "Bitte schließen Sie spätestens um 22 Uhr."
    if closes - opens > LONGEST:
        return "bis", "Ein Halt dauert höchstens zehn Stunden, wie ein Arbeitstag (ArbZG § 3)."
    return None
