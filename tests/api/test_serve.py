"""`termin serve` as a real process: starts, answers, survives, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import httpx
import pytest
from click.testing import CliRunner

from api.cli import main
from api.database import DatabaseAddress
from api.database.migrations import migrate, pending
from api.settings import Settings
from tests.postgres import Server
from tests.web import PLAIN, RunningServer, ServerStarter, a_line, url_of


async def test_a_server_answers_and_says_nothing_of_itself(running_server: RunningServer) -> None:
    async with a_line(running_server.url) as client:
        answer = await client.get("/readyz")
        assert answer.json() == {"ready": True, "parts": {"database": "ok"}}
        assert "server" not in answer.headers
        assert (await client.head("/healthz")).content == b""
        await client.get("/musterstadt/termin/K7Q4MXD2PR")
    output = running_server.output()
    assert "route=/readyz status=200" in output
    assert "K7Q4MXD2PR" not in output
    assert "level=ERROR" not in output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_server_ends_in_order(running_server: RunningServer, number: int) -> None:
    assert await running_server.stop(number) == 0
    assert "Traceback" not in running_server.output()


async def test_a_request_under_way_is_answered_before_the_end(
    running_server: RunningServer,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", running_server.port)
    body = json.dumps({"login": "eva", "password": "x"}).encode()
    head = (
        f"POST /api/v1/sign-ins HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n"
    )
    writer.write(head.encode())
    await writer.drain()
    assert b" 100 " in await reader.readuntil(b"\r\n\r\n")  # now somebody works at it
    stopping = asyncio.create_task(running_server.stop())
    await asyncio.sleep(0.3)
    writer.write(body)
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 20)
    assert b" 401 " in answer.partition(b"\r\n")[0]
    assert await stopping == 0
    writer.close()


async def test_two_servers_start_at_once_on_an_empty_database(
    server: Server, tmp_path: Path
) -> None:
    name = "both_start"
    await server.execute(f"CREATE DATABASE {name}")
    starter = ServerStarter(server.address.at(name), tmp_path)
    try:
        both = await asyncio.gather(starter(), starter())
        for one in both:
            async with a_line(one.url) as client:
                assert (await client.get("/readyz")).status_code == 200
    finally:
        await starter.stop_all()
        await server.drop(name)


async def test_migrations_at_the_same_time_are_done_once(server: Server) -> None:
    name = "migrated_by_four"
    await server.execute(f"CREATE DATABASE {name}")
    address = server.address.at(name)
    code = (
        "import asyncio, sys; from api.database import DatabaseAddress as A;"
        "from api.database.migrations import migrate;"
        "print(len(asyncio.run(migrate(A.from_url(sys.argv[1])))))"
    )
    try:
        assert (await pending(address))[0] == "0001_schema"
        four = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-c", code, url_of(address), stdout=subprocess.PIPE
            )
            for _ in range(4)
        ]
        said = [int((await process.communicate())[0]) for process in four]
        assert sorted(said)[:3] == [0, 0, 0]
        assert max(said) > 3
        assert await pending(address) == ()
        assert await migrate(address) == ()
    finally:
        await server.drop(name)


async def test_a_migration_that_fails_leaves_nothing(server: Server) -> None:
    name = "half_migrated"
    await server.execute(f"CREATE DATABASE {name}")
    address = server.address.at(name)
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        # The last steps stumble over a table that is there already.
        await connection.execute("CREATE TABLE procrastinate_jobs (id int)")
        with pytest.raises(Exception, match="already exists"):
            await migrate(address)
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        assert [row["tablename"] for row in tables] == ["procrastinate_jobs"]
        await connection.execute("DROP TABLE procrastinate_jobs")
        assert await migrate(address)
    finally:
        await connection.close()
        await server.drop(name)


async def test_while_the_database_is_away_people_are_asked_to_try_again(
    running_server: RunningServer, server: Server, fresh_database: DatabaseAddress
) -> None:
    away = f"ALTER DATABASE {fresh_database.database} WITH ALLOW_CONNECTIONS"
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{fresh_database.database}'"
    )
    credentials = {"login": "eva", "password": "x"}
    async with a_line(running_server.url) as client:
        await server.execute(f"{away} false")
        await server.execute(ended)
        answer = await client.post("/api/v1/sign-ins", json=credentials)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"] == "1"
        ready = await client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["parts"]["database"] != "ok"
        assert (await client.get("/healthz")).status_code == 200
        await server.execute(f"{away} true")
        for _ in range(200):
            answer = await client.post("/api/v1/sign-ins", json=credentials)
            if answer.status_code != 503:
                break
            await asyncio.sleep(0.1)
        assert answer.status_code == 401
        assert (await client.get("/readyz")).status_code == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_with_its_own_database_nothing_is_left_running(tmp_path: Path, number: int) -> None:
    # Below /tmp itself: pytest's folders are closed to the account of the database.
    folder = Path(f"/tmp/termin serve {os.getpid()} {number}")  # noqa: S108
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TERMIN_")}
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--data-dir", str(folder)],
        stdout=subprocess.PIPE,
        stderr=log,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        text=True,
        start_new_session=True,
    )
    with log, process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Serving at http://127.0.0.1:"), (tmp_path / "log").read_text()
            assert httpx.get(f"{line.split()[-1]}/readyz", verify=PLAIN).status_code == 200
            os.killpg(process.pid, number)
            assert process.wait(30) == 0
            assert str(folder) not in command_lines()
            assert process.stdout.read() == ""
        finally:
            process.kill()
            shutil.rmtree(folder, ignore_errors=True)


def command_lines() -> str:
    """Every process of the machine with its arguments."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(found)


def test_nonsense_in_a_setting_stops_the_start_with_a_sentence() -> None:
    result = CliRunner().invoke(main, ["serve"], env={"TERMIN_PORT": "eighty"})
    assert result.exit_code == 1
    assert "TERMIN_PORT" in result.output
    assert "Traceback" not in result.output


def test_a_database_address_that_is_none_is_told_without_its_password() -> None:
    url = "postgresql://eva:geheim@/"
    result = CliRunner().invoke(main, ["migrate"], env={"TERMIN_DATABASE_URL": url})
    assert result.exit_code == 1
    assert "geheim" not in result.output
    assert "Traceback" not in result.output


async def test_a_port_that_is_taken_is_told_in_a_sentence(
    running_server: RunningServer, settings: Settings
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", "serve", "--port", str(running_server.port)),
        env={**os.environ, **running_server.environment},
        stderr=subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    assert f"port {running_server.port}".encode() in said
    assert b"Traceback" not in said


async def test_check_finds_what_is_well(running_server: RunningServer) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", "check"),
        env={**os.environ, **running_server.environment},
        stdout=subprocess.PIPE,
    )
    said = (await process.communicate())[0].decode()
    assert "schema: up to date" in said
    assert "database: PostgreSQL 18" in said
    assert "It may lose bookings" in said, "the tests' server does not wait for the disk"
    assert process.returncode == 1
