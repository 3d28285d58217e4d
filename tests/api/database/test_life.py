"""The embedded database in one process: what it gives, where it may live, how it is closed."""

# ruff: noqa: ASYNC240 - a test looks at files and processes, nothing waits for it

from __future__ import annotations

import os
import stat
from contextlib import nullcontext
from pathlib import Path

import asyncpg
import psutil
import psycopg
import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient

from api.database import DatabaseEvent, describe, embedded_database
from tests.api.database.living import ask, servers, tell_database, watchdog_of


async def test_a_database_with_our_extensions_appears_and_is_gone_after_the_block(
    home: Path,
) -> None:
    events: list[DatabaseEvent] = []
    async with embedded_database(home, on_event=events.append) as address:
        facts = await describe(address)
        assert facts.version.startswith("18.")
        assert facts.database == "termin"
        assert {"btree_gist", "pg_trgm"} <= set(facts.extensions)
        assert (facts.encoding, facts.locale, facts.timezone) == ("UTF8", "C.UTF-8", "UTC")
        assert facts.max_connections == 200
        assert servers(home)
        watchdog = watchdog_of(int(events[-1].facts["pid"] or 0))
        assert watchdog.is_running()
    assert [event.kind for event in events] == ["set-up", "started", "stopped"]
    assert not servers(home)
    assert not watchdog.is_running()


async def test_what_was_written_is_there_in_the_next_life_at_the_same_address(home: Path) -> None:
    async with embedded_database(home) as first:
        await tell_database(first, "CREATE TABLE kept AS SELECT 42 AS n")
    async with embedded_database(home) as second:
        assert second == first
        assert await ask(second, "SELECT n FROM kept") == 42


async def test_acknowledged_bookings_survive_a_crash_unless_a_test_wants_speed(home: Path) -> None:
    async with embedded_database(home) as address:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert await ask(address, f"SHOW {setting}") == "on"
    async with embedded_database(home, durable=False) as address:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert await ask(address, f"SHOW {setting}") == "off"


async def test_umlauts_have_lower_case(home: Path) -> None:
    async with embedded_database(home, durable=False) as address:
        assert await ask(address, "SELECT lower('ÄÖÜ')") == "äöü"


async def test_nobody_else_gets_in(home: Path) -> None:
    async with embedded_database(home, durable=False) as address:
        socket = Path(address.host)
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert not home.stat().st_mode & stat.S_IRWXO
        for process in servers(home):
            assert not process.net_connections("inet")
        assert await ask(address, "SELECT current_setting('listen_addresses')") == ""
        methods = await ask(
            address, "SELECT array_agg(DISTINCT type || ' ' || auth_method) FROM pg_hba_file_rules"
        )
        assert methods == ["local peer"]
        assert os.geteuid() != 0 or socket.stat().st_uid == servers(home)[0].uids().effective


async def test_the_log_keeps_no_statements(home: Path) -> None:
    async with embedded_database(home, durable=False) as address:
        await tell_database(address, "CREATE TABLE person (mail text PRIMARY KEY)")
        for raised in (nullcontext(), pytest.raises(asyncpg.UniqueViolationError)):
            with raised:
                await tell_database(address, "INSERT INTO person VALUES ('erika@example.org')")
    assert "erika" not in (home / "postgres.log").read_text()


@pytest.mark.parametrize(
    "name",
    [
        "with a space",
        "quo\"te's",
        "Bürgerämter, Süd",
        "x" * 60 + "/" + "y" * 60 + " z",
        "-leading",
        "per%20cent",
    ],
)
async def test_any_path_will_do_for_every_library(place: Path, name: str) -> None:
    home = place / name
    async with embedded_database(home, durable=False) as address:
        assert await ask(address, "SHOW data_directory") == str(home / "postgres")
        connection = await psycopg.AsyncConnection.connect(address.conninfo())
        cursor = await connection.execute("SELECT current_database()")
        assert await cursor.fetchone() == ("termin",)
        await connection.close()
        client = AsyncpgDBClient(**address.tortoise(), connection_name="default")
        await client.create_connection(with_db=True)
        _, rows = await client.execute_query("SELECT 1 AS one")
        assert rows[0]["one"] == 1
        await client.close()
    assert not servers(home)


async def test_a_path_of_130_characters_will_do(place: Path) -> None:
    home = place / ("n" * (129 - len(str(place))))
    assert len(str(home)) == 130
    async with embedded_database(home, durable=False) as address:
        assert await ask(address, "SELECT 1") == 1
        assert Path(address.host).parent != home
    async with embedded_database(home, durable=False) as again:
        assert again == address


async def test_a_folder_under_a_link_is_the_same_folder(place: Path, home: Path) -> None:
    (place / "link").symlink_to(home)
    async with embedded_database(home, durable=False) as first:
        events: list[DatabaseEvent] = []
        async with embedded_database(place / "link", on_event=events.append) as second:
            assert second == first
            assert [event.kind for event in events] == ["joined"]


async def test_a_copied_folder_does_not_lead_to_the_servers_of_its_original(place: Path) -> None:
    home, copy = place / ("a" * 100), place / ("b" * 100)
    async with embedded_database(home, durable=False) as first:
        copy.mkdir()
        (copy / "run.json").write_bytes((home / "run.json").read_bytes())
        (copy / "owner.lock").touch()
        async with embedded_database(copy, durable=False) as second:
            assert second.host != first.host
            assert await ask(second, "SHOW data_directory") == str(copy / "postgres")


async def test_a_second_database_of_the_same_server(home: Path) -> None:
    async with (
        embedded_database(home, durable=False) as first,
        embedded_database(home, database='other "one"') as second,
    ):
        assert second == first.at('other "one"')
        assert "pg_trgm" in (await describe(second)).extensions


async def test_the_environment_does_not_mislead_the_server(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    misleading = {"PGDATA": "/nowhere", "PGPORT": "1", "PGSSLMODE": "require", "LC_ALL": "xx_YY"}
    for name, value in misleading.items():
        monkeypatch.setenv(name, value)
    async with embedded_database(home, durable=False) as address:
        assert await ask(address, "SELECT 1") == 1


async def test_the_block_ends_in_order_when_its_work_fails(home: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with embedded_database(home, durable=False):
            raise ZeroDivisionError
    assert not servers(home)
    assert "database system is shut down" in (home / "postgres.log").read_text()


async def test_a_listener_that_fails_harms_nobody(home: Path) -> None:
    def listener(event: DatabaseEvent) -> None:
        raise RuntimeError(event.kind)

    async with embedded_database(home, on_event=listener, durable=False) as address:
        assert await ask(address, "SELECT 1") == 1


async def test_the_server_is_our_child_in_a_session_of_its_own(home: Path) -> None:
    async with embedded_database(home, durable=False):
        me = psutil.Process()
        chief = next(process for process in servers(home) if process.ppid() == me.pid)
        assert os.getsid(chief.pid) == chief.pid
