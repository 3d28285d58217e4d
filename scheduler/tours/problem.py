"""A mobile office's planning problem: stops, vehicles, days, roads, wishes; and a plan.

Times are whole minutes after local midnight, money and weights whole numbers (cents, say), so that
every solver and the check agree to the last unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from scheduler.tours.pattern import Pattern
from scheduler.tours.roads import Roads

REST = 660
"""Minutes between two days' work (ArbZG § 5)."""


@dataclass(frozen=True, slots=True)
class Window:
    """When a stop may be open to the public, in minutes after midnight."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        """Refuse a window that ends before it begins."""
        if not 0 <= self.opens < self.closes <= 1440:
            raise ValueError(f"no window: {self.opens} to {self.closes}")


@dataclass(frozen=True, slots=True)
class Stay:
    """One possible length of a visit, and how much it is worth (cases served, say)."""

    minutes: int
    value: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where the mobile office may stand; `at` is its place in the roads.

    `weekdays` (0 = Monday) says when it may be open, `dates` replaces that for single dates (an
    empty tuple: closed). `stays` are the possible lengths, longer ones worth more but less and less
    so. `wanted` is the value it should receive over the horizon. `needs` must be met by the
    vehicle's equipment or by what the place `offers`. `last_visit` lies before the horizon; without
    one, waiting counts from the horizon's first day.
    """

    id: str
    name: str
    at: int
    weekdays: Mapping[int, tuple[Window, ...]]
    stays: tuple[Stay, ...]
    dates: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    wanted: int = 0
    most_days_between: int | None = None
    least_days_between: int = 1
    once_a_week: bool = True
    last_visit: date | None = None
    set_up: int | None = None
    tear_down: int | None = None

    def __post_init__(self) -> None:
        """Refuse stays that are not ever longer, worth more, and less so for each minute."""
        if not self.stays:
            raise ValueError(f"{self.id}: no length of stay")
        steps = [
            (after.minutes - before.minutes, after.value - before.value)
            for before, after in pairwise((Stay(0, 0), *self.stays))
        ]
        if any(minutes <= 0 or value < 0 for minutes, value in steps):
            raise ValueError(f"{self.id}: stays must grow in minutes and not fall in value")
        if any(b[1] * a[0] > a[1] * b[0] for a, b in pairwise(steps)):
            raise ValueError(f"{self.id}: each further minute must be worth no more than before")

    def windows(self, day: date) -> tuple[Window, ...]:
        """Return when it may be open on a day."""
        return self.dates.get(day, self.weekdays.get(day.weekday(), ()))


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A bus or a suitcase with its crew, the depot it starts from and returns to, and its hours.

    It is out between `from_` and `until` (13 h at most, so that 11 h of rest remain: ArbZG § 5),
    on its weekdays, except on `off` dates. Setting up and tearing down take its minutes unless the
    stop has its own. More than `normal` minutes of work a day cost; more than `most` (at most 600:
    ArbZG § 3) are not allowed, nor more than `most_stops` stops a day.
    """

    id: str
    name: str
    depot: int
    equipment: frozenset[str] = frozenset()
    crew: int = 2
    from_: int = 420
    until: int = 1080
    weekdays: frozenset[int] = frozenset(range(5))
    off: frozenset[date] = frozenset()
    set_up: int = 15
    tear_down: int = 10
    normal: int = 480
    most: int = 600
    most_stops: int = 8

    def __post_init__(self) -> None:
        """Refuse days that the law does not know."""
        if not 0 <= self.from_ < self.until <= 1440:
            raise ValueError(f"{self.id}: no working day from {self.from_} to {self.until}")
        if self.until - self.from_ > 1440 - REST:
            raise ValueError(f"{self.id}: {REST // 60} h of rest do not remain (ArbZG § 5)")
        if not 0 < self.normal <= self.most <= 600:
            raise ValueError(f"{self.id}: at most 600 minutes a day (ArbZG § 3)")

    def ready(self, stop: Stop) -> int:
        """Return the minutes from arriving to opening."""
        return self.set_up if stop.set_up is None else stop.set_up

    def packed(self, stop: Stop) -> int:
        """Return the minutes from closing to leaving."""
        return self.tear_down if stop.tear_down is None else stop.tear_down


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days to plan, first and last included; on Sundays and holidays nobody drives."""

    first: date
    last: date
    holidays: frozenset[date] = frozenset()

    @property
    def days(self) -> tuple[date, ...]:
        """All its days in order, whether somebody works or not."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=n) for n in range(count))

    def works(self, day: date) -> bool:
        """Say whether work is allowed on a day (ArbZG § 9)."""
        inside = self.first <= day <= self.last
        return inside and day.weekday() != 6 and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Costs:
    """What each missed wish and each expense costs, in whole units; 0 switches a wish off.

    `kilometre`; `hour` of one person between leaving and returning; `day` that a vehicle goes out;
    `overtime`, an hour of one person beyond the normal day; `unserved`, a unit of wanted value;
    `unfair`, if the worst-served stop got nothing of what it wants (a share of it for a share);
    `late`, a day beyond the most between visits; `close`, a day short of the least between visits;
    `same_week`, a second visit in a week; `promise`, a date of the stop's pattern without a visit;
    `change`, a visit of the previous plan that falls away, or one that is new.
    """

    kilometre: int = 50
    hour: int = 3000
    day: int = 5000
    overtime: int = 3000
    unserved: int = 1500
    unfair: int = 50_000
    late: int = 1000
    close: int = 2000
    same_week: int = 10_000
    promise: int = 20_000
    change: int = 5000


@dataclass(frozen=True, slots=True)
class Pin:
    """A visit that must be: this stop on this day, with this vehicle if one is named."""

    stop: str
    day: date
    vehicle: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop on a tour; opening follows set-up, leaving follows tear-down (minutes of the day)."""

    stop: str
    arrives: int
    opens: int
    closes: int
    leaves: int


@dataclass(frozen=True, slots=True)
class Break:
    """A break of the crew: not while the office stands open, is set up or torn down."""

    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Tour:
    """A vehicle's day: out of the depot, its visits in order, back; with the crew's breaks."""

    day: date
    vehicle: str
    leaves: int
    visits: tuple[Visit, ...]
    returns: int
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Tours, at most one for a vehicle and day, ordered by day and vehicle."""

    tours: tuple[Tour, ...] = ()

    def on(self, day: date) -> tuple[Tour, ...]:
        """Return a day's tours."""
        return tuple(tour for tour in self.tours if tour.day == day)

    def dates(self, stop: str) -> tuple[date, ...]:
        """Return the days on which a stop is visited."""
        return tuple(tour.day for tour in self.tours for visit in tour.visits if visit.stop == stop)


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a plan of tours depends on.

    `promises` are the dates that a stop's people were told, as patterns; `previous` is the plan to
    stay near to. Unknown ids, places outside the roads, pins outside the horizon: ValueError.
    """

    horizon: Horizon
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    roads: Roads
    costs: Costs = Costs()
    promises: Mapping[str, Pattern] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()
    previous: Plan | None = None

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        stops, vehicles = {one.id for one in self.stops}, {one.id for one in self.vehicles}
        if len(stops) < len(self.stops) or len(vehicles) < len(self.vehicles):
            raise ValueError("two stops or two vehicles have one id")
        places = [one.at for one in self.stops] + [one.depot for one in self.vehicles]
        if not all(0 <= place < self.roads.places for place in places):
            raise ValueError("a stop or a depot lies outside the roads")
        for pin in self.pins:
            if pin.stop not in stops or (pin.vehicle and pin.vehicle not in vehicles):
                raise ValueError(f"unknown stop or vehicle in {pin}")
            if not self.horizon.first <= pin.day <= self.horizon.last:
                raise ValueError(f"outside the horizon: {pin}")
        if unknown := self.promises.keys() - stops:
            raise ValueError(f"promises of unknown stops: {sorted(unknown)}")

    def stop(self, name: str) -> Stop:
        """Return the stop of an id, or KeyError."""
        return {one.id: one for one in self.stops}[name]

    def vehicle(self, name: str) -> Vehicle:
        """Return the vehicle of an id, or KeyError."""
        return {one.id: one for one in self.vehicles}[name]

    def promised(self, stop: str) -> tuple[date, ...]:
        """Return the days within the horizon on which a stop was promised a visit."""
        pattern = self.promises.get(stop)
        return pattern.between(self.horizon.first, self.horizon.last) if pattern else ()
