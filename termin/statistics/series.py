"""The figures of a day, one function each: values in, values out."""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from termin.localtime import at_local
from termin.statistics.day import DayAccount, DayTicket
from termin.statistics.spells import Kind, Spell

HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Level:
    """How many there are from an instant on."""

    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Waited:
    """How long somebody waited until the first call; minutes count from `since`.

    `since` is when they came, or the time of their appointment if that was later. `told` is what
    was said when they joined, from the same moment on.
    """

    number: str
    booked: bool
    since: datetime
    called_at: datetime
    minutes: float
    promised: int | None
    told: tuple[float, float] | None
    as_told: bool | None
    """Whether the call came within what was told (as `termin.queue.hits`); None: nothing was."""

    @property
    def over(self) -> bool:
        """Whether it was longer than promised."""
        return self.promised is not None and self.minutes > self.promised


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Who came in one half hour; `usual` is the average of the same weekday, None without one."""

    start: datetime
    booked: int
    walk_in: int
    usual: float | None


@dataclass(frozen=True, slots=True)
class ServiceMinutes:
    """Minutes a piece of a service was planned to take and really took, on average; how often."""

    service: int
    name: str
    times: int
    planned: float
    real: float


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """How many got no number in one half hour, by reason."""

    start: datetime
    closed: int
    full: int
    late: int

    @property
    def count(self) -> int:
        """All of them."""
        return self.closed + self.full + self.late


def waiting_levels(spells: Iterable[Spell]) -> tuple[Level, ...]:
    """Return how many people wait, at each instant at which that changes."""
    steps: dict[datetime, int] = defaultdict(int)
    for spell in spells:
        if spell.kind is Kind.WAITING:
            steps[spell.start] += 1
            if spell.end is not None:
                steps[spell.end] -= 1
    count = 0
    levels: list[Level] = []
    for at in sorted(steps):
        if steps[at]:
            count += steps[at]
            levels.append(Level(at, count))
    return tuple(levels)


def waits(account: DayAccount) -> tuple[Waited, ...]:
    """Return how long each person called waited, by the time of the call."""
    found = [_waited(ticket, account) for ticket in account.tickets if ticket.first_called_at]
    return tuple(sorted(found, key=lambda one: (one.called_at, one.number)))


def arrivals(account: DayAccount) -> tuple[Arrivals, ...]:
    """Return who came in each half hour, from the first to the last in which anybody does.

    The hours the office is open are always among them, so that an empty one is seen.
    """
    came = Tally((_slot(ticket.came_at, account), ticket.booked) for ticket in account.tickets)
    slots = {slot for slot, _ in came} | set(account.usual) | set(_open_slots(account))
    if not slots:
        return ()
    return tuple(
        Arrivals(
            _start(slot, account),
            came[slot, True],
            came[slot, False],
            account.usual.get(slot, 0.0) if account.compared_days else None,
        )
        for slot in range(min(slots), max(slots) + 1)
    )


def service_minutes(tickets: Iterable[DayTicket]) -> tuple[ServiceMinutes, ...]:
    """Return planned against real minutes of each service done, most often done first.

    Where somebody came for several, the real minutes are shared out as the planned ones are.
    """
    times: Tally[int] = Tally()
    planned: dict[int, float] = defaultdict(float)
    real: dict[int, float] = defaultdict(float)
    names: dict[int, str] = {}
    for ticket in tickets:
        whole = sum(errand.minutes for errand in ticket.errands if errand.count)
        if ticket.real_minutes is None or not whole:
            continue
        for errand in ticket.errands:
            if errand.count:
                names[errand.service] = errand.name
                times[errand.service] += errand.count
                planned[errand.service] += errand.minutes
                real[errand.service] += ticket.real_minutes * errand.minutes / whole
    return tuple(
        ServiceMinutes(
            service,
            names[service],
            count,
            round(planned[service] / count, 1),
            round(real[service] / count, 1),
        )
        for service, count in sorted(times.items(), key=lambda one: (-one[1], names[one[0]]))
    )


def turned_away(account: DayAccount) -> tuple[TurnedAway, ...]:
    """Return who got no number in each half hour of the day that has any."""
    by = Tally((_slot(one.at, account), one.why) for one in account.turned)
    return tuple(
        TurnedAway(_start(slot, account), by[slot, "closed"], by[slot, "full"], by[slot, "late"])
        for slot in sorted({slot for slot, _ in by})
    )


def highest(levels: Sequence[Level]) -> Level | None:
    """Return when most people waited; the first time, if several."""
    return max(levels, key=lambda level: level.count, default=None)


def _waited(ticket: DayTicket, account: DayAccount) -> Waited:
    called = ticket.first_called_at or ticket.came_at
    since = max(ticket.came_at, ticket.due_at) if ticket.due_at else ticket.came_at
    early = (since - ticket.came_at).total_seconds() / 60
    promised = account.promises.appointment if ticket.due_at else account.promises.walk_in
    told = as_told = None
    if ticket.told is not None:
        low, high = ticket.told
        told = (max(0.0, low - early), max(0.0, high - early))
        as_told = low <= (called - ticket.came_at).total_seconds() / 60 <= high
    minutes = round(max(0.0, (called - since).total_seconds() / 60), 1)
    return Waited(ticket.number, ticket.booked, since, called, minutes, promised, told, as_told)


def _open_slots(account: DayAccount) -> Iterable[int]:
    for interval in account.opening:
        first = _slot(interval.start, account)
        last = _slot(interval.end - timedelta(seconds=1), account)
        yield from range(first, last + 1)


def _slot(at: datetime, account: DayAccount) -> int:
    """Return the half hour of the local day."""
    told = at.astimezone(account.zone)
    return (told.hour * 60 + told.minute) // 30


def _start(slot: int, account: DayAccount) -> datetime:
    return at_local(account.date, time(slot // 2, slot % 2 * 30), account.zone)
