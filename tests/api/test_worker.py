"""The worker as a process: quick, orderly, and not to be lost by crashes."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tortoise.connection import get_connection

from api.clock import real_now
from api.database import DatabaseAddress, embedded_database
from api.database.migrations import migrate
from api.mail import InboxServer, inbox_server
from termin.booking import place_hold
from termin.booking.rows import Hold
from termin.events import AppointmentMade
from termin.journal import record
from termin.messages import Message, MessageState
from termin.store import connected
from tests.api.mail.test_server import serving
from tests.api.workers import running_worker, until
from tests.town import MONDAY, NOW, Town, build_town, local

# The worker lives in real time, so what it is to send must not be over.
YEARS = timedelta(days=365 * 20)


@pytest.fixture
async def receiving(tmp_path: Path) -> AsyncIterator[InboxServer]:
    async with inbox_server(tmp_path / "inbox") as found:
        yield found


async def book(town: Town, count: int, first: int = 0) -> None:
    """Book so many appointments of the far future, one after the other."""
    for number in range(first, first + count):
        hour, minute = divmod(8 * 60 + 5 * number, 60)
        start = local(MONDAY, f"{hour:02d}:{minute:02d}")
        appointment = await town.book(start, minutes=5, email=f"p{number}@example.org")
        appointment.ends_at += YEARS
        await appointment.save(update_fields=["ends_at"])


def sent(count: int) -> Any:
    async def check() -> bool:
        return await Message.filter(state=MessageState.SENT).count() == count

    return check


def receivers(receiving: InboxServer) -> Counter[str]:
    return Counter(mail.recipients[0] for mail in receiving.inbox.messages())


async def test_a_mail_leaves_soon_after_the_booking(
    town: Town, rows: DatabaseAddress, receiving: InboxServer, tmp_path: Path
) -> None:
    await town.duty("1", "ada")
    async with running_worker(rows, tmp_path, receiving.url) as worker:
        await book(town, 1)
        seconds = await until(sent(1), worker.output)
        assert seconds < 10, "generous, for machines under load; alone it takes about a second"
        await worker.end()
        assert worker.process.poll() == 0
    (mail,) = receiving.inbox.messages()
    assert "https://termin.example.org/musterstadt/termin/" in mail.text
    assert "p0@example.org" not in worker.output()


async def test_several_workers_send_each_mail_once(
    town: Town, rows: DatabaseAddress, receiving: InboxServer, tmp_path: Path
) -> None:
    await town.duty("1", "ada")
    async with (
        running_worker(rows, tmp_path, receiving.url, "one") as one,
        running_worker(rows, tmp_path, receiving.url, "two") as two,
    ):
        await book(town, 25)
        await until(sent(25), lambda: one.output() + two.output())
    assert receivers(receiving) == {f"p{number}@example.org": 1 for number in range(25)}


class Slow:
    """A mail server that takes its time."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.taken = 0

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        self.begun.set()
        await asyncio.sleep(2)
        self.taken += 1
        return "250 OK"


async def test_a_worker_told_to_stop_finishes_the_mail(
    town: Town, rows: DatabaseAddress, tmp_path: Path
) -> None:
    await town.duty("1", "ada")
    slow = Slow()
    async with (
        serving(slow) as port,
        running_worker(rows, tmp_path, f"smtp://127.0.0.1:{port}") as worker,
    ):
        await book(town, 1)
        await asyncio.wait_for(slow.begun.wait(), 30)
        assert await worker.end(signal.SIGTERM) == 0
    assert slow.taken == 1
    assert await sent(1)()


async def test_a_worker_that_is_killed_loses_no_mail(
    town: Town, rows: DatabaseAddress, receiving: InboxServer, tmp_path: Path
) -> None:
    await town.duty("1", "ada")
    slow = Slow()
    async with (
        serving(slow) as port,
        running_worker(rows, tmp_path, f"smtp://127.0.0.1:{port}", "first") as first,
    ):
        await book(town, 3)
        await asyncio.wait_for(slow.begun.wait(), 30)
        await first.end(signal.SIGKILL)
    assert await Message.filter(state=MessageState.SENT).count() == 0
    # Time passes, as far as the sign of life of the dead is concerned.
    await get_connection("default").execute_query(
        "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
    )
    async with running_worker(rows, tmp_path, receiving.url, "second") as second:
        await until(sent(3), second.output)
    assert set(receivers(receiving)) == {f"p{number}@example.org" for number in range(3)}


async def test_what_has_run_out_is_given_back(
    town: Town, rows: DatabaseAddress, receiving: InboxServer, tmp_path: Path
) -> None:
    await town.duty("1", "ada")
    hold = await place_hold(town.wish(local(MONDAY, "09:00")), NOW, keep=timedelta(minutes=1))
    await Hold.filter(id=hold.id).update(
        created_at=real_now() - timedelta(hours=2), expires_at=real_now() - timedelta(hours=1)
    )

    async def gone() -> bool:
        return not await Hold.exists(id=hold.id)

    async with running_worker(rows, tmp_path, receiving.url) as worker:
        await until(gone, worker.output)


async def test_an_event_without_its_appointment_holds_nothing_up(
    town: Town, rows: DatabaseAddress, receiving: InboxServer, tmp_path: Path
) -> None:
    await town.duty("1", "ada")
    ghost = AppointmentMade(
        appointment=_GHOST, hold=_GHOST, state="booked", sequence=0, starts_at=NOW, ends_at=NOW,
        services=(), minutes=5, channel="web",
    )  # fmt: skip
    await record(town.municipality.id, ghost, NOW)
    async with running_worker(rows, tmp_path, receiving.url) as worker:
        await book(town, 1)
        await until(sent(1), worker.output)


_GHOST: Any = "6f9c1f4e-5f5c-4b4f-9a55-0a1b2c3d4e5f"


async def test_a_worker_outlives_its_database(receiving: InboxServer, tmp_path: Path) -> None:
    # As root the database runs under another account, to which pytest's folder is closed.
    home = Path(tempfile.gettempdir()) / f"termin-worker-{os.getpid()}"
    try:
        async with embedded_database(home) as address:
            await migrate(address)
            async with connected(address.tortoise(), pool=5, everywhere=True):
                town = await build_town()
                await town.duty("1", "ada")
                async with running_worker(address, tmp_path, receiving.url) as worker:
                    await book(town, 1)
                    await until(sent(1), worker.output)
                    await _kill(home)
                    await until(_answers, worker.output)
                    await book(town, 2, first=1)
                    await until(sent(3), worker.output)
                    assert worker.process.poll() is None
                    assert await worker.end() == 0
    finally:
        shutil.rmtree(home, ignore_errors=True)
    assert receivers(receiving) == {f"p{number}@example.org": 1 for number in range(3)}


async def _kill(home: Path) -> None:
    (file,) = home.rglob("postmaster.pid")  # noqa: ASYNC240 - nothing else runs meanwhile
    os.kill(int(file.read_text().split()[0]), signal.SIGKILL)
    await asyncio.sleep(1)


async def _answers() -> bool:
    try:
        await get_connection("default").execute_query("SELECT 1")
    except Exception:
        return False
    return True
