"""A day's worth of calls and a year's worth of faults in a minute: every screen ends right.

`TESTS_SOAK_CALLS` makes it longer.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from time import monotonic
from uuid import UUID, uuid4

import pytest

from api.boards import today_at
from termin.events import TicketArrived, TicketCalled, TicketDrawn, TicketFinished, WaitChanged
from termin.officeday import locked
from tests.postgres import Server
from tests.races.crowd import note
from tests.recovery.screens import Crowd, a_crowd
from tests.recovery.truth import truth
from tests.recovery.wire import Wire, a_wire, to_port
from tests.town import Town
from tests.web import RunningServer

pytestmark = pytest.mark.races

SCREENS = 200
CALLS = int(os.environ.get("TESTS_SOAK_CALLS", "1000"))
SETTLED = 10.0
"""Seconds after the last fault within which all are right: five, and five for a busy machine."""


@dataclass
class Soak:
    """An office of three counters on a server, behind a wire."""

    office: int
    database: str
    server: RunningServer
    postgres: Server
    wire: Wire
    made: int = 0
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _at: dict[int, tuple[UUID, str]] = field(default_factory=dict)

    async def call(self, until: asyncio.Event, least: int) -> None:
        """Call people, at least so many and until told; each call ends the one before it there."""
        day_id = (await today_at(self.office, datetime.now(UTC))).office_day
        while self.made < least or not until.is_set():
            await self._call(day_id, 1 + self.made % 3)
            self.made += 1
            if self.made > least:
                await asyncio.sleep(0.05)

    async def _call(self, day_id: int, counter: int) -> None:
        """Record a call as the queue does: under the day's lock, announced at the commit."""
        ticket, number, now = uuid4(), f"B{next(self._numbers) % 1000:03d}", datetime.now(UTC)
        before = self._at.get(counter)
        async with locked(day_id) as (day,):
            if before is not None:
                await day.record(TicketArrived(*before, counter), now)
                await day.record(TicketFinished(*before, counter, 1.0), now)
            await day.record(TicketDrawn(ticket, number, None, "kiosk"), now)
            await day.record(TicketCalled(ticket, number, counter, f"Platz {counter}"), now)
            if self.made % 10 == 0:
                await day.record(WaitChanged(self.made % 50, self.made % 50 + 10), now)
        self._at[counter] = (ticket, number)

    # The faults

    async def cut(self) -> None:
        self.wire.cut()

    async def freeze(self) -> None:
        self.wire.freeze()
        await asyncio.sleep(1)
        self.wire.thaw()

    async def forget(self) -> None:
        self.wire.forget()

    async def stop(self) -> None:
        if self.server.process is not None:
            self.server.process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(1)
            self.server.process.send_signal(signal.SIGCONT)

    async def deafen(self) -> None:
        """End the session on which the server hears of changes."""
        await self.postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{self.database}' AND application_name = 'termin boards'"
        )

    async def restart(self) -> None:
        await self.server.kill()
        await self.server.start()


Fault = Callable[[Soak], Awaitable[None]]
SHORT: Sequence[Fault] = (Soak.cut, Soak.freeze, Soak.deafen, Soak.cut, Soak.stop, Soak.forget)
FAULTS: Sequence[Fault] = (*SHORT, Soak.restart, *SHORT, Soak.restart, *SHORT)


async def through(soak: Soak, crowds: Sequence[Crowd], faults: Sequence[Fault], calls: int) -> str:
    """Call and let one fault after the other happen; return what is to be shown in the end."""
    for crowd in crowds:
        await crowd.until(await truth(soak.office))
    over = asyncio.Event()
    calling = asyncio.create_task(soak.call(over, calls))
    for fault in faults:
        await asyncio.sleep(0.5)
        await fault(soak)
    await asyncio.sleep(0.5)  # what is called after the last fault has to arrive too
    over.set()
    await calling
    return await truth(soak.office)


async def test_every_screen_shows_the_fold_of_the_journal_after_twenty_faults(
    town: Town, running_server: RunningServer, server: Server
) -> None:
    office = int(town.offices["rathaus"].id)
    begun = monotonic()
    async with a_wire(to_port(lambda: running_server.port)) as wire:
        soak = Soak(office, name_of(running_server), running_server, server, wire)
        address = f"ws://127.0.0.1:{wire.port}/api/v1/offices/{office}/board"
        async with a_crowd(address, SCREENS) as crowd:
            right = await through(soak, [crowd], FAULTS, CALLS)
            settled = await crowd.until(right, SETTLED)
    note(
        f"soak: {SCREENS} screens, {soak.made} calls, {len(FAULTS)} faults in"
        f" {monotonic() - begun:.0f} s; all right {settled:.2f} s after the last call"
    )
    assert len(FAULTS) >= 20
    assert soak.made >= CALLS


@pytest.mark.parametrize("rules", ["merging", "trusting"])
async def test_without_our_rules_screens_end_wrong(
    town: Town, running_server: RunningServer, server: Server, rules: str
) -> None:
    """The negative control: merging what changes, or trusting a line that is dead."""
    office = int(town.offices["rathaus"].id)
    async with a_wire(to_port(lambda: running_server.port)) as wire:
        soak = Soak(office, "", running_server, server, wire)
        address = f"ws://127.0.0.1:{wire.port}/api/v1/offices/{office}/board"
        async with a_crowd(address, 5) as ours, a_crowd(address, 5, rules=rules) as theirs:
            right = await through(soak, [ours, theirs], [Soak.freeze, Soak.forget], 40)
            await ours.until(right, SETTLED)
            shown = await theirs.tell()
            assert right not in shown.boards, shown


def name_of(running: RunningServer) -> str:
    """Return the database of a server."""
    address = running.environment["TERMIN_DATABASE_URL"]
    return address.rpartition("@/")[2].partition("?")[0]
