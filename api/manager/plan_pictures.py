"""The pictures of a plan: a day's work in each half hour against what the open counters can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from api.manager.day_plots import Speaker
from api.planning.answer import Answer, Asked
from api.plots import Bar, Group, Key, Words, bars
from termin.offices.hours import clock_of
from termin.planning.demand import STEP

HALF_HOUR = timedelta(minutes=STEP)


@dataclass(frozen=True, slots=True)
class HalfHour:
    """A half hour of a planned day: counters open, people there, minutes of work and capacity.

    `groups` are (open counters, minutes of work) of each group of the day.
    """

    at: datetime
    open: int
    staff: int
    booked: float
    expected: float
    groups: tuple[tuple[int, float], ...]

    @property
    def capacity(self) -> int:
        """Minutes that the open counters can serve."""
        return self.open * STEP


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day of a plan at one office, with its picture; `weeks` past days taught what is usual."""

    on: date
    groups: tuple[str, ...]
    half_hours: tuple[HalfHour, ...]
    sentence: str
    picture: Markup
    weeks: int


def planned_days(
    asked: Asked, answer: Answer, office: int, zone: ZoneInfo, say: Speaker
) -> tuple[PlannedDay, ...]:
    """Return the open days of one office (its number in what was asked)."""
    found = []
    for day, on in enumerate(asked.dates):
        if any(asked.offices[office].staff[day]):
            found.append(_day(asked, answer, office, day, on, zone, say))
    return tuple(found)


def _day(
    asked: Asked,
    answer: Answer,
    office: int,
    day: int,
    on: date,
    zone: ZoneInfo,
    say: Speaker,
) -> PlannedDay:
    there, opened = asked.offices[office], answer.open[office][day]
    shown = [
        group
        for group in range(len(asked.groups))
        if any(opened[group]) or any(there.expected[day][group])
    ]
    rows = tuple(
        HalfHour(
            clock_of(asked.minute(block), on, zone),
            sum(opened[group][block] for group in shown),
            there.staff[day][block],
            sum(there.booked[day][group][block] for group in shown),
            sum(there.expected[day][group][block] for group in shown),
            tuple((opened[g][block], there.expected[day][g][block]) for g in shown),
        )
        for block in range(asked.blocks)
        if there.staff[day][block]
    )
    sentence = _sentence(rows, say)
    names = tuple(asked.groups[group] for group in shown)
    picture = _picture(f"plan-{on.isoformat()}", on, rows, sentence, zone, say)
    return PlannedDay(on, names, rows, sentence, picture, there.weeks[day])


def _sentence(rows: Sequence[HalfHour], say: Speaker) -> str:
    work = sum(row.expected for row in rows)
    capacity = sum(row.capacity for row in rows)
    most = max(rows, key=lambda row: row.expected, default=None)
    if not work or most is None:
        return say.gettext("Für diesen Tag ist noch nichts gebucht und nichts bekannt.")
    return say.gettext(
        "%(work)s Minuten Arbeit, %(capacity)s Minuten an offenen Schaltern. "
        "Am meisten kommt um %(at)s.",
        work=round(work),
        capacity=capacity,
        at=say.clock(most.at),
    )


def _picture(
    name: str, on: date, rows: Sequence[HalfHour], sentence: str, zone: ZoneInfo, say: Speaker
) -> Markup:
    words = Words(
        name,
        say.gettext("Arbeit und offene Schalter am %(day)s", day=f"{on:%d.%m.}"),
        sentence,
        say.gettext("Minuten"),
        say.clock,
    )
    entries = [
        Key("bar-booked", say.gettext("gebucht")),
        Key("bar-walk-in", say.gettext("erwartet")),
        Key("usual", say.gettext("offene Schalter")),
    ]
    groups = [
        Group(
            row.at,
            HALF_HOUR,
            (
                Bar("bar-booked", row.booked),
                Bar("bar-walk-in", max(0.0, row.expected - row.booked)),
            ),
            say.gettext(
                "%(at)s: %(work)s Minuten Arbeit, davon %(booked)s gebucht; "
                "%(open)s Schalter, %(capacity)s Minuten",
                at=say.clock(row.at),
                work=round(row.expected),
                booked=round(row.booked),
                open=row.open,
                capacity=row.capacity,
            ),
            float(row.capacity),
        )
        for row in rows
    ]
    return bars(words, groups, entries, rows[0].at, rows[-1].at + HALF_HOUR, zone)
