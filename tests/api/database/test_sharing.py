"""Several processes on one data folder: one owner, any number of guests, and every way to die."""

# ruff: noqa: ASYNC110, ASYNC220, ASYNC240 - a test looks at files and processes, nothing waits for it

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from api.database import DatabaseEvent, embedded_database
from tests.api.database.living import (
    PROJECT,
    ask,
    ask_again,
    resident,
    servers,
    silence,
    tell_database,
    watchdog_of,
)


async def test_a_second_process_joins_and_its_death_harms_nobody(home: Path) -> None:
    async with resident(home) as owner, resident(home) as guest:
        addresses = await asyncio.gather(owner.ready(), guest.ready())
        assert addresses[0] == addresses[1]
        kinds = {one.heard[0]["kind"] if one.heard else "" for one in (owner, guest)}
        assert kinds == {"set-up", "joined"}
        joined = guest if guest.has_heard("joined") else owner
        started_at = await ask(addresses[0], "SELECT pg_postmaster_start_time()")
        await joined.end(signal.SIGKILL)
        assert await ask(addresses[0], "SELECT pg_postmaster_start_time()") == started_at


async def test_eight_processes_at_once_set_up_one_server(home: Path) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_live_once(home)) for _ in range(8)]
    kinds = [kind for task in tasks for kind in task.result()]
    assert kinds.count("set-up") == 1
    assert not servers(home)


async def test_after_kill_9_of_the_owner_its_server_ends_by_itself(home: Path) -> None:
    async with resident(home, durable=True) as owner:
        address = await owner.ready()
        await tell_database(address, "CREATE TABLE booked AS SELECT 7 AS n")
        await owner.end(signal.SIGKILL)
        await silence(home)
        assert "database system is shut down" in (home / "postgres.log").read_text()
    async with embedded_database(home) as again:
        assert again == address
        assert await ask(again, "SELECT n FROM booked") == 7


async def test_after_kill_9_of_the_owner_a_guest_takes_over_at_the_same_address(
    home: Path,
) -> None:
    async with resident(home, durable=True) as owner:
        address = await owner.ready()
        await tell_database(address, "CREATE TABLE booked AS SELECT 7 AS n")
        async with resident(home) as guest:
            await guest.ready()
            await owner.end(signal.SIGKILL)
            await guest.until("took-over")
            await guest.until("started")
            assert await ask_again(address, "SELECT n FROM booked") == 7
            async with resident(home) as third:
                assert await third.ready() == address
                assert third.has_heard("joined")


async def test_when_the_owner_leaves_a_guest_takes_over(home: Path) -> None:
    async with resident(home) as owner:
        address = await owner.ready()
        async with resident(home) as guest:
            await guest.ready()
            assert await owner.end(signal.SIGTERM) == 143
            await guest.until("started")
            assert await ask_again(address, "SELECT 1") == 1


async def test_an_orphan_is_stopped_and_started_anew(home: Path) -> None:
    async with resident(home) as owner:
        address = await owner.ready()
        orphan = _chief(owner.heard)
        watchdog_of(orphan).kill()
        await owner.end(signal.SIGKILL)
        assert await ask(address, "SELECT 1") == 1
    events: list[DatabaseEvent] = []
    async with embedded_database(home, on_event=events.append) as again:
        assert [event.kind for event in events] == ["strays-stopped", "started"]
        assert events[1].facts["pid"] != orphan
        assert await ask(again, "SELECT 1") == 1


async def test_an_orphan_whose_socket_is_lost_is_stopped_too(home: Path) -> None:
    async with resident(home) as owner:
        address = await owner.ready()
        watchdog_of(_chief(owner.heard)).kill()
        await owner.end(signal.SIGKILL)
    for trace in Path(address.host).iterdir():
        trace.unlink()
    async with embedded_database(home) as again:
        assert await ask(again, "SELECT 1") == 1


async def test_an_orphan_started_by_hand_is_found_without_our_lock(home: Path) -> None:
    async with embedded_database(home, durable=False):
        chief = next(p for p in servers(home) if p.ppid() == os.getpid())
        command = chief.cmdline()
    by_hand = subprocess.Popen(
        command, cwd="/", start_new_session=True, stderr=subprocess.DEVNULL, **_as_owner(home)
    )
    while not (home / "postgres" / "postmaster.pid").exists():
        await asyncio.sleep(0.02)
    events: list[DatabaseEvent] = []
    async with embedded_database(home, on_event=events.append):
        assert events[0].kind == "strays-stopped"
        assert by_hand.wait(5) == 0


async def test_sessions_that_outlive_their_server_are_ended(home: Path) -> None:
    async with resident(home) as owner:
        address = await owner.ready()
        connection = await asyncpg.connect(**address.asyncpg())
        busy = asyncio.create_task(
            connection.execute("SELECT count(*) FROM generate_series(1, 4e9)")
        )
        await asyncio.sleep(0.2)
        os.kill(_chief(owner.heard), signal.SIGKILL)
        await owner.until("died")
        await owner.until("started")
        assert await ask_again(address, "SELECT 1") == 1
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await busy
        connection.terminate()


async def test_after_kill_9_of_the_server_it_is_started_again(home: Path) -> None:
    async with resident(home, durable=True) as owner:
        address = await owner.ready()
        await tell_database(address, "CREATE TABLE booked AS SELECT 7 AS n")
        for _ in range(2):
            os.kill(_chief(owner.heard), signal.SIGKILL)
            assert (await owner.until("died"))["code"] == -signal.SIGKILL
            await owner.until("started")
            assert await ask_again(address, "SELECT n FROM booked") == 7
        assert await owner.end(signal.SIGTERM) == 143
        assert not servers(home)


async def test_a_server_that_cannot_start_is_tried_until_it_can(home: Path) -> None:
    events: list[DatabaseEvent] = []
    async with embedded_database(home, on_event=events.append) as address:
        control = home / "postgres" / "global" / "pg_control"
        hidden = control.rename(control.with_name("hidden"))
        os.kill(int(events[-1].facts["pid"] or 0), signal.SIGKILL)
        async with asyncio.timeout(40):
            while events[-1].kind != "start-failed":
                await asyncio.sleep(0.05)
        assert "pg_control" in str(events[-1].facts["why"])
        hidden.rename(control)
        assert await ask_again(address, "SELECT 1") == 1


async def test_a_stale_note_with_the_id_of_another_process_does_not_hinder(home: Path) -> None:
    async with embedded_database(home, durable=False) as address:
        pass
    bystander = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **_as_owner(home))
    note = f"{bystander.pid}\n{home}/postgres\n1700000000\n5432\n{address.host}\n\n\nready\n"
    for path in (home / "postgres/postmaster.pid", Path(address.host) / ".s.PGSQL.5432.lock"):
        path.write_text(note)
        os.chown(path, (home / "postgres").stat().st_uid, -1)
    async with embedded_database(home, durable=False) as again:
        assert await ask(again, "SELECT 1") == 1
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


async def test_a_forked_child_does_not_keep_a_dead_owners_house(home: Path) -> None:
    code = (
        "import asyncio, os, sys, time; from pathlib import Path\n"
        "from api.database import embedded_database\n"
        "async def live():\n"
        "    async with embedded_database(Path(sys.argv[1]), durable=False):\n"
        "        child = os.fork()\n"
        "        if child == 0: time.sleep(60); os._exit(0)\n"
        "        print(child, flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(live())\n"
    )
    owner = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        str(home),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    assert owner.stdout is not None
    child = int(await owner.stdout.readline())
    owner.kill()
    await silence(home)
    assert psutil.pid_exists(child)
    async with embedded_database(home, durable=False) as address:
        assert await ask(address, "SELECT 1") == 1
    os.kill(child, signal.SIGKILL)
    await owner.communicate()


async def test_a_note_that_cannot_be_read_is_written_anew(home: Path) -> None:
    async with embedded_database(home, durable=False):
        pass
    (home / "run.json").write_text("{")
    async with embedded_database(home, durable=False) as address:
        assert json.loads((home / "run.json").read_text())["socket"] == address.host


async def _live_once(home: Path) -> list[str]:
    async with resident(home) as one:
        await one.ready()
        await one.end(signal.SIGTERM)
        return [line["kind"] for line in one.heard]


def _chief(heard: list[dict[str, int | str]]) -> int:
    return int(next(line["pid"] for line in reversed(heard) if line["kind"] == "started"))


def _as_owner(home: Path) -> dict[str, Any]:
    found = (home / "postgres").stat()
    return {} if os.geteuid() else {"user": found.st_uid, "group": found.st_gid}
