"""When an office is open on a date: weekly hours, without holidays and closures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from termin.interval import Interval, intersect, subtract, union
from termin.localtime import at_local, day_bounds

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, order=True, slots=True)
class Stretch:
    """A stretch of a week: `weekday` 0 Monday to 6 Sunday, minutes after local midnight.

    It holds from `valid_from` to `valid_until`, both inclusive; None means without limit.
    """

    weekday: int
    opens: int
    closes: int
    valid_from: date | None = None
    valid_until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the stretch belongs to this date."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and on.weekday() == self.weekday and not self._over(on)

    def _over(self, on: date) -> bool:
        return self.valid_until is not None and self.valid_until < on


@dataclass(frozen=True, slots=True)
class Shutting:
    """A time in which an office is closed out of its usual hours, with the reason for citizens."""

    during: Interval
    reason: str


@dataclass(frozen=True, slots=True)
class DayHours:
    """One office's day: `usual` by the week, `open` what remains of it, and why the rest does not.

    Both are sorted and disjoint, in UTC.
    """

    office: int
    date: date
    usual: tuple[Interval, ...]
    open: tuple[Interval, ...]
    holiday: str | None = None
    shuttings: tuple[Shutting, ...] = ()

    @property
    def reason(self) -> str | None:
        """Why it is closed at a usual time, for citizens; None where nothing differs."""
        if self.holiday is not None and self.usual:
            return self.holiday
        return self.shuttings[0].reason if self.shuttings else None


def day_hours(
    office: int,
    on: date,
    zone: ZoneInfo,
    hours: Iterable[Stretch],
    *,
    shuttings: Sequence[Shutting] = (),
    holidays: Mapping[date, str] | None = None,
    halts: Iterable[Interval] = (),
) -> DayHours:
    """Return the hours of a date in `zone`; on a public holiday an office is closed.

    `halts` are the times of the date at which a mobile office stands there, beside the week.
    """
    week = (
        interval
        for stretch in hours
        if stretch.holds(on)
        for interval in _during(stretch, on, zone)
    )
    usual = union([*week, *halts])
    day = day_bounds(on, zone)
    felt = tuple(
        shutting
        for shutting in shuttings
        if shutting.during.overlaps(day) and (not usual or intersect(usual, [shutting.during]))
    )
    holiday = (holidays or {}).get(on)
    rest = () if holiday else subtract(usual, (shutting.during for shutting in felt))
    return DayHours(office, on, usual, rest, holiday, felt)


def opening(
    on: date,
    zone: ZoneInfo,
    hours: Iterable[Stretch],
    closures: Iterable[Interval] = (),
    holidays: Mapping[date, str] | None = None,
) -> tuple[Interval, ...]:
    """Return the time in UTC at which an office with these weekly hours is open on a date."""
    shuttings = [Shutting(closure, "") for closure in closures]
    return day_hours(0, on, zone, hours, shuttings=shuttings, holidays=holidays).open


def _during(stretch: Stretch, on: date, zone: ZoneInfo) -> tuple[Interval, ...]:
    start, end = clock_of(stretch.opens, on, zone), clock_of(stretch.closes, on, zone)
    # In the hour that the clocks skip in spring, both ends can be one instant.
    return (Interval(start, end),) if start < end else ()


def clock_of(minutes: int, on: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which it is so many minutes after midnight, up to 24:00, on a date."""
    if minutes == MINUTES_A_DAY:
        return at_local(on + timedelta(days=1), time.min, zone)
    return at_local(on, time(*divmod(minutes, 60)), zone)
