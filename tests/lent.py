"""A database that one test after the other may have: emptied in between, and given up if changed.

Making a database takes many times as long as emptying one. Only rows may differ between two tests:
a test that changed a table, a rule, a function or a setting leaves a database to be dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from api.database import DatabaseAddress

MOST_USES = 40
"""After so many tests the dead rows weigh more than a new database."""

_SHAPE = """
SELECT md5(string_agg(told, ',' ORDER BY told)) FROM (
  SELECT 'class ' || oid || ' ' || xmin AS told FROM pg_class WHERE relnamespace = $1::regnamespace
  UNION ALL SELECT 'constraint ' || oid || ' ' || xmin FROM pg_constraint
    WHERE connamespace = $1::regnamespace
  UNION ALL SELECT 'trigger ' || oid || ' ' || xmin FROM pg_trigger
  UNION ALL SELECT 'function ' || oid || ' ' || xmin FROM pg_proc
    WHERE pronamespace = $1::regnamespace
  UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^pg_'
  UNION ALL SELECT 'setting ' || setrole || setconfig::text FROM pg_db_role_setting
    JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
) AS everything
"""
_TABLES = """
SELECT format('%I', relname) AS name FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_ALONE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_RESTART = """
SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence
JOIN pg_class ON pg_class.oid = seqrelid WHERE relnamespace = 'public'::regnamespace
"""


@dataclass
class Lent:
    """A database, what it was like when it was new, and how often it was used."""

    name: str
    address: DatabaseAddress
    shape: str
    kept: dict[str, str]
    emptied: tuple[str, ...]
    uses: int = 0

    @classmethod
    async def of(cls, name: str, address: DatabaseAddress) -> Lent:
        """Return a database that was just made; tables that begin with rows keep them."""
        connection = await asyncpg.connect(**address.asyncpg())
        try:
            tables = [row["name"] for row in await connection.fetch(_TABLES)]
            full = {table: await _rows(connection, table) for table in tables}
            kept = {table: rows for table, rows in full.items() if rows}
            empty = tuple(table for table in tables if table not in kept)
            return cls(name, address, await _shape(connection), kept, empty)
        finally:
            await connection.close()

    async def empty(self) -> bool:
        """Make it as new; False where more than rows was changed, or it was used often enough."""
        self.uses += 1
        if self.uses >= MOST_USES:
            return False
        try:
            connection = await asyncpg.connect(**self.address.asyncpg())
        except (OSError, asyncpg.PostgresError):
            return False
        try:
            await connection.execute(_ALONE)
            if not await self._is_as_before(connection):
                return False
            deletes = "; ".join(f"DELETE FROM {table}" for table in self.emptied)
            await connection.execute(f"SET session_replication_role = replica; {deletes}")
            await connection.execute(_RESTART)
        finally:
            await connection.close()
        return True

    async def _is_as_before(self, connection: asyncpg.Connection) -> bool:
        if await _shape(connection) != self.shape:
            return False
        for table, rows in self.kept.items():
            if await _rows(connection, table) != rows:
                return False
        return True


async def _shape(connection: asyncpg.Connection) -> str:
    return str(await connection.fetchval(_SHAPE, "public"))


async def _rows(connection: asyncpg.Connection, table: str) -> str:
    told = f"SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {table} AS row"
    return await connection.fetchval(told) or ""
