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
from termin.planning.shifts import PlannedShift, PlannedTask

N_ = str  # marks for the catalogues what is translated where it is shown


@dataclass(frozen=True, slots=True)
class PersonDay:
    """A person's day at an office: from when until when, and the places by time."""

    shift: PlannedShift
    reception: tuple[PlannedTask, ...]
    phone: tuple[PlannedTask, ...]
    counters: tuple[PlannedTask, ...]
    back_office: tuple[PlannedTask, ...]


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
        mine = places.get(key, [])
        shift = planned.get(key) or PlannedShift(
            *key, min(one.start for one in mine), max(one.end for one in mine)
        )
        found.append(
            PersonDay(
                shift,
                _at(mine, counters, PostKind.RECEPTION),
                _at(mine, counters, PostKind.PHONE),
                _at(mine, counters, None),
                tuple(one for one in shift.tasks if not one.name),
            )
        )
    return found


def _at(
    duties: Sequence[PlannedDuty], counters: Mapping[int, Counter], post: PostKind | None
) -> tuple[PlannedTask, ...]:
    """Return the duties at posts of a kind, with their names; None: those at counters."""
    here = [(one, counters.get(one.counter)) for one in duties]
    return tuple(
        PlannedTask(one.start, one.end, counter.name if counter else "")
        for one, counter in here
        if (counter.post if counter else None) == post
    )


def sheets(
    offices: Sequence[Office],
    days: Sequence[PersonDay],
    names: Mapping[int, str],
    answer: Answer | None,
) -> tuple[OfficeSheet, ...]:
    """Return the roster of each office, people by name."""
    found = []
    for office in offices:
        mine = [one for one in days if one.shift.office == office.id]
        owing = owing_of(answer, office.id)
        clerks = {one.shift.clerk for one in mine}
        dates = tuple(sorted({one.shift.on for one in mine}))
        weeks = []
        for who in sorted(clerks, key=lambda who: (names.get(who, ""), who)):
            week = {one.shift.on: one for one in mine if one.shift.clerk == who}
            work = sum(one.shift.work for one in week.values())
            late = owing.late.get(who)
            weeks.append(PersonWeek(names.get(who, ""), week, work, owing.owed.get(who), late))
        found.append(OfficeSheet(office, dates, tuple(weeks)))
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
        day = one.shift
        return offices.get(day.office, ""), day.on, names.get(day.clerk, ""), day.clerk

    rows: list[tuple[Cell, ...]] = [
        (
            offices.get(one.shift.office, ""),
            one.shift.on.strftime("%d.%m.%Y"),
            names.get(one.shift.clerk, ""),
            told_clock(one.shift.start),
            told_clock(one.shift.end),
            _spans(PlannedTask(*pause) for pause in one.shift.breaks),
            one.shift.work,
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


def _spans(stays: Iterable[PlannedTask], *, named: bool = True) -> str:
    return ", ".join(
        (f"{one.name} " if named and one.name else "")
        + f"{told_clock(one.start)}–{told_clock(one.end)}"
        for one in stays
    )
