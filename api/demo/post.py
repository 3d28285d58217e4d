"""The mails about the sample's own bookings: those people have theirs already, but for a few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from termin.messages import Message, MessageState, take_up

SENT_NOW = 3
"""So many are really sent, so that the mailbox has something to show from the start."""

BATCH = 500


async def deliver_past_mails(now: datetime) -> None:
    """Read the events of the bookings just made, and count their mails as sent but for a few."""
    from api.jobs import enqueue_sending  # loads the job queue, which later starts do not need

    fresh: list[int] = []

    async def note(messages: Sequence[int]) -> None:
        few = messages[: max(0, SENT_NOW - len(fresh))]
        fresh.extend(few)
        if few:
            await enqueue_sending(few)
        rest = [message for message in messages if message not in few]
        await Message.filter(id__in=rest).update(state=MessageState.SENT, sent_at=now, attempts=1)

    while await take_up(now, BATCH, then=note) == BATCH:
        pass
