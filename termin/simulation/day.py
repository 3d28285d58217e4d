"""A day of an office, event by event, called by the very rules of the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

import numpy as np

from termin.queue.estimate import Wait
from termin.queue.habits import Habits, Past, Served
from termin.queue.hall import AtCounter, Expected, Hall, Staffed
from termin.queue.order import ahead_of, next_of
from termin.queue.outlook import outlook
from termin.queue.rows import TicketState
from termin.queue.waiting import Desk, Waiting
from termin.simulation.truth import Day, Told
from termin.simulation.visitors import Visitor, visitors
from termin.simulation.world import World

_FIRST = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
_LATE = 15.0
"""Minutes after which an appointment is served like a walk-in."""


def play(world: World, number: int, chance: np.random.Generator, habits: Habits, every: int) -> Day:
    """Play one day; every so many people who join are told an interval made with `habits`."""
    return _Playing(world, number, chance, habits, every).day()


@dataclass
class _Stay:
    """A visitor's ticket as the day goes on."""

    visitor: Visitor
    waiting: Waiting
    came: float
    due: float | None
    wait: Wait | None = None
    usual: float = 0.0
    tell: bool = False
    first: float | None = None
    again: bool = False


@dataclass
class _Playing:
    world: World
    number: int
    chance: np.random.Generator
    habits: Habits
    every: int
    past: list[Past] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def day(self) -> Day:
        """Let everything happen in order of time."""
        world = self.world
        self.start = _FIRST + timedelta(days=self.number)
        self.expecting: dict[int, Visitor] = {}
        self.stays: dict[str, _Stay] = {}
        self.here: dict[str, Waiting] = {}
        self.serving: dict[int, AtCounter] = {}
        self.paused: dict[int, datetime] = {}
        self.idle: dict[int, Desk] = {}
        self.served: dict[int, Served] = {}
        self.left: dict[int, datetime] = {}
        self.names = count(1)
        everybody = visitors(world, self.chance)
        self.speed = float(np.exp(world.day_spread * self.chance.standard_normal()))
        self.desks = [self._desk(index) for index in range(world.counters)]
        self.pace = np.exp(world.clerk_spread * self.chance.standard_normal(world.counters))
        self.staffed = tuple(
            Staffed(desk, self.start, self._at(world.open_minutes)) for desk in self.desks
        )
        self.events: list[tuple[float, int, Callable[[float], None]]] = []
        self.ticks = count()
        for index, one in enumerate(everybody):
            if one.due is not None:
                self.expecting[index] = one
            if one.comes is not None:
                self._later(one.comes, self._joining(index, one))
        for desk in self.desks:
            self._later(0.0, self._free(desk))
        while self.events:
            now, _, happen = heappop(self.events)
            happen(now)
        booked = [one for one in everybody if one.due is not None]
        away = sum(one.comes is None for one in booked)
        return Day(tuple(self.past), tuple(self.told), len(booked), away)

    def _desk(self, index: int) -> Desk:
        skills = None if index < self.world.specialists else frozenset[int]()
        return Desk(index + 1, skills)

    def _joining(self, index: int, one: Visitor) -> Callable[[float], None]:
        def join(now: float) -> None:
            self.expecting.pop(index, None)
            due = one.due if one.due is not None and now <= one.due + _LATE else None
            number = f"X{next(self.names):03d}"
            waiting = Waiting(
                ticket=one.ticket,
                number=number,
                drawn_at=self._at(now),
                due_at=self._at(due) if due is not None else None,
                skills=frozenset() if one.errand.skill is None else frozenset({one.errand.skill}),
                minutes=one.errand.planned,
                priority=one.priority,
                lines=((one.errand.service, one.errand.planned),),
            )
            stay = _Stay(one, waiting, now, due, tell=len(self.stays) % self.every == 0)
            self.stays[number] = stay
            self.here[number] = waiting
            if stay.tell:
                self._tell(stay, now)
            self._call_all(now)

        return join

    def _tell(self, stay: _Stay, now: float) -> None:
        hall, policy = self._hall(now), self.world.policy
        ticket = stay.waiting.ticket
        stay.wait = outlook(hall, ticket, self._at(now), policy).wait
        ahead = len(ahead_of(ticket, hall.waiting, self._at(now), policy))
        stay.usual = (ahead + 1) * self.world.planned / self.world.counters

    def _hall(self, now: float) -> Hall:
        expected = (
            Expected(
                self._at(one.due),
                one.errand.planned,
                frozenset() if one.errand.skill is None else frozenset({one.errand.skill}),
                ((one.errand.service, one.errand.planned),),
            )
            for one in self.expecting.values()
            if one.due is not None and one.due > now - _LATE
        )
        return Hall(
            waiting=tuple(self.here.values()),
            at_counter=tuple(self.serving.values()),
            staffed=tuple(
                replace(one, left_at=self.left.get(one.desk.counter or 0)) for one in self.staffed
            ),
            expected=tuple(sorted(expected, key=lambda one: one.due_at)),
            paused=dict(self.paused),
            policy=self.world.policy,
            habits=self.habits,
            served=tuple(self.served.values()),
        )

    def _free(self, desk: Desk) -> Callable[[float], None]:
        def free(now: float) -> None:
            if self.serving.pop(desk.counter or 0, None):
                self.left[desk.counter or 0] = self._at(now)
            self.paused.pop(desk.counter or 0, None)
            self.idle[desk.counter or 0] = desk
            self._call_all(now)

        return free

    def _call_all(self, now: float) -> None:
        """Every idle counter calls; those that can do least first."""
        for desk in sorted(
            self.idle.values(), key=lambda desk: (desk.skills is None, desk.counter)
        ):
            chosen = next_of(self.here.values(), self._at(now), self.world.policy, desk)
            if chosen is not None and now >= 0:
                del self.idle[desk.counter or 0]
                self._call(desk, chosen, now)

    def _call(self, desk: Desk, chosen: Waiting, now: float) -> None:
        stay = self.stays[chosen.number]
        del self.here[chosen.number]
        counter = desk.counter or 0
        called = AtCounter(
            chosen.ticket,
            chosen.number,
            TicketState.CALLED,
            counter,
            str(counter),
            self._at(now),
            None,
            chosen.minutes,
            lines=chosen.lines,
        )
        self.serving[counter] = called
        if stay.first is None:
            stay.first = now
            if stay.tell:
                self.told.append(Told(stay.wait, stay.usual, now - stay.came))
        if stay.visitor.misses and not stay.again:
            gone = now + 2.0 + self.chance.exponential(1.0)
            self._remember(stay, counter, now, None, gone, None)
            self._later(gone, self._free(desk))
            return
        arrives = now + self.chance.exponential(self.world.walk)
        self._later(arrives, self._arriving(desk, called))
        minutes = stay.visitor.minutes * self.speed * float(self.pace[counter - 1])
        self._later(arrives + minutes, self._leaving(desk, stay, now, arrives, minutes))

    def _arriving(self, desk: Desk, called: AtCounter) -> Callable[[float], None]:
        def arrive(now: float) -> None:
            there = replace(called, state=TicketState.SERVING, arrived_at=self._at(now))
            self.serving[desk.counter or 0] = there

        return arrive

    def _leaving(
        self, desk: Desk, stay: _Stay, called: float, arrived: float, minutes: float
    ) -> Callable[[float], None]:
        def leave(now: float) -> None:
            counter = desk.counter or 0
            if stay.visitor.again and not stay.again:
                stay.again = True
                stay.waiting = replace(stay.waiting, continued_at=self._at(now + 10))
                stay.visitor = replace(stay.visitor, minutes=stay.visitor.minutes / 2)
                self._later(now + 10, self._coming_back(stay))
            else:
                self._remember(stay, counter, called, arrived, now, minutes)
            self.serving.pop(counter)
            self.left[counter] = self._at(now)
            gap = self.chance.exponential(self.world.gap)
            if self.chance.random() < self.world.pauses * (now - called) / 60:
                pause = 3 + self.chance.exponential(max(0.1, self.world.pause - 3))
                self.paused[counter] = self._at(now + gap + pause * self.chance.uniform(0.7, 1.1))
                gap += pause
            self._later(now + gap, self._free(desk))

        return leave

    def _coming_back(self, stay: _Stay) -> Callable[[float], None]:
        def come(now: float) -> None:
            self.here[stay.waiting.number] = stay.waiting
            self._call_all(now)

        return come

    def _remember(
        self,
        stay: _Stay,
        counter: int,
        called: float,
        arrived: float | None,
        ended: float,
        minutes: float | None,
    ) -> None:
        booked = stay.visitor.due
        if minutes is not None:
            self._count(stay.visitor.errand.service, stay.visitor.errand.planned, minutes)
        self.past.append(
            Past(
                day=self.number,
                counter=counter,
                came_at=self._at(stay.came),
                booked_for=self._at(booked) if booked is not None else None,
                first_called_at=self._at(stay.first or called),
                called_at=self._at(called),
                arrived_at=self._at(arrived) if arrived is not None else None,
                ended_at=self._at(ended),
                minutes=minutes,
                lines=stay.waiting.lines,
                told=(stay.wait.low, stay.wait.high) if stay.wait else None,
            )
        )

    def _count(self, service: int, planned: int, real: float) -> None:
        before = self.served.get(service, Served(service, 0, 0, 0))
        self.served[service] = Served(
            service, before.planned + planned, before.squares + planned**2, before.real + real
        )

    def _later(self, when: float, happen: Callable[[float], None]) -> None:
        heappush(self.events, (when, next(self.ticks), happen))

    def _at(self, minute: float) -> datetime:
        return self.start + timedelta(minutes=minute)
