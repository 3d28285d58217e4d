"""The week table as values: days with their hours, duties with what speaks against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from termin.capacity import Concern, Duty, DutyState, Planned, Use, concerns
from termin.capacity.publish import segments_of
from termin.interval import Interval
from termin.localtime import local_date
from termin.offices import Counter, DayHours
from termin.staff.rows import Clerk

FIRST_HOUR, LAST_HOUR = 7, 19
"""What the small bar of a day shows."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What counters and clerks can do (None: everything), and which skills an office asks for."""

    counters: Mapping[int, frozenset[int] | None]
    clerks: Mapping[int, frozenset[int] | None]
    wanted: tuple[int | None, ...]

    @classmethod
    def of(
        cls, counters: Iterable[Counter], clerks: Iterable[Clerk], wanted: Iterable[int | None]
    ) -> Abilities:
        """Return the abilities of rows read with their skills."""
        return cls(
            {one.id: able(one) for one in counters},
            {one.id: able(one) for one in clerks},
            tuple(wanted),
        )


def able(one: Counter | Clerk) -> frozenset[int] | None:
    """Return what a counter or a clerk, read with skills, can do; None: everything."""
    return None if one.every_skill else frozenset(int(skill.pk) for skill in one.skills)


@dataclass(frozen=True, slots=True)
class DutyCell:
    """A duty as the table shows it; `minutes` are those within opening hours, by use."""

    id: int
    counter: str
    clerk: str
    start: datetime
    end: datetime
    published: bool
    over: bool
    shares: tuple[int, int, int]
    minutes: Mapping[Use, int]
    concerns: tuple[Concern, ...]
    bar: tuple[int, int]


@dataclass(frozen=True, slots=True)
class DayColumn:
    """A day of the week: when the office is open, or why it is not."""

    date: date
    open: tuple[Interval, ...]
    bars: tuple[tuple[int, int], ...]
    reason: str | None
    over: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A counter or a clerk with the duties of each day."""

    id: int
    name: str
    note: str
    cells: tuple[tuple[DutyCell, ...], ...]


@dataclass(frozen=True, slots=True)
class WeekView:
    """All that the page of a week shows."""

    days: tuple[DayColumn, ...]
    rows: tuple[Row, ...]
    drafts: int
    published: int
    minutes: Mapping[Use, int] = field(default_factory=dict)
    draft_minutes: int = 0


def week_view(
    days: Sequence[DayHours],
    duties: Sequence[Duty],
    elsewhere: Sequence[Duty],
    names: Sequence[tuple[int, str, str]],
    by: str,
    abilities: Abilities,
    zone: ZoneInfo,
    now: datetime,
) -> WeekView:
    """Lay a week's duties out by counter (`by` "counter") or by clerk.

    `names` are the rows: id, name, note. `elsewhere` are other duties that may be in the way.
    """
    everything = [planned(duty) for duty in (*duties, *elsewhere)]
    hours = {day.date: day for day in days}
    cells: dict[tuple[int, date], list[DutyCell]] = {}
    minutes = dict.fromkeys(Use, 0)
    draft_minutes = 0
    for duty in duties:
        on = local_date(duty.starts_at, zone)
        cell = _cell(duty, hours[on], everything, abilities, zone, now)
        row = duty.counter_id if by == "counter" else duty.clerk_id
        cells.setdefault((row, on), []).append(cell)
        if cell.published:
            for use, length in cell.minutes.items():
                minutes[use] += length
        else:
            draft_minutes += sum(cell.minutes.values())
    shown = [
        day
        for day in days
        if day.date.weekday() < 5 or day.usual or any(on == day.date for _, on in cells)
    ]
    return WeekView(
        tuple(_column(day, zone, now) for day in shown),
        tuple(
            Row(key, name, note, tuple(tuple(cells.get((key, day.date), ())) for day in shown))
            for key, name, note in names
        ),
        sum(duty.state is DutyState.DRAFT for duty in duties),
        sum(duty.state is DutyState.PUBLISHED for duty in duties),
        minutes,
        draft_minutes,
    )


def planned(duty: Duty) -> Planned:
    """Return a duty as far as the others are concerned."""
    during = Interval(duty.starts_at, duty.ends_at)
    return Planned(duty.id, duty.counter_id, duty.clerk_id, during)


def concerns_of(
    one: Planned, opening: Sequence[Interval], others: Iterable[Planned], abilities: Abilities
) -> tuple[Concern, ...]:
    """Return what speaks against a duty."""
    equipped = abilities.counters.get(one.counter, frozenset())
    learned = abilities.clerks.get(one.clerk, frozenset())
    return concerns(one, opening, others, equipped, learned, abilities.wanted)


def minutes_by_use(duty: Duty, opening: Sequence[Interval]) -> dict[Use, int]:
    """Return how many minutes of a duty are for what, within opening hours."""
    found = dict.fromkeys(Use, 0)
    for part in segments_of(duty, opening):
        found[Use(part.use)] += Interval(part.starts_at, part.ends_at).minutes
    return found


def _cell(
    duty: Duty,
    day: DayHours,
    everything: Sequence[Planned],
    abilities: Abilities,
    zone: ZoneInfo,
    now: datetime,
) -> DutyCell:
    published = duty.state is DutyState.PUBLISHED
    against = () if published else concerns_of(planned(duty), day.open, everything, abilities)
    return DutyCell(
        duty.id,
        duty.counter.name,
        duty.clerk.name,
        duty.starts_at,
        duty.ends_at,
        published,
        duty.ends_at <= now,
        (duty.public_share, duty.internal_share, duty.walk_in_share),
        minutes_by_use(duty, day.open),
        against,
        _bar(Interval(duty.starts_at, duty.ends_at), zone),
    )


def _column(day: DayHours, zone: ZoneInfo, now: datetime) -> DayColumn:
    bars = tuple(_bar(part, zone) for part in day.open)
    over = day.date < local_date(now, zone)
    return DayColumn(day.date, day.open, bars, day.reason, over)


def _bar(during: Interval, zone: ZoneInfo) -> tuple[int, int]:
    """Return where a stretch begins and how long it is, in units of five minutes of the bar."""
    whole = (LAST_HOUR - FIRST_HOUR) * 12

    def place(instant: datetime) -> int:
        told = instant.astimezone(zone)
        return max(0, min(whole, (told.hour - FIRST_HOUR) * 12 + told.minute // 5))

    first = place(during.start)
    return first, max(1, place(during.end) - first)
