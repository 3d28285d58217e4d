"""Outages with real processes: every screen is right again within five seconds of the return."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import pytest

from api.database import DatabaseAddress
from tests.display.real_time import call, draw, open_day_and_night
from tests.durable import Durable, a_durable, postmaster
from tests.races.crowd import note
from tests.recovery.screens import Crowd, a_crowd
from tests.recovery.truth import truth
from tests.recovery.wire import Wire, a_wire, to_port, to_socket
from tests.town import Town
from tests.web import RunningServer, ServerStarter

RECOVERY = 5.0
"""Seconds within which every screen is right again."""
OUTAGE = 3.0
SCREENS = 20


@dataclass
class House:
    """A server, the wire of its screens, and the screens."""

    town: Town
    server: RunningServer
    wire: Wire
    crowd: Crowd

    @property
    def office(self) -> int:
        """The Rathaus."""
        return int(self.town.offices["rathaus"].id)

    async def settled(self) -> None:
        """Wait until all screens show how things are."""
        await self.crowd.until(await truth(self.office))

    async def right_again(self, what: str) -> None:
        """Check that all screens are right within five seconds, and tell after how many."""
        seconds = await self.crowd.until(await truth(self.office))
        note(f"{what}: {SCREENS} screens right again after {seconds:.2f} s")
        assert seconds < RECOVERY


@asynccontextmanager
async def a_house(
    town: Town, server: RunningServer, *, rules: str = "ours", stale: float = 30.0
) -> AsyncIterator[House]:
    """Let screens watch the Rathaus, where somebody waits and somebody is called."""
    await open_day_and_night(town)
    for _ in range(4):
        await draw(town)
    await call(town, "1")
    async with a_wire(to_port(lambda: server.port)) as wire:
        address = f"ws://127.0.0.1:{wire.port}/api/v1/offices/{town.offices['rathaus'].id}/board"
        async with a_crowd(address, SCREENS, rules=rules, stale=stale) as crowd:
            house = House(town, server, wire, crowd)
            await house.settled()
            yield house


async def test_a_server_killed(town: Town, running_server: RunningServer) -> None:
    async with a_house(town, running_server) as house:
        await house.server.kill()
        await call(town, "2")
        await asyncio.sleep(OUTAGE)
        await house.server.start()
        await house.right_again("server killed and started again")


async def test_a_line_cut(town: Town, running_server: RunningServer) -> None:
    async with a_house(town, running_server) as house:
        house.wire.bar()
        house.wire.cut()
        await call(town, "2")
        await asyncio.sleep(OUTAGE)
        house.wire.bar(barred=False)
        await house.right_again("line cut")


async def test_a_line_frozen(town: Town, running_server: RunningServer) -> None:
    async with a_house(town, running_server) as house:
        house.wire.freeze()
        await call(town, "2")
        await asyncio.sleep(2 * OUTAGE)
        house.wire.thaw()
        await house.right_again("line frozen")


@pytest.mark.parametrize("outage", [0.0, OUTAGE])
async def test_a_line_that_died_in_silence(
    town: Town, running_server: RunningServer, outage: float
) -> None:
    async with a_house(town, running_server) as house:
        house.wire.bar()
        house.wire.forget()
        await call(town, "2")
        await asyncio.sleep(outage)
        house.wire.bar(barred=False)
        await house.right_again(f"half-open line, network away for {outage:g} s")


async def test_a_server_frozen(town: Town, running_server: RunningServer) -> None:
    async with a_house(town, running_server) as house:
        process = house.server.process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        await call(town, "2")
        await asyncio.sleep(2 * OUTAGE)
        process.send_signal(signal.SIGCONT)
        await house.right_again("server frozen")


async def test_long_outages_are_told_and_end(town: Town, running_server: RunningServer) -> None:
    async with a_house(town, running_server, stale=2.0) as house:
        await house.server.kill()
        await asyncio.sleep(3)
        assert (await house.crowd.tell()).stale == SCREENS
        await house.server.start()
        await house.right_again("server away until all screens said so")


@pytest.fixture
async def durable(tmp_path: Path) -> AsyncIterator[Durable]:
    """A database of the test's own."""
    async with a_durable(tmp_path, durable=False) as found:
        yield found


async def test_postgresql_killed(durable: Durable) -> None:
    async with a_house(durable.town, await durable.servers()) as house:
        os.kill(postmaster(durable.address), signal.SIGKILL)
        await until_it_answers(durable.address)
        begun = asyncio.get_running_loop().time()
        async with asyncio.timeout(10):
            while True:
                try:
                    await call(durable.town, "2")
                    break
                except Exception:  # whatever a broken connection raises
                    await asyncio.sleep(0.05)
        seconds = asyncio.get_running_loop().time() - begun
        await house.right_again(f"PostgreSQL killed, first call {seconds:.2f} s after its return")


async def until_it_answers(address: DatabaseAddress) -> None:
    """Wait for the database."""
    async with asyncio.timeout(30):
        while True:
            try:
                connection = await asyncpg.connect(**address.asyncpg(), timeout=2)
            except (OSError, asyncpg.PostgresError, TimeoutError):
                await asyncio.sleep(0.05)
            else:
                await connection.close()
                return


@pytest.mark.parametrize("how", ["frozen", "forgotten", "cut"])
async def test_the_line_to_the_database(
    town: Town, running_servers: ServerStarter, how: str
) -> None:
    address = running_servers.address
    path = f"{address.host}/.s.PGSQL.{address.port}"
    async with a_wire(to_socket(path)) as line:
        running_servers.address = replace(address, host="127.0.0.1", port=line.port)
        async with a_house(town, await running_servers()) as house:
            outages: dict[str, Callable[[], None]] = {
                "frozen": line.freeze,
                "forgotten": line.forget,
                "cut": line.cut,
            }
            outages[how]()
            line.bar()
            await call(town, "2")
            await asyncio.sleep(2 * OUTAGE)
            line.bar(barred=False)
            line.thaw()
            await house.right_again(f"line to the database {how}")


async def test_without_a_watchdog_a_screen_shows_old_numbers(
    town: Town, running_server: RunningServer
) -> None:
    """The negative control: the silence is real, and who does not count the seconds believes it."""
    async with a_house(town, running_server, rules="trusting") as house:
        before = await truth(house.office)
        house.wire.forget()
        await call(town, "2")
        await asyncio.sleep(RECOVERY)
        shown = await house.crowd.tell()
        assert shown.boards == {before: SCREENS}
