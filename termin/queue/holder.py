"""The holder of a ticket: whoever shows the secret that came with it."""

from __future__ import annotations

from uuid import UUID

from termin import tokens
from termin.errors import NotFound
from termin.queue.rows import Ticket


async def check_secret(ticket: UUID, secret: str) -> None:
    """Let pass whoever holds a ticket.

    Raises:
        NotFound: there is no such ticket, or the secret is another's; nobody learns which.
    """
    row = await Ticket.get_or_none(id=ticket)
    if row is None or not tokens.matches(secret, row.secret_hash):
        raise NotFound
