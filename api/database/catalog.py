"""What is in the server: our database with its extensions, and facts for the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import asyncpg

from api.database.address import DatabaseAddress
from api.database.errors import ServerAway, ServerRefuses

EXTENSIONS = ("btree_gist", "pg_trgm")
_LOCK = 0x7465726D696E  # "termin": one process at a time creates extensions


_MEND = "Start it, or mend TERMIN_DATABASE_URL"

# What a connection says when its server leaves: no matter of ours, and soon over.
GONE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the connection broke between two of its steps
    asyncpg.TooManyConnectionsError,
)


class Answer(Enum):
    """What a server says to a knock at the door."""

    OPEN = "open"
    BUSY = "busy"  # it lives, but is starting, stopping, or full
    SILENT = "silent"


@dataclass(frozen=True)
class ServerFacts:
    """What the doctor tells about a database; sizes in bytes."""

    version: str
    database: str
    size: int
    encoding: str
    locale: str
    timezone: str
    extensions: tuple[str, ...]
    durable: bool
    connections: int
    max_connections: int


async def knock(address: DatabaseAddress, *, seconds: float = 5) -> Answer:
    """Say whether a server can be talked to; being refused entry is raised."""
    try:
        connection = await asyncpg.connect(**address.asyncpg(), timeout=seconds)
    except (asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError):
        return Answer.BUSY
    except PermissionError:
        raise
    except (OSError, TimeoutError, asyncpg.PostgresConnectionError):
        return Answer.SILENT
    await connection.close()
    return Answer.OPEN


async def ensure_database(address: DatabaseAddress) -> None:
    """Create the database and our extensions in it where they are missing.

    Refuses with `ServerAway` or `ServerRefuses`, which name the address without the password.
    """
    try:
        await create_missing(address)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError) as told:
        raise ServerRefuses(f"{told} ({address.redacted()})", _MEND) from told
    except asyncpg.InsufficientPrivilegeError as told:
        database, extensions = identifier(address.database), ", ".join(EXTENSIONS)
        raise ServerRefuses(
            f"{told} ({address.redacted()})",
            f"Let its administrator create the database {database} for this user, and in it the "
            f"extensions {extensions}",
        ) from told
    except (asyncpg.UndefinedFileError, asyncpg.FeatureNotSupportedError) as told:
        raise ServerRefuses(
            f"{told} ({address.redacted()})", "Install PostgreSQL's contrib package there"
        ) from told
    except GONE as told:
        raise ServerAway(f"{address.redacted()}: {told or type(told).__name__}", _MEND) from told


async def create_missing(address: DatabaseAddress) -> None:
    """Do the same, and raise what the library raises."""
    try:
        connection = await asyncpg.connect(**address.asyncpg())
    except asyncpg.InvalidCatalogNameError:
        await _create(address)
        connection = await asyncpg.connect(**address.asyncpg())
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        for name in EXTENSIONS:
            await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    finally:
        await connection.close()


async def describe(address: DatabaseAddress) -> ServerFacts:
    """Return facts about a database for `termin check`."""
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        row = await connection.fetchrow(_FACTS)
        extensions = await connection.fetch("SELECT extname FROM pg_extension ORDER BY extname")
    finally:
        await connection.close()
    return ServerFacts(**dict(row), extensions=tuple(found["extname"] for found in extensions))


def identifier(name: str) -> str:
    """Return the name quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


async def _create(address: DatabaseAddress) -> None:
    connection = await asyncpg.connect(**address.at("postgres").asyncpg())
    try:
        await connection.execute(f"CREATE DATABASE {identifier(address.database)}")
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        pass  # another process was first
    finally:
        await connection.close()


_FACTS = """
SELECT current_setting('server_version') AS version,
       current_database()::text AS database,
       pg_database_size(current_database()) AS size,
       pg_encoding_to_char(encoding)::text AS encoding,
       coalesce(datlocale, datcollate) AS locale,
       current_setting('TimeZone') AS timezone,
       current_setting('fsync')::bool AND current_setting('synchronous_commit') <> 'off' AS durable,
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
       current_setting('max_connections')::int AS max_connections
  FROM pg_database WHERE datname = current_database()
"""
