"""How an office stands at one moment: values only, with what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from termin.interval import Interval
from termin.queue.estimate import Wait

UNSTAFFED_AFTER = timedelta(minutes=15)
"""A planned counter at which for so long nobody is signed in, called or served is not staffed."""

FORGOTTEN_AFTER = timedelta(minutes=10)
"""Who was called so long ago has come or has not: the counter forgot to say which."""

SILENT_AFTER = timedelta(minutes=2)
"""A screen or kiosk not heard of for so long is silent; they speak several times a minute."""


class At(StrEnum):
    """What goes on at a counter."""

    BUSY = "busy"
    PAUSED = "paused"
    READY = "ready"
    """Somebody is signed in there, or was at work a moment ago."""
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class CounterNow:
    """A counter; `planned_since` is when the duty of now began, None where none is published."""

    id: int
    name: str
    planned_since: datetime | None = None
    clerk: str = ""
    number: str = ""
    paused_until: datetime | None = None
    signed_in: bool = False
    active_at: datetime | None = None

    def at(self, now: datetime) -> At:
        """Return what goes on."""
        if self.number:
            return At.BUSY
        if self.paused_until is not None:
            return At.PAUSED
        recent = self.active_at is not None and now - self.active_at < UNSTAFFED_AFTER
        return At.READY if self.signed_in or recent else At.EMPTY

    def empty_since(self, now: datetime) -> datetime | None:
        """Return since when it is planned and nobody is there; None where that is not so.

        Who comes a few minutes late is not missed: a duty counts from its 15th minute.
        """
        if self.planned_since is None or self.at(now) is not At.EMPTY:
            return None
        since = max(self.planned_since, self.active_at or self.planned_since)
        return since if now - since >= UNSTAFFED_AFTER else None


@dataclass(frozen=True, slots=True)
class Longest:
    """Who of those waiting is nearest to the promise, or furthest beyond it.

    `minutes` count from `since`: the time of joining, or that of the appointment.
    """

    number: str
    since: datetime
    minutes: int
    promised: int | None
    booked: bool = False

    @property
    def used(self) -> float:
        """How much of the promise is used up, 1.0: all of it; an hour where nothing is promised."""
        return self.minutes / (self.promised or 60)

    @property
    def over(self) -> bool:
        """Whether the promise is broken."""
        return self.promised is not None and self.minutes > self.promised


@dataclass(frozen=True, slots=True)
class ParkedNow:
    """Somebody parked whose reminder is over."""

    number: str
    remind_at: datetime
    room: str
    counter: str


@dataclass(frozen=True, slots=True)
class CalledNow:
    """Somebody called so long ago that the counter has forgotten to say what became of it."""

    number: str
    called_at: datetime
    counter: str


@dataclass(frozen=True, slots=True)
class MachineNow:
    """A screen or a kiosk; `paper` is what a kiosk last said of it: "", "low" or "out"."""

    id: int
    name: str
    kiosk: bool
    silent: bool
    seen_at: datetime | None
    paper: str = ""


@dataclass(frozen=True, slots=True)
class AlarmNow:
    """An emergency that is not over."""

    id: int
    place: str
    raised_at: datetime
    answered: bool


@dataclass(frozen=True)
class OfficeNow:
    """An office at `now`.

    `due` are the appointments whose time has come by now, kept or not; `usual` is how many people
    had come by this time on the same weekday, on average, None without such days.
    """

    id: int
    name: str
    zone: ZoneInfo
    now: datetime
    opening: tuple[Interval, ...] = ()
    waiting: int = 0
    longest: Longest | None = None
    counters: tuple[CounterNow, ...] = ()
    came_booked: int = 0
    came_walk_in: int = 0
    due: int = 0
    usual: float | None = None
    overdue: int = 0
    to_come: int = 0
    wait: Wait | None = None
    told: int = 0
    told_right: int = 0
    turned_away: int = 0
    parked_over: tuple[ParkedNow, ...] = ()
    called_over: tuple[CalledNow, ...] = ()
    machines: tuple[MachineNow, ...] = ()
    alarms: tuple[AlarmNow, ...] = ()
    minutes_ahead: int = 0
    """Planned minutes of everybody who waits."""

    @property
    def planned(self) -> tuple[CounterNow, ...]:
        """The counters with a duty now."""
        return tuple(one for one in self.counters if one.planned_since is not None)

    @property
    def open(self) -> tuple[CounterNow, ...]:
        """The counters at which somebody is."""
        return tuple(one for one in self.counters if one.at(self.now) is not At.EMPTY)

    @property
    def came(self) -> int:
        """Who came so far."""
        return self.came_booked + self.came_walk_in

    @property
    def hit_rate(self) -> float | None:
        """How often the interval told was right today; None before anybody can say."""
        return self.told_right / self.told if self.told else None

    @property
    def closes_at(self) -> datetime | None:
        """When the office closes, if it is open now."""
        return next((one.end for one in self.opening if one.contains(self.now)), None)

    @property
    def opens_at(self) -> datetime | None:
        """When it opens next today, if it is closed now."""
        if self.closes_at is not None:
            return None
        return next((one.start for one in self.opening if one.start > self.now), None)

    @property
    def lively(self) -> bool:
        """Whether there is anything to see today."""
        return bool(self.opening or self.waiting or self.planned or self.came or self.due)
