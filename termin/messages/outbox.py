"""The outbox: reads every event once and stores the messages that follow from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from tortoise.transactions import in_transaction

from termin import journal
from termin.messages.telling import Telling, newest, telling_of
from termin.store import rows_of

CURSOR = "messages"

_NEW_CURSOR = """
INSERT INTO journal_cursor (name, xid, journal_id) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING
"""
_ANYTHING_NEW = """
SELECT NOT EXISTS (SELECT FROM journal_cursor WHERE name = $1) OR EXISTS (
  SELECT FROM journal_cursor AS read JOIN journal AS event
    ON (event.xid, event.id) > (read.xid::text::xid8, read.journal_id)
  WHERE read.name = $1 AND event.xid < pg_snapshot_xmin(pg_current_snapshot())) AS found
"""
_LOCK_CURSOR = "SELECT xid, journal_id FROM journal_cursor WHERE name = $1 FOR UPDATE"
_MOVE_CURSOR = "UPDATE journal_cursor SET xid = $2, journal_id = $3 WHERE name = $1"

_DROP_OVERTAKEN = """
UPDATE message SET state = 'dropped', last_error = 'overtaken'
FROM unnest($1::uuid[], $2::int[]) AS told (appointment, sequence)
WHERE message.appointment_id = told.appointment AND message.sequence <= told.sequence
  AND message.state = 'queued' AND message.journal_id <> ALL($3::bigint[])
"""
# A message that was tried may have arrived although we do not know it: that counts as told.
_STORE = """
INSERT INTO message
  (municipality_id, appointment_id, kind, sequence, journal_id,
   state, attempts, last_error, created_at)
SELECT told.municipality, told.appointment, told.kind, told.sequence, told.event,
  'queued', 0, '', $6
FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::int[], $5::bigint[])
  AS told (municipality, appointment, kind, sequence, event)
JOIN appointment ON appointment.id = told.appointment
JOIN contact ON contact.visit_id = appointment.visit_id AND contact.email <> ''
WHERE told.kind <> 'cancelled' OR EXISTS (
  SELECT FROM message AS earlier
  WHERE earlier.appointment_id = told.appointment AND earlier.kind <> 'cancelled'
    AND (earlier.state = 'sent' OR earlier.attempts > 0 AND earlier.state <> 'failed'))
ORDER BY told.event
ON CONFLICT (journal_id) DO NOTHING
RETURNING id
"""


async def take_up(
    now: datetime,
    most: int = 500,
    *,
    then: Callable[[Sequence[int]], Awaitable[None]],
) -> int:
    """Read up to `most` new events, store their messages, and return how many events were read.

    `then` gets the ids of the new messages inside the transaction that stores them and moves the
    cursor: what it writes there is neither lost nor done twice. Only one process at a time reads;
    others wait for the cursor. An event waits for every transaction that began writing before it.
    """
    # Most looks find nothing, and then they write nothing either.
    if not (await rows_of(_ANYTHING_NEW, CURSOR))[0]["found"]:
        return 0
    async with in_transaction():
        xid, journal_id = await _cursor()
        events = await journal.after(xid, journal_id, most)
        if not events:
            return 0
        tellings = newest(told for _, event in events if (told := telling_of(event)))
        stored = await _store(tellings, now) if tellings else ()
        if stored:
            await then(stored)
        last_xid, last = events[-1]
        await rows_of(_MOVE_CURSOR, CURSOR, last_xid, last.id)
    return len(events)


async def _cursor() -> tuple[int, int]:
    found = await rows_of(_LOCK_CURSOR, CURSOR)
    if not found:
        await rows_of(_NEW_CURSOR, CURSOR)
        found = await rows_of(_LOCK_CURSOR, CURSOR)
    return found[0]["xid"], found[0]["journal_id"]


async def _store(tellings: Sequence[Telling], now: datetime) -> tuple[int, ...]:
    appointments = [telling.appointment for telling in tellings]
    sequences = [telling.sequence for telling in tellings]
    events = [telling.event for telling in tellings]
    # First, because it locks them: whoever is about to send one of them waits, and then sees it.
    await rows_of(_DROP_OVERTAKEN, appointments, sequences, events)
    rows = await rows_of(
        _STORE,
        [telling.municipality for telling in tellings],
        appointments,
        [telling.kind.value for telling in tellings],
        sequences,
        events,
        now,
    )
    return tuple(row["id"] for row in rows)
