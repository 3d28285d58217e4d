"""The server that other tests rely on."""

from __future__ import annotations

import asyncpg
import pytest

from api.database import DatabaseAddress, describe
from tests.postgres import Server, a_database


async def test_each_test_has_a_database_of_its_own(
    server: Server, fresh_database: DatabaseAddress
) -> None:
    connection = await asyncpg.connect(**fresh_database.asyncpg())
    await connection.execute("CREATE TABLE mine (n int)")
    async with a_database(server) as other:
        found = await asyncpg.connect(**other.asyncpg())
        assert await found.fetchval("SELECT to_regclass('mine')") is None
        await found.close()
    await connection.close()


async def test_a_database_is_empty_again_after_its_block_though_somebody_is_connected(
    server: Server,
) -> None:
    async with a_database(server) as address:
        connection = await asyncpg.connect(**address.asyncpg())
        await connection.execute(_CLOCK)
    assert connection.is_closed() or await _is_dead(connection)
    connection.terminate()
    async with a_database(server) as again:
        assert again == address
        found = await asyncpg.connect(**again.asyncpg())
        assert await found.fetchval("SELECT count(*) FROM demo_clock") == 0
        assert await found.fetchval("SELECT count(*) FROM tortoise_migrations") > 0
        await found.close()


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE mine (n int)",
        "ALTER TABLE claim DROP CONSTRAINT claim_counter_once",
        "ALTER TABLE office ADD COLUMN extra int",
        "DROP TRIGGER office_day_changed ON office_day",
        "DELETE FROM tortoise_migrations",
    ],
)
async def test_a_database_in_which_more_than_rows_was_changed_is_gone_after_its_block(
    server: Server, change: str
) -> None:
    async with a_database(server) as address:
        connection = await asyncpg.connect(**address.asyncpg())
        await connection.execute(change)
        await connection.close()
    facts = await asyncpg.connect(**server.address.asyncpg())
    count = "SELECT count(*) FROM pg_database WHERE datname = $1"
    assert await facts.fetchval(count, address.database) == 0
    await facts.close()


_CLOCK = "INSERT INTO demo_clock (base, started, speed) VALUES (now(), now(), 1)"


async def test_the_test_server_does_not_wait_for_the_disk(fresh_database: DatabaseAddress) -> None:
    assert not (await describe(fresh_database)).durable


async def _is_dead(connection: asyncpg.Connection) -> bool:
    try:
        await connection.execute("SELECT 1")
    except (asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.InterfaceError):
        return True
    return False
