"""What all pages of managers ask of an address: which office, which week, which account."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request

from api.house import house
from api.requests import identity, municipality, staff
from api.routes import Permission
from termin.errors import Invalid, NotFound
from termin.localtime import local_date
from termin.offices import Office
from termin.scope import Scope

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_YEARS = range(2000, 2101)
"""In which plans are made; at the ends of the calendar no week has a neighbour."""


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week (ISO 8601), named as in `2026-W48`."""

    monday: date

    @classmethod
    def of(cls, on: date) -> Week:
        """Return the week of a date."""
        return cls(on - timedelta(days=on.weekday()))

    @classmethod
    def read(cls, text: str | None, today: date) -> Week:
        """Return the week of this name; the present one for none, or for what is no week."""
        found = _WEEK.fullmatch(text or "")
        try:
            if found and int(found[1]) in _YEARS:
                return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError:
            pass
        return cls.of(today)

    @property
    def name(self) -> str:
        """Its name in addresses."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def number(self) -> int:
        """The number people say."""
        return self.monday.isocalendar().week

    @property
    def days(self) -> tuple[date, ...]:
        """Monday to Sunday."""
        return tuple(self.monday + timedelta(days=ahead) for ahead in range(7))

    def later(self, weeks: int) -> Week:
        """Return the week so many weeks later."""
        return Week(self.monday + timedelta(weeks=weeks))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time as people say it: days, and times of day where they are not whole."""

    first: date
    last: date
    start: time | None
    end: time | None


def span(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Span:
    """Return a stretch in office time; midnight at either end means the whole day."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    whole = end.time() == time.min
    last = end.date() - timedelta(days=1) if whole else end.date()
    opening = None if start.time() == time.min else start.time()
    return Span(start.date(), last, opening, None if whole else end.time())


def scope(request: Request) -> Scope:
    """Return what the person may plan here."""
    return staff(request).scope(municipality(request).id)


async def offices(request: Request) -> list[Office]:
    """Return the offices the person may plan, by name."""
    rows: Sequence[Office] = await (
        scope(request).within(Office.filter(retired_at__isnull=True), "id").order_by("name", "id")
    )
    return list(rows)


def chosen(rows: Sequence[Office], text: str | None) -> Office:
    """Return the office of this id, the first one where none is named.

    Raises:
        NotFound: it is none of these.
    """
    if not rows:
        raise NotFound("Für Sie ist hier noch keine Dienststelle freigegeben.")
    if not text:
        return rows[0]
    wanted = identity(text)
    found = next((row for row in rows if row.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def now(request: Request) -> datetime:
    """Return the present."""
    return house(request).clock.now()


def today(request: Request, office: Office | None = None) -> date:
    """Return the date at an office, or at the municipality."""
    zone = office.time_zone if office else municipality(request).time_zone
    return local_date(now(request), ZoneInfo(zone))


def may_see_people(request: Request) -> bool:
    """Whether names and numbers of citizens are part of the person's work."""
    return staff(request).may(Permission.BOOK_FOR_OTHERS, municipality(request).id)


def clock_time(values: Mapping[str, str], name: str, wrong: dict[str, str]) -> int | None:
    """Return a time of day as minutes after midnight; what cannot be one is noted in `wrong`."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?(?::00)?(?: ?Uhr)?", values.get(name, ""))
    if found:
        hours, minutes = int(found[1]), int(found[2] or 0)
        if minutes < 60 and hours * 60 + minutes <= 24 * 60:
            return hours * 60 + minutes
    wrong[name] = "Bitte geben Sie die Uhrzeit so an: 08:30"
    return None


def date_of(values: Mapping[str, str], name: str, wrong: dict[str, str]) -> date | None:
    """Return a date of a form (ISO 8601, or as Germans write it); else noted in `wrong`."""
    text = values.get(name, "")
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    try:
        found = (
            date(int(german[3]), int(german[2]), int(german[1]))
            if german
            else date.fromisoformat(text)
        )
    except ValueError:
        wrong[name] = "Bitte geben Sie das Datum so an: 24.11.2026"
        return None
    if found.year not in _YEARS:
        wrong[name] = "Bitte prüfen Sie das Jahr."
        return None
    return found


def number_of(
    values: Mapping[str, str], name: str, least: int, most: int, wrong: dict[str, str]
) -> int:
    """Return a whole number of a form; what is none, or out of bounds, is noted in `wrong`."""
    text = values.get(name, "")
    if text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most:
        return int(text)
    wrong[name] = f"Bitte geben Sie eine Zahl von {least} bis {most} an."
    return least


def refuse(wrong: Mapping[str, str]) -> None:
    """Refuse a form in which something is wrong.

    Raises:
        Invalid: with these fields.
    """
    if wrong:
        raise Invalid(fields=wrong)
