"""Dates, times and figures as the people of a language write them, in the office's time zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, tzinfo
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit
from jinja2 import pass_context
from jinja2.runtime import Context


class MissingZoneError(LookupError):
    """An instant was to be shown and nobody said where: give the page or the filter a `zone`."""

    def __init__(self) -> None:
        super().__init__(
            "An instant needs a time zone: put `zone` into the page's context, or write "
            "`{{ start | time(zone) }}` inside a macro."
        )


def format_filters(locale: Locale) -> Mapping[str, Callable[..., str]]:
    """A language's filters: dates, times, figures.

    They are date, short_date, day_of_week, month, weekday, time, iso, number, euros, minutes.

    Instants are aware datetimes; they are shown in the filter's zone, else in the page's `zone`.
    """

    @pass_context
    def long_date(context: Context, value: date, zone: tzinfo | None = None) -> str:
        return format_date(_day(context, value, zone), "full", locale)

    @pass_context
    def short_date(context: Context, value: date, zone: tzinfo | None = None) -> str:
        return _skeleton("yMEd", _day(context, value, zone), locale)

    @pass_context
    def day_of_week(context: Context, value: date, zone: tzinfo | None = None) -> str:
        return _skeleton("MEd", _day(context, value, zone), locale)

    @pass_context
    def month(context: Context, value: date, zone: tzinfo | None = None) -> str:
        return _skeleton("yMMMM", _day(context, value, zone), locale)

    @pass_context
    def weekday(context: Context, value: date, zone: tzinfo | None = None) -> str:
        return format_date(_day(context, value, zone), "EEEE", locale)

    @pass_context
    def clock_time(context: Context, value: datetime | time, zone: tzinfo | None = None) -> str:
        # The wall clock in every office has 24 hours, so every language shows the same figures.
        local = value if isinstance(value, time) else _local(context, value, zone).time()
        return format_time(local, "HH:mm", locale=locale)

    @pass_context
    def iso(context: Context, value: date, zone: tzinfo | None = None) -> str:
        local = _local(context, value, zone) if isinstance(value, datetime) else value
        return local.isoformat()

    def number(value: float | Decimal) -> str:
        return format_decimal(value, locale=locale)

    def euros(value: float | Decimal) -> str:
        return format_currency(value, "EUR", locale=locale)

    def minutes(value: int) -> str:
        hours, rest = divmod(value, 60)
        parts = [(hours, "duration-hour"), (rest, "duration-minute")]
        shown = [part for part in parts if part[0]] or [parts[1]]
        return " ".join(format_unit(count, unit, "long", locale=locale) for count, unit in shown)

    return {
        "date": long_date,
        "short_date": short_date,
        "day_of_week": day_of_week,
        "month": month,
        "weekday": weekday,
        "time": clock_time,
        "iso": iso,
        "number": number,
        "euros": euros,
        "minutes": minutes,
    }


def _day(context: Context, value: date, zone: tzinfo | None) -> date:
    return _local(context, value, zone).date() if isinstance(value, datetime) else value


def _local(context: Context, instant: datetime, zone: tzinfo | None) -> datetime:
    place = zone or context.get("zone")
    if not isinstance(place, tzinfo):
        raise MissingZoneError
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone; instants are aware UTC datetimes")
    return instant.astimezone(place)


def _skeleton(skeleton: str, day: date, locale: Locale) -> str:
    # Babel takes a datetime here; noon keeps the day what it is.
    return format_skeleton(skeleton, datetime.combine(day, time(12)), locale=locale)
