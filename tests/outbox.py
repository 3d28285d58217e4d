"""The outbox in tests: all that has happened is read, whatever other tests do meanwhile."""

from __future__ import annotations

import asyncio
from datetime import datetime

from termin.messages import take_up
from termin.store import rows_of

_UNREAD = """
SELECT count(*) AS events FROM journal
LEFT JOIN journal_cursor AS read ON read.name = 'messages'
WHERE read.name IS NULL OR (journal.xid, journal.id) > (read.xid::text::xid8, read.journal_id)
"""


async def take_up_all(now: datetime) -> None:
    """Store the messages of all events, and send nothing.

    Events wait for every transaction that began before them, in the databases of other tests too.
    """
    for _ in range(400):
        while await take_up(now, then=_nothing):
            pass
        if not (await rows_of(_UNREAD))[0]["events"]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("some events were not read within 20 seconds")


async def _nothing(_messages: object) -> None:
    """Send nothing."""
