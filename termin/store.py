"""Which rows there are, and how the ORM is set up for one database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext

ROWS = (
    "termin.offices.rows",
    "termin.offices.mobile",
    "termin.catalogue.rows",
    "termin.staff.rows",
    "termin.officeday.rows",
    "termin.capacity.rows",
    "termin.booking.rows",
    "termin.queue.rows",
    "termin.messages.rows",
    "termin.planning.rows",
)


def orm_config(
    credentials: Mapping[str, Any], *, pool: int = 10, patience: float | None = None
) -> dict[str, Any]:
    """Return the ORM's settings for one PostgreSQL (`credentials` as asyncpg takes them)."""
    return {
        "connections": {
            "default": {
                "engine": "tortoise.backends.asyncpg",
                "credentials": {
                    **credentials,
                    "minsize": 1,
                    "maxsize": pool,
                    "server_settings": {"timezone": "UTC", "lock_timeout": "3s"},
                    "reset": _leave_as_it_is,
                    "command_timeout": patience,
                },
            }
        },
        "apps": {
            "termin": {
                "models": list(ROWS),
                "default_connection": "default",
                "migrations": "termin.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


async def _leave_as_it_is(_connection: object) -> None:
    """Save the way to the database that asyncpg takes after every use to undo what sessions keep.

    Nothing of ours outlives its transaction: settings are SET LOCAL, advisory locks `xact`, and who
    listens has a connection of their own. What is still open is rolled back all the same.
    """


@asynccontextmanager
async def connected(
    credentials: Mapping[str, Any],
    *,
    pool: int = 10,
    everywhere: bool = False,
    patience: float | None = None,
) -> AsyncIterator[TortoiseContext]:
    """Open the rows' connections for the block; `everywhere` also for tasks begun elsewhere.

    `patience`: seconds after which a statement is given up and its connection with it, if the
    database does not even confirm that. Without, a line that died in silence is waited on for ever.
    """
    config = orm_config(credentials, pool=pool, patience=patience)
    context = await Tortoise.init(config=config, _enable_global_fallback=everywhere)
    try:
        yield context
    finally:
        await Tortoise.close_connections()


async def rows_of(query: str, *values: object) -> list[dict[str, Any]]:
    """Return what a query in SQL finds, in the transaction that is open, if any."""
    return await get_connection("default").execute_query_dict(query, list(values))


async def renew() -> None:
    """Let every connection of the rows be opened anew at its next use: the old ones may be dead."""
    pool = cast("AsyncpgDBClient", get_connection("default"))
    await pool._expire_connections()  # the ORM has no public word for it
