"""A plan as a sheet: who works when and where, person by person and day by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.manager.day_tables import Cell, Table
from api.planning.answer import Answer
from api.planning.owing import owing_of
from termin.offices import Counter, Office, PostKind
from termin.planning.plan import PlannedDuty
from termin.planning.shifts import PlannedShift, Span

N_ = str  # marks for the catalogues what is translated where it is shown


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody at a place from `start` to `end`, in minutes after local midnight."""

    start: int
    end: int
    place: str


@dataclass(frozen=True, slots=True)
class PersonDay:
    """A person's day at an office: the shift where one was planned, and the places by time."""

    office: int
    on: date
    clerk: int
    start: int
    end: int
    breaks: tuple[Span, ...] = ()
    reception: tuple[Stay, ...] = ()
    phone: tuple[Stay, ...] = ()
    counters: tuple[Stay, ...] = ()
    back_office: tuple[Stay, ...] = ()

    @property
    def work(self) -> int:
        """Working time in minutes, without breaks."""
        return self.end - self.start - sum(end - start for start, end in self.breaks)


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """A person's week at an office.

    `owed` are the minutes the contract asks of the week, `late` counts late closings; None where
    the plan does not say.
    """

    name: str
    days: Mapping[date, PersonDay]
    work: int
    owed: int | None = None
    late: int | None = None


@dataclass(frozen=True, slots=True)
class OfficeSheet:
    """An office's roster: dates, and people by name."""

    office: Office
    dates: tuple[date, ...]
    people: tuple[PersonWeek, ...]


def person_days(
    duties: Iterable[PlannedDuty],
    shifts: Iterable[PlannedShift],
    counters: Mapping[int, Counter],
) -> list[PersonDay]:
    """Return who works when and where, by office and date; without a shift, what duties say."""
    places: dict[tuple[int, date, int], list[PlannedDuty]] = {}
    for duty in sorted(duties, key=lambda one: (one.start, one.end)):
        places.setdefault((duty.office, duty.on, duty.clerk), []).append(duty)
    planned = {(one.office, one.on, one.clerk): one for one in shifts}
    found = []
    for key in sorted({*places, *planned}):
        mine, shift = places.get(key, []), planned.get(key)

        def at(post: PostKind | None, mine: Sequence[PlannedDuty] = mine) -> tuple[Stay, ...]:
            here = [(one, counters.get(one.counter)) for one in mine]
            return tuple(
                Stay(one.start, one.end, counter.name if counter else "")
                for one, counter in here
                if (counter.post if counter else None) == post
            )

        tasks = shift.tasks if shift else ()
        found.append(
            PersonDay(
                *key,
                shift.start if shift else min(one.start for one in mine),
                shift.end if shift else max(one.end for one in mine),
                shift.breaks if shift else (),
                at(PostKind.RECEPTION),
                at(PostKind.PHONE),
                at(None),
                tuple(Stay(one.start, one.end, "") for one in tasks if not one.name),
            )
        )
    return found


def sheets(
    offices: Sequence[Office],
    days: Sequence[PersonDay],
    names: Mapping[int, str],
    answer: Answer | None,
) -> tuple[OfficeSheet, ...]:
    """Return the roster of each office, people by name."""
    found = []
    for office in offices:
        mine = [one for one in days if one.office == office.id]
        owing = owing_of(answer, office.id)
        people = sorted({one.clerk for one in mine}, key=lambda who: (names.get(who, ""), who))
        weeks = []
        for who in people:
            week = {one.on: one for one in mine if one.clerk == who}
            work = sum(one.work for one in week.values())
            late = owing.late.get(who)
            weeks.append(PersonWeek(names.get(who, ""), week, work, owing.owed.get(who), late))
        found.append(OfficeSheet(office, tuple(sorted({one.on for one in mine})), tuple(weeks)))
    return tuple(found)


def as_table(
    days: Sequence[PersonDay], offices: Mapping[int, str], names: Mapping[int, str]
) -> Table:
    """Return a row for each person and day, by office, date and name."""
    columns = (
        N_("Dienststelle"),
        N_("Datum"),
        N_("Person"),
        N_("Beginn"),
        N_("Ende"),
        N_("Pausen"),
        N_("Arbeitszeit in Minuten"),
        N_("Empfang"),
        N_("Telefon"),
        N_("Schalter"),
        N_("Abseits des Schalters"),
    )

    def order(one: PersonDay) -> tuple[str, date, str, int]:
        return offices.get(one.office, ""), one.on, names.get(one.clerk, ""), one.clerk

    rows: list[tuple[Cell, ...]] = [
        (
            offices.get(one.office, ""),
            one.on.strftime("%d.%m.%Y"),
            names.get(one.clerk, ""),
            told_clock(one.start),
            told_clock(one.end),
            _spans(Stay(start, end, "") for start, end in one.breaks),
            one.work,
            _spans(one.reception, named=False),
            _spans(one.phone, named=False),
            _spans(one.counters),
            _spans(one.back_office),
        )
        for one in sorted(days, key=order)
    ]
    return Table("dienstplan", N_("Dienstplan"), columns, tuple(rows), frozenset({6}))


def told_clock(minutes: int) -> str:
    """Return minutes after midnight as clocks show them; the end of the day as 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _spans(stays: Iterable[Stay], *, named: bool = True) -> str:
    return ", ".join(
        (f"{one.place} " if named and one.place else "")
        + f"{told_clock(one.start)}–{told_clock(one.end)}"
        for one in stays
    )
