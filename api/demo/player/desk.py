"""A clerk who works: calls, waits for the person, serves, parks now and then, and goes on."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from api.demo.player.line import Line, Refused, Ticket
from api.demo.player.script import Shift

BREATHER = (15, 70)
"""Seconds between two persons."""
NOBODY = 30
"""Seconds before a clerk looks again whether somebody came."""
WAY = (20, 75)
"""Seconds a person needs from the waiting room."""
PATIENCE = 90
"""Seconds a clerk waits for somebody who does not come, before calling again or giving up."""
USUAL_MINUTES = 11.0
"""Minutes of a usual case: the middle; cases spread around it as cases do, with a long tail."""
SPREAD = 0.45

NO_SHOWS, PARKS, FAILS = 0.05, 0.04, 0.03


class Phase(Enum):
    """What a clerk is doing."""

    FREE = auto()
    CALLED = auto()
    SERVING = auto()


@dataclass
class Desk:
    """One clerk's desk; all that it knows of the town came over the line."""

    login: str
    counter: int
    shifts: Sequence[Shift]
    password: str
    chance: random.Random = field(repr=False)
    phase: Phase = Phase.FREE
    next_at: datetime | None = None
    ticket: Ticket | None = None
    comes: bool = True
    called_twice: bool = False
    parked: list[tuple[datetime, Ticket]] = field(default_factory=list)
    secret: str | None = None

    def on_duty(self, now: datetime) -> bool:
        """Whether the clerk sits here now."""
        return any(shift.starts_at <= now < shift.ends_at for shift in self.shifts)

    async def step(self, line: Line, now: datetime) -> None:
        """Do what is due."""
        if self.next_at is not None and now < self.next_at:
            return
        if self.phase is Phase.FREE and not self.on_duty(now):
            return
        if self.secret is None:
            self.secret = await line.sign_in(self.login, self.password)
            if self.secret is None:
                self._later(now, NOBODY)
                return
        if self.phase is Phase.FREE:
            await self._call(line, now, self.secret)
        elif self.phase is Phase.CALLED:
            await self._receive(line, now, self.secret)
        else:
            await self._end(line, now, self.secret)

    async def _call(self, line: Line, now: datetime, secret: str) -> None:
        back = next((one for at, one in self.parked if at <= now), None)
        answer = await line.call(self.counter, secret, back.id if back else None)
        self.parked = [(at, one) for at, one in self.parked if one is not back]
        if isinstance(answer, Refused) and answer.slug == "counter-taken":
            self._go_on(answer, now)
            return
        if isinstance(answer, Refused):
            self._refused(answer, now)
            return
        self.ticket, self.phase = answer, Phase.CALLED
        self.comes = back is not None or self.chance.random() >= NO_SHOWS
        self.called_twice = False
        self._later(now, self.chance.randint(*WAY) if self.comes else PATIENCE)

    def _go_on(self, taken: Refused, now: datetime) -> None:
        """Take over the person whom somebody left at this desk."""
        facts = taken.facts
        self.ticket = Ticket(facts["ticket"], facts["number"], facts["state"])
        self.phase = Phase.CALLED if facts["state"] == "called" else Phase.SERVING
        self._later(now, self.chance.randint(*WAY))

    async def _receive(self, line: Line, now: datetime, secret: str) -> None:
        ticket = self._person()
        if not self.comes and not self.called_twice:
            self.called_twice = True
            await self._do(line, now, secret, ticket, "recalls", PATIENCE)
        elif not self.comes:
            self.phase = Phase.FREE
            await self._do(line, now, secret, ticket, "no-shows", self.chance.randint(*BREATHER))
        else:
            self.phase = Phase.SERVING
            minutes = self.chance.lognormvariate(0, SPREAD) * USUAL_MINUTES
            await self._do(line, now, secret, ticket, "arrivals", minutes * 60)

    async def _end(self, line: Line, now: datetime, secret: str) -> None:
        ticket = self._person()
        self.phase = Phase.FREE
        pause = self.chance.randint(*BREATHER)
        if self.chance.random() < PARKS and self.on_duty(now + timedelta(minutes=20)):
            back_at = now + timedelta(minutes=self.chance.randint(4, 9))
            self.parked.append((back_at, ticket))
            body = {"room": "Schreibpult am Fenster", "remind_at": back_at.isoformat()}
            await self._do(line, now, secret, ticket, "parkings", pause, body)
        else:
            await self._do(line, now, secret, ticket, "completions", pause)

    async def _do(
        self,
        line: Line,
        now: datetime,
        secret: str,
        ticket: Ticket,
        noun: str,
        then: float,
        body: Mapping[str, object] | None = None,
    ) -> None:
        answer = await line.step(ticket.id, noun, secret, body)
        if isinstance(answer, Refused):  # somebody else sat down here and went on with the person
            self._refused(answer, now)
            return
        self._later(now, then)

    def _refused(self, answer: Refused, now: datetime) -> None:
        if answer.status == 401:
            self.secret = None
        self.phase, self.ticket = Phase.FREE, None
        self._later(now, NOBODY)

    def _later(self, now: datetime, seconds: float) -> None:
        self.next_at = now + timedelta(seconds=seconds)

    def _person(self) -> Ticket:
        if self.ticket is None:
            raise ValueError("nobody is at this desk")
        return self.ticket
