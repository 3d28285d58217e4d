"""The server that other tests rely on."""

from __future__ import annotations

import asyncpg

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


async def test_a_database_is_gone_after_its_block_though_somebody_is_connected(
    server: Server,
) -> None:
    async with a_database(server) as address:
        connection = await asyncpg.connect(**address.asyncpg())
    assert connection.is_closed() or await _is_dead(connection)
    facts = await asyncpg.connect(**server.address.asyncpg())
    assert not await facts.fetchval(
        "SELECT count(*) FROM pg_database WHERE datname = $1", address.database
    )
    await facts.close()


async def test_the_test_server_does_not_wait_for_the_disk(fresh_database: DatabaseAddress) -> None:
    assert not (await describe(fresh_database)).durable


async def _is_dead(connection: asyncpg.Connection) -> bool:
    try:
        await connection.execute("SELECT 1")
    except (asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.InterfaceError):
        return True
    return False
