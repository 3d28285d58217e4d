"""The duties of a plan as a table of counters and days, and how two plans differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from termin.offices import Counter, Office
from termin.planning.drafts import weekdays_of
from termin.planning.plan import PlannedDuty, differences, read_plan
from termin.planning.rows import PlanDraft


@dataclass(frozen=True, slots=True)
class Cell:
    """A duty of the table; `name` is its own in forms."""

    name: str
    start: time
    end: time
    clerk: str
    pinned: bool


@dataclass(frozen=True, slots=True)
class PlanTable:
    """Counters in rows, dates in columns, the duties in them."""

    dates: tuple[date, ...]
    rows: tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """How a draft differs from another (None: from what is published)."""

    other: PlanDraft | None
    gone: tuple[PlannedDuty, ...]
    new: tuple[PlannedDuty, ...]
    same: int


def plan_rows(
    draft: PlanDraft,
    plan: Sequence[PlannedDuty],
    office: Office,
    counters: Sequence[Counter],
    clerks: Mapping[int, str],
) -> PlanTable:
    """Return the table of one office; counters without a duty are left out."""
    mine = [duty for duty in plan if duty.office == office.id]
    pins = set(read_plan(draft.pins))
    dates = tuple(on for on in weekdays_of(draft) if any(duty.on == on for duty in mine))
    rows = tuple(
        (
            counter.name,
            tuple(
                tuple(
                    Cell(
                        duty.name,
                        clock(duty.start),
                        clock(duty.end),
                        clerks.get(duty.clerk, ""),
                        duty in pins,
                    )
                    for duty in mine
                    if duty.on == on and duty.counter == counter.id
                )
                for on in dates
            ),
        )
        for counter in counters
        if any(duty.counter == counter.id for duty in mine)
    )
    return PlanTable(dates, rows)


def compared(
    other: PlanDraft | None, before: Sequence[PlannedDuty], after: Sequence[PlannedDuty]
) -> Compared:
    """Return what a plan lacks of another, and what it has beyond it."""
    gone, new = differences(before, after)
    return Compared(other, gone, new, len(set(before) & set(after)))


def clock(minutes: int) -> time:
    """Return minutes after midnight as a time of day; midnight at the end is shown as 0:00."""
    return time(*divmod(minutes % 1440, 60))
