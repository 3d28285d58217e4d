"""Fixtures for tests of the web side: the application in this process, and real servers beside it.

`client` talks to the application without a network, on the same database as `rows` and `town`.
`running_server` starts real processes (`termin serve`) on free ports; tests of races and restarts
ask it for several.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import ssl
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from starlette.applications import Starlette

from api.database import DatabaseAddress
from api.settings import Settings
from tests.forked import Forked

HERE = "http://termin.test"
SECRET = "a secret of tests, long enough for a key"
START_SECONDS = 120
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody, which is all that lines without TLS need: to read the system's certificates for
each client would take longer than most of what it asks."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings as an installation without variables has them."""
    return Settings(data_dir=tmp_path, secret_key=SECRET)


@pytest.fixture
async def app(rows: DatabaseAddress, settings: Settings) -> AsyncIterator[Starlette]:
    """The application, open, on the database of the test whose rows are open already."""
    from api.app import create_app  # only where it is needed: it loads every room of pages

    application = create_app(settings, rows, rows_open=True)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without script: keeps cookies, follows nothing by itself."""
    async with a_client(app) as found:
        yield found


@contextlib.asynccontextmanager
async def a_client(app: Starlette, base_url: str = HERE) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of its own to the application, with its own cookies."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url=base_url, trust_env=False) as found:
        yield found


def a_line(base_url: str, seconds: float = 30, **more: Any) -> httpx.AsyncClient:
    """Return somebody's browser without script, for a real server without TLS."""
    return httpx.AsyncClient(
        base_url=base_url, timeout=seconds, verify=PLAIN, trust_env=False, **more
    )


@dataclass
class RunningServer:
    """A real server process; `start` again after `kill` serves at the same address."""

    environment: dict[str, str]
    log: Path
    port: int = 0
    process: Forked | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it and wait until it can work."""
        self.port = self.port or free_port()
        self._launch()
        await self._ready()

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal and return the status it ended with."""
        if self.process is None:
            raise RuntimeError("the server was not started")
        if self.process.poll() is None:
            self.process.send_signal(number)
        return await asyncio.to_thread(self.process.wait, 30)

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self.stop(signal.SIGKILL)

    def output(self) -> str:
        """What it said so far."""
        return self.log.read_text()

    def _launch(self) -> None:
        arguments = ("serve", "--port", str(self.port))
        self.process = Forked(arguments, {**os.environ, **self.environment}, self.log)

    async def _ready(self) -> None:
        late = time.monotonic() + START_SECONDS
        async with a_line(self.url, 5) as client:
            while time.monotonic() < late:
                if self.process is not None and self.process.poll() is not None:
                    break
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get("/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self.output()[-4000:]}")


@pytest.fixture
async def running_servers(
    fresh_database: DatabaseAddress, tmp_path: Path
) -> AsyncIterator[ServerStarter]:
    """Start real servers on the test's database: `await running_servers(TERMIN_DEMO="1")`.

    Limits on attempts are off unless asked for. All are stopped afterwards. With `rows` the test
    has the same database open.
    """
    starter = ServerStarter(fresh_database, tmp_path)
    try:
        yield starter
    finally:
        await starter.stop_all()


@pytest.fixture
async def running_server(running_servers: ServerStarter) -> RunningServer:
    """One real server on the test's database."""
    return await running_servers()


class ServerStarter:
    """Starts servers on one database, and stops them all."""

    def __init__(self, address: DatabaseAddress, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self.servers: list[RunningServer] = []

    async def __call__(self, **environment: str) -> RunningServer:
        """Start one more server and wait until it can work."""
        own = {
            "TERMIN_DATABASE_URL": url_of(self.address),
            "TERMIN_DATA_DIR": str(self.folder),
            "TERMIN_SECRET_KEY": SECRET,
            "TERMIN_RATE_LIMITS": "0",
        }
        log = self.folder / f"server-{len(self.servers)}.log"
        found = RunningServer({**own, **environment}, log)
        self.servers.append(found)
        await found.start()
        return found

    async def stop_all(self) -> None:
        """Stop whatever still runs."""
        running = [one for one in self.servers if one.process and one.process.poll() is None]
        await asyncio.gather(*(one.stop() for one in running))


def url_of(address: DatabaseAddress) -> str:
    """Return an address as TERMIN_DATABASE_URL takes it."""
    options = urlencode({"host": address.host, "port": address.port})
    return f"postgresql://{quote(address.user)}@/{quote(address.database)}?{options}"


def free_port() -> int:
    """Return a port that nobody listened on a moment ago.

    None of those that the system gives to whoever calls somebody: one of them could take it while a
    server that was killed is about to be started again.
    """
    while True:
        port = 15_000 + secrets.randbelow(17_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
