"""A server of somebody else: what it has to offer, and what it says when it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest

from api.database import DatabaseAddress, describe, ensure_database
from api.database.catalog import identifier
from api.database.errors import ServerAway, ServerRefuses
from tests.postgres import Server


@pytest.fixture
async def name(server: Server) -> AsyncIterator[str]:
    """The name of a database that does not exist yet, and is gone afterwards."""
    name = f'it\'s "{uuid4().hex[:8]}"'
    yield name
    await server.drop(name)


async def test_the_database_and_its_extensions_are_created_once(server: Server, name: str) -> None:
    for _ in range(2):
        await ensure_database(server.address.at(name))
    facts = await describe(server.address.at(name))
    assert facts.database == name
    assert {"btree_gist", "pg_trgm"} <= set(facts.extensions)


async def test_a_server_that_is_away_is_named_without_the_password(unused_tcp_port: int) -> None:
    address = DatabaseAddress("127.0.0.1", unused_tcp_port, "anna", "termin", "geheim")
    with pytest.raises(ServerAway, match="TERMIN_DATABASE_URL") as refused:
        await ensure_database(address)
    assert f"anna:***@127.0.0.1:{unused_tcp_port}" in str(refused.value)
    assert "geheim" not in str(refused.value)


async def test_a_login_that_is_refused_is_told_as_such(server: Server) -> None:
    with pytest.raises(ServerRefuses, match="TERMIN_DATABASE_URL"):
        await ensure_database(replace(server.address, user="stranger"))


def test_names_are_quoted_for_sql() -> None:
    assert identifier('a "b"') == '"a ""b"""'
