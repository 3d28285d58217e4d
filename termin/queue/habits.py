"""What an office's past days teach about its queue: pure functions of values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import log, sqrt

from termin.queue.waiting import Lines

GOAL = 0.8
"""The share of intervals that are to come true."""

SHRINK = 8.0
"""So many tickets weigh as much as what is believed of a service before the first one."""

STEPS = 24
"""In so many values a learned distribution is kept."""

PAUSE = 40.0
"""Minutes after which a gap between two people is no gap but the counter being closed."""


@dataclass(frozen=True, slots=True)
class Past:
    """A ticket of a day that is over.

    `booked_for` is its appointment's time, `minutes` how long it was served (None: it did not
    come when called), `told` the interval in minutes told when joining.
    """

    day: int
    counter: int
    came_at: datetime
    booked_for: datetime | None
    first_called_at: datetime
    called_at: datetime
    arrived_at: datetime | None
    ended_at: datetime
    minutes: float | None
    lines: Lines
    told: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How a service goes: real minutes for each planned one, and their spread (log scale)."""

    factor: float = 1.0
    spread: float = 0.5


@dataclass(frozen=True, slots=True)
class Served:
    """Visits of the present day that are over, for one service together.

    `planned` and `real` minutes, and the sum of the squares of the planned ones.
    """

    service: int
    planned: float
    squares: float
    real: float


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of an office beside the present day.

    `gaps` are minutes in which a counter serves nobody though people wait (the walk to the counter,
    clearing the desk, pauses), `missed_gaps` those that a call without anybody coming costs,
    `offsets` minutes from the time of an appointment to the check-in; each as equally likely
    values, smallest first. `day_spread` is how much whole days differ (log scale). `aim` is the
    share of what may happen that an interval is to hold, so that `GOAL` of all come true: rounding
    and people who are called at once make it less than that.
    """

    pace: Pace = Pace()
    paces: Mapping[int, Pace] = field(default_factory=dict)
    gaps: tuple[float, ...] = (0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 2.5, 4.0)
    missed_gaps: tuple[float, ...] = (2.0, 3.0, 4.0)
    miss_rate: float = 0.04
    no_show_rate: float = 0.12
    offsets: tuple[float, ...] = (-20.0, -14.0, -10.0, -7.0, -5.0, -3.0, -1.0, 3.0)
    day_spread: float = 0.05
    aim: float = 0.77
    days: int = 0

    def minutes(self, lines: Lines, planned: float) -> tuple[float, float]:
        """Return the minutes these services take on average here, and their spread (log scale)."""
        if not lines:
            return planned * self.pace.factor, self.pace.spread
        mean = variance = total = 0.0
        for service, minutes in lines:
            pace = self.paces.get(service, self.pace)
            mean += minutes * pace.factor
            variance += (minutes * pace.spread) ** 2
            total += minutes
        # Services of one visit are done by one person for one person: no more than half averages.
        spread = sqrt(variance) / total if total else self.pace.spread
        return mean, spread

    def today(self, served: Iterable[Served]) -> tuple[float, float]:
        """Return how far today goes slower than usual and how sure that is (mean, spread; log).

        What today's visits say counts the more the more of them there are, and the more whole days
        differ here. Single counters are not told apart: how fast a person works is not learned.
        """
        real = expected = noise = 0.0
        for one in served:
            pace = self.paces.get(one.service, self.pace)
            real += one.real
            expected += one.planned * pace.factor
            noise += one.squares * (pace.factor * pace.spread) ** 2
        if real <= 0 or expected <= 0:
            return 0.0, self.day_spread
        own, chance = self.day_spread**2, noise / expected**2
        weight = own / (own + chance)
        return weight * log(real / expected), sqrt(weight * chance)


UNKNOWN = Habits()
"""Of an office without a past: what is believed before the first day."""


def learn(tickets: Sequence[Past], appointments: int = 0, missed: int = 0) -> Habits:
    """Return what these tickets teach; of `appointments` that were due `missed` never came."""
    usual = UNKNOWN
    served = [one for one in tickets if one.minutes is not None and _planned(one) > 0]
    called = len(tickets)
    gone = called - sum(one.minutes is not None for one in tickets)
    pace = _pace([(one.minutes or 0.0, _planned(one)) for one in served], usual.pace)
    gaps, missed_gaps = _gaps(tickets)
    learned = replace(
        usual,
        pace=pace,
        paces=_paces(served, pace),
        gaps=_values(gaps, usual.gaps),
        missed_gaps=_values(missed_gaps, usual.missed_gaps),
        miss_rate=_rate(gone, called, usual.miss_rate),
        no_show_rate=_rate(missed, appointments, usual.no_show_rate),
        offsets=_values(_offsets(tickets), usual.offsets),
        days=len({one.day for one in tickets}),
    )
    return replace(learned, day_spread=_day_spread(served, learned), aim=_aim(tickets))


def hit(told: tuple[int, int], came_at: datetime, called_at: datetime) -> bool:
    """Return whether somebody was called within the minutes they were told."""
    low, high = (came_at + timedelta(minutes=minutes) for minutes in told)
    return low <= called_at <= high


def _pace(pairs: Sequence[tuple[float, float]], prior: Pace) -> Pace:
    """Shrink what these (real, planned) minutes say towards `prior`."""
    usual = 10.0
    real = sum(one for one, _ in pairs) + SHRINK * usual * prior.factor
    factor = real / (sum(planned for _, planned in pairs) + SHRINK * usual)
    logs = [log(max(one, 0.3) / (planned * factor)) for one, planned in pairs]
    middle = sum(logs) / len(logs) if logs else 0.0
    squares = sum((one - middle) ** 2 for one in logs) + SHRINK * prior.spread**2
    return Pace(factor, sqrt(squares / (len(logs) + SHRINK)))


def _paces(served: Iterable[Past], pace: Pace) -> Mapping[int, Pace]:
    """Learn services from visits for one of them alone, towards what the office does on average."""
    pairs: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for one in served:
        if len(one.lines) == 1:
            service, planned = one.lines[0]
            pairs[service].append((one.minutes or 0.0, float(planned)))
    return {service: _pace(found, pace) for service, found in pairs.items()}


def _gaps(tickets: Iterable[Past]) -> tuple[list[float], list[float]]:
    """Return the idle minutes between two people at a counter where the next one waited already."""
    stays: dict[tuple[int, int], list[Past]] = defaultdict(list)
    for one in tickets:
        stays[one.day, one.counter].append(one)
    gaps: list[float] = []
    missed: list[float] = []
    for stay in stays.values():
        for one, following in pairwise(sorted(stay, key=lambda one: one.called_at)):
            gap = _minutes(one.called_at, following.called_at) - (one.minutes or 0.0)
            ready = following.came_at <= one.ended_at and following.first_called_at > one.called_at
            if ready and 0 <= gap < PAUSE:
                (gaps if one.minutes is not None else missed).append(gap)
    return gaps, missed


def _offsets(tickets: Iterable[Past]) -> list[float]:
    return [_minutes(one.booked_for, one.came_at) for one in tickets if one.booked_for]


def _day_spread(served: Iterable[Past], habits: Habits) -> float:
    """Return how much days differ beyond what chance makes of so many visits."""
    real: dict[int, float] = defaultdict(float)
    expected: dict[int, float] = defaultdict(float)
    noise: dict[int, float] = defaultdict(float)
    for one in served:
        mean, spread = habits.minutes(one.lines, _planned(one))
        real[one.day] += one.minutes or 0.0
        expected[one.day] += mean
        noise[one.day] += (mean * spread) ** 2
    full = [day for day in real if expected[day] > 120]
    if len(full) < 4:
        return habits.day_spread
    excess = [
        log(max(real[day], 1.0) / expected[day]) ** 2 - noise[day] / expected[day] ** 2
        for day in full
    ]
    return min(0.3, sqrt(max(0.0, sum(excess) / len(excess))))


def _aim(tickets: Iterable[Past]) -> float:
    """Aim higher where fewer came true than should have, and lower where more did."""
    told = [hit(one.told, one.came_at, one.first_called_at) for one in tickets if one.told]
    weight = len(told) / (len(told) + 100)
    missing = GOAL - (sum(told) / len(told) if told else GOAL)
    return max(0.55, min(0.95, UNKNOWN.aim + 3 * weight * missing))


def _values(found: list[float], usual: tuple[float, ...]) -> tuple[float, ...]:
    """Return equally likely values of what was found, mixed with the usual ones while few."""
    if not found:
        return usual
    if len(found) < STEPS:
        found = found + list(usual)
    ordered = sorted(found)
    last = len(ordered) - 1
    return tuple(ordered[round((step + 0.5) / STEPS * last)] for step in range(STEPS))


def _rate(part: int, whole: int, usual: float) -> float:
    return (part + SHRINK * usual) / (whole + SHRINK)


def _planned(one: Past) -> float:
    return float(sum(minutes for _, minutes in one.lines))


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60
