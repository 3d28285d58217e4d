"""Facts of an import into a table: one statement that writes only what differs.

Rows are told by (municipality, source, key). What the facts lack is retired, what returns comes
back, what is equal is not touched, so that a second run of the same import changes nothing. No
sequence moves unless a row is made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.connection import get_connection


@dataclass(frozen=True)
class Counts:
    """What happened to the rows of one table."""

    created: int = 0
    updated: int = 0
    returned: int = 0
    retired: int = 0
    unchanged: int = 0

    @property
    def changed(self) -> int:
        """How many rows are not as they were before."""
        return self.created + self.updated + self.returned + self.retired

    @property
    def present(self) -> int:
        """How many rows the import stands for."""
        return self.created + self.updated + self.returned + self.unchanged


@dataclass(frozen=True)
class Column:
    """A column that an import writes: its SQL type, and what goes in where a row is and is not.

    The expressions see the new `fact` and, where it is, the old `row`; without one the fact's own
    value is taken.
    """

    type: str
    update: str = ""
    insert: str = ""


@dataclass(frozen=True)
class Target:
    """A table: its `key`, the `facts` an import writes, and what else a new row starts with.

    `key` maps columns to SQL types, `local` the columns that an import sets only once, when it
    makes the row, to SQL literals. `shared_key` says that rows of all sources share the keys; then
    a row of another source stays as it is.
    """

    table: str
    key: Mapping[str, str]
    facts: Mapping[str, Column]
    local: Mapping[str, str]
    shared_key: bool = False

    def statement(self) -> str:
        """Return the statement; its parameters are municipality, source, facts as JSON, now."""
        updates = {name: column.update or f"fact.{_q(name)}" for name, column in self.facts.items()}
        inserts = {name: column.insert or f"fact.{_q(name)}" for name, column in self.facts.items()}
        types = {**self.key, **{name: column.type for name, column in self.facts.items()}}
        keys = {name: f"fact.{_q(name)}" for name in self.key}
        made = keys | inserts | dict(self.local)
        return _STATEMENT.format(
            table=self.table,
            columns=", ".join(f"{_q(name)} {kind}" for name, kind in types.items()),
            same=" AND ".join(f"row.{_q(name)} = fact.{_q(name)}" for name in self.key),
            old=", ".join(f"row.{_q(name)}" for name in self.facts),
            new=", ".join(updates.values()),
            sets=", ".join(f"{_q(name)} = {value}" for name, value in updates.items()),
            names=", ".join(map(_q, made)),
            values=", ".join(made.values()),
            taken="" if self.shared_key else "AND row.source = $2",
        )


async def merge(
    target: Target,
    municipality: int,
    source: str,
    facts: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Counts:
    """Make the table's rows of this source as the facts say; return what happened."""
    parameters = [municipality, source, json.dumps(facts, allow_nan=False), now]
    rows = await get_connection("default").execute_query_dict(target.statement(), parameters)
    names = ("created", "updated", "returned", "retired", "unchanged")
    return Counts(**{name: rows[0][name] for name in names})


_STATEMENT = """
WITH fact AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($3::text::jsonb) AS fact ({columns})),
met AS MATERIALIZED (
  SELECT row.id, row.retired_at IS NOT NULL AS was_retired,
    ROW({old}) IS DISTINCT FROM ROW({new}) AS differs
  FROM {table} row JOIN fact ON {same} WHERE row.municipality_id = $1 AND row.source = $2),
updated AS (
  UPDATE {table} row SET {sets}, retired_at = NULL FROM fact, met
  WHERE row.id = met.id AND (met.differs OR met.was_retired) AND {same} RETURNING 1),
created AS (
  INSERT INTO {table} (municipality_id, source, {names}) SELECT $1, $2, {values} FROM fact
  WHERE NOT EXISTS (
    SELECT 1 FROM {table} row WHERE row.municipality_id = $1 AND {same} {taken})
  RETURNING 1),
retired AS (
  UPDATE {table} row SET retired_at = $4
  WHERE row.municipality_id = $1 AND row.source = $2 AND row.retired_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM met WHERE met.id = row.id) RETURNING 1)
SELECT (SELECT count(*) FROM created) AS created,
  count(*) FILTER (WHERE was_retired) AS returned,
  count(*) FILTER (WHERE differs AND NOT was_retired) AS updated,
  count(*) FILTER (WHERE NOT differs AND NOT was_retired) AS unchanged,
  (SELECT count(*) FROM retired) AS retired
FROM met
"""


def _q(column: str) -> str:
    return f'"{column}"'
