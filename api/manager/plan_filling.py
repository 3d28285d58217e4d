"""`/{municipality}/amt/planung/entwuerfe/{draft}/ausfaelle`: somebody cannot come, who fills in?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request

from api.manager.frame import date_of, now
from api.manager.plan_shifts import Move, Workday, moves_of, workday
from api.planning.answer import Answer
from api.planning.carrying import first_open
from api.planning.wishes import after_of, filling
from api.requests import staff
from termin.errors import Invalid
from termin.offices import Office
from termin.offices.hours import clock_of
from termin.planning.plan import read_plan
from termin.planning.rows import PlanDraft, PlanRun
from termin.planning.runs import Request as Wanted
from termin.planning.runs import ask_for
from termin.planning.shifts import PlannedShift, read_shifts
from termin.staff import AbsenceKind, enter_absence
from termin.staff.rows import Clerk

SECONDS = 20.0

EARLIEST = (
    "Bitte wählen Sie einen Tag dieser Woche: heute nur, solange noch kein Dienst begonnen hat."
)


@dataclass(frozen=True, slots=True)
class Change:
    """Whose day becomes another: as it was, as it will be, and when they are elsewhere."""

    name: str
    on: date
    before: Workday | None
    after: Workday | None
    moves: tuple[Move, ...] = ()

    @property
    def same_times(self) -> bool:
        """Whether they come, pause and go as before, only to another place."""
        if self.before is None or self.after is None or not self.moves:
            return False
        parts = [(one.start, one.end, one.breaks) for one in (self.before, self.after)]
        return parts[0] == parts[1]


@dataclass(frozen=True, slots=True)
class Step:
    """What it costs if these people work otherwise than planned, beside those who cannot come."""

    names: tuple[str, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Filled:
    """How a draft differs from the one whose gaps it fills, and what else was tried."""

    before: PlanDraft
    changes: tuple[Change, ...]
    steps: tuple[Step, ...]

    @property
    def people(self) -> int:
        """How many people's days change."""
        return len({one.name for one in self.changes})

    @property
    def other_times(self) -> list[Change]:
        """Who comes, pauses or goes at another time, or only now or no more."""
        return [one for one in self.changes if not one.same_times]

    @property
    def other_places(self) -> list[Change]:
        """Who keeps their times and is elsewhere."""
        return [one for one in self.changes if one.same_times]


async def call_off(
    request: Request, draft: PlanDraft, run: PlanRun | None, values: Mapping[str, str]
) -> PlanRun:
    """Note that somebody is away, and ask for a plan that fills the gaps with few changes.

    Raises:
        Invalid: with the fields to mend.
    """
    wrong: dict[str, str] = {}
    clerk = await _clerk(draft, values.get("person", ""))
    first = date_of(values, "ausfall_von", wrong)
    last = date_of(values, "ausfall_bis", wrong) if values.get("ausfall_bis") else first
    if clerk is None:
        wrong["person"] = "Bitte wählen Sie eine Person."
    zone = ZoneInfo((await Office.get(id=draft.offices[0])).time_zone)
    if first and not earliest(draft, now(request), zone) <= first <= draft.week_to:
        wrong["ausfall_von"] = EARLIEST
    if run is None or not run.answer:
        wrong["person"] = "Dieser Plan ist zu alt, um ihn neu zu besetzen. Bitte planen Sie neu."
    if wrong or clerk is None or first is None or last is None:
        raise Invalid(fields=wrong)
    if last < first:
        raise Invalid(fields={"ausfall_bis": "Das Ende muss nach dem Beginn liegen."})
    start, end = clock_of(0, first, zone), clock_of(0, last + timedelta(days=1), zone)
    await enter_absence(clerk, AbsenceKind.AWAY, start, end)
    wanted = Wanted(
        draft.municipality_id,
        tuple(draft.offices),
        draft.week_from,
        SECONDS,
        wishes=filling(draft),
        account=staff(request).account,
    )
    return await ask_for(wanted, now(request))


def earliest(draft: PlanDraft, at: datetime, zone: ZoneInfo) -> date:
    """Return the first date for which somebody can be called off."""
    return max(draft.week_from, first_open(read_plan(draft.plan), at, zone))


async def filled(
    draft: PlanDraft, run: PlanRun | None, answer: Answer | None, names: Mapping[int, str]
) -> Filled | None:
    """Return what a draft changes of the one whose gaps it fills; None where it fills none."""
    number = after_of(run.wishes) if run else None
    before = await PlanDraft.get_or_none(id=number) if number else None
    if before is None:
        return None
    steps = tuple(
        Step(tuple(names.get(who, "") for who in one.clerks), one.cost)
        for one in (answer.steps if answer else ())
    )
    return Filled(
        before, changes_of(read_shifts(before.shifts), read_shifts(draft.shifts), names), steps
    )


def changes_of(
    before: Sequence[PlannedShift], after: Sequence[PlannedShift], names: Mapping[int, str]
) -> tuple[Change, ...]:
    """Return whose working days differ, by date and name."""
    old = {(one.clerk, one.on): one for one in before}
    new = {(one.clerk, one.on): one for one in after}
    return tuple(
        Change(
            names.get(who, ""),
            on,
            workday(old.get((who, on))),
            workday(new.get((who, on))),
            moves_of(old.get((who, on)), new.get((who, on))),
        )
        for who, on in sorted({*old, *new}, key=lambda one: (one[1], names.get(one[0], "")))
        if old.get((who, on)) != new.get((who, on))
    )


def people_of(draft: PlanDraft, names: Mapping[int, str]) -> list[tuple[str, str]]:
    """Return who works in a draft, by name, for a form."""
    here = {one.clerk for one in read_plan(draft.plan)}
    here |= {one.clerk for one in read_shifts(draft.shifts)}
    return sorted(((str(who), names.get(who, "")) for who in here), key=lambda one: one[1])


async def _clerk(draft: PlanDraft, number: str) -> Clerk | None:
    if number not in dict(people_of(draft, {})):
        return None
    return await Clerk.get_or_none(id=int(number), municipality_id=draft.municipality_id)
