"""The journal: every change, written in the transaction that makes it, and how it is read.

Followers of state compare `office_day.seq`; consumers of every event read in the order of
(transaction, id) behind the oldest running transaction, so that none is lost. Reading by id alone
would lose events: id 2 can become visible before id 1.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from termin.events import Event, Recorded

CHANNEL = "office_day"

_RECORD_ON_DAY = """
WITH day AS (UPDATE office_day SET seq = seq + 1 WHERE id = $1 RETURNING id, municipality_id, seq)
INSERT INTO journal (municipality_id, office_day_id, day_seq, kind, occurred_at, facts)
SELECT municipality_id, id, seq, $2, $3, $4::jsonb FROM day RETURNING id, day_seq
"""
_RECORD_MANY = """
WITH told AS (
  SELECT day, kind, facts, row_number() OVER (PARTITION BY day ORDER BY n) AS step
  FROM unnest($1::bigint[], $2::text[], $3::jsonb[]) WITH ORDINALITY AS t (day, kind, facts, n)),
counted AS (SELECT day, count(*) AS steps FROM told GROUP BY day),
before AS (
  UPDATE office_day SET seq = seq + steps FROM counted WHERE office_day.id = counted.day
  RETURNING office_day.id, municipality_id, seq - steps AS seq)
INSERT INTO journal (municipality_id, office_day_id, day_seq, kind, occurred_at, facts)
SELECT municipality_id, id, before.seq + step, kind, $4, facts
FROM before JOIN told ON told.day = before.id ORDER BY id, step
"""
_RECORD = """
INSERT INTO journal (municipality_id, kind, occurred_at, facts) VALUES ($1, $2, $3, $4::jsonb)
RETURNING id
"""
_COLUMNS = "id, municipality_id, office_day_id, day_seq, kind, occurred_at, recorded_at, facts"
_OF_DAY = f"""
SELECT {_COLUMNS} FROM journal WHERE office_day_id = $1 AND day_seq > $2 ORDER BY day_seq
"""
_LATEST = f"""
SELECT {_COLUMNS} FROM journal WHERE office_day_id = $1 AND kind = $2
ORDER BY day_seq DESC LIMIT 1
"""
_OF_TICKET = f"""
SELECT {_COLUMNS} FROM journal
WHERE office_day_id = $1 AND kind = $2 AND facts->>'ticket' = $3 ORDER BY day_seq
"""
# The kind is written out where it stands, so that the index of histories serves.
_OF_DRAFT = f"""
SELECT {_COLUMNS} FROM journal WHERE kind = 'plan-step' AND facts->>'draft' = $1 ORDER BY id
"""
# Ordered by the column, not by the text of it: as text 1000 comes before 999.
_AFTER = f"""
SELECT {_COLUMNS}, xid::text AS xid FROM journal
WHERE (xid, id) > ($1::text::xid8, $2) AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY journal.xid, id LIMIT $3
"""

Ask = Callable[[str, Sequence[object]], Awaitable[Sequence[Mapping[str, Any]]]]
"""Asks the database: a question, its values, and the rows that come back."""


async def _asked(question: str, values: Sequence[object]) -> Sequence[Mapping[str, Any]]:
    return await get_connection("default").execute_query_dict(question, list(values))


async def record_on_day(office_day: int, event: Event, occurred_at: datetime) -> int:
    """Write `event` as the next change of a locked office day; return the day's new `seq`."""
    rows = await get_connection("default").execute_query_dict(
        _RECORD_ON_DAY, [office_day, event.kind, occurred_at, json.dumps(event.facts())]
    )
    return int(rows[0]["day_seq"])


async def record_many(events: Sequence[tuple[int, Event]], occurred_at: datetime) -> None:
    """Write events as the next changes of their office days, in this order, in one statement.

    For founding and filling in bulk: the days are locked by the caller, or known to nobody yet.
    """
    days = [day for day, _ in events]
    kinds = [event.kind for _, event in events]
    facts = [json.dumps(event.facts()) for _, event in events]
    await get_connection("default").execute_query(_RECORD_MANY, [days, kinds, facts, occurred_at])


async def record(municipality: int, event: Event, occurred_at: datetime) -> int:
    """Write an `event` that belongs to no day; return its journal id."""
    rows = await get_connection("default").execute_query_dict(
        _RECORD, [municipality, event.kind, occurred_at, json.dumps(event.facts())]
    )
    return int(rows[0]["id"])


async def announce(office_day: int, seq: int) -> None:
    """Wake the followers of a day when this transaction commits.

    Only for today's days and publications: a NOTIFY takes a lock of the whole database at commit
    and would put all commits in a row.
    """
    await get_connection("default").execute_query(
        "SELECT pg_notify($1, $2)", [CHANNEL, f"{office_day}:{seq}"]
    )


async def of_day(office_day: int, after: int = 0, ask: Ask = _asked) -> tuple[Recorded, ...]:
    """Return the changes of one office day after `seq` = `after`, in order, without gaps."""
    rows = await ask(_OF_DAY, [office_day, after])
    return tuple(_recorded(row) for row in rows)


async def latest(office_day: int, kind: str) -> Recorded | None:
    """Return the last change of this kind on an office day, or None."""
    rows = await get_connection("default").execute_query_dict(_LATEST, [office_day, kind])
    return _recorded(rows[0]) if rows else None


async def of_ticket(office_day: int, ticket: UUID, kind: str) -> tuple[Recorded, ...]:
    """Return the changes of this kind to a ticket on an office day, in order."""
    rows = await get_connection("default").execute_query_dict(
        _OF_TICKET, [office_day, kind, str(ticket)]
    )
    return tuple(_recorded(row) for row in rows)


async def of_draft(draft: int) -> tuple[Recorded, ...]:
    """Return the history of a draft of the planning, the newest last."""
    rows = await get_connection("default").execute_query_dict(_OF_DRAFT, [str(draft)])
    return tuple(_recorded(row) for row in rows)


async def after(xid: int, journal_id: int, most: int = 500) -> tuple[tuple[int, Recorded], ...]:
    """Return up to `most` events behind the cursor (xid, id) that no running transaction precedes.

    Each comes with its transaction, so that the caller can move its cursor.
    """
    rows = await get_connection("default").execute_query_dict(_AFTER, [str(xid), journal_id, most])
    return tuple((int(row["xid"]), _recorded(row)) for row in rows)


def _recorded(row: Mapping[str, Any]) -> Recorded:
    facts = row["facts"]
    return Recorded(
        id=row["id"],
        municipality=row["municipality_id"],
        office_day=row["office_day_id"],
        day_seq=row["day_seq"],
        kind=row["kind"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        facts=json.loads(facts) if isinstance(facts, str) else facts,
    )


async def versions(days: Sequence[int], ask: Ask = _asked) -> dict[int, int]:
    """Return the present `seq` of each of these office days."""
    rows = await ask("SELECT id, seq FROM office_day WHERE id = ANY($1::bigint[])", [list(days)])
    return {row["id"]: row["seq"] for row in rows}
