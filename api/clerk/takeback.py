"""The last step at a counter, as long as it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from termin.queue import Step, sheet_of
from termin.queue.memory import UNDO_SECONDS
from termin.queue.rows import Ticket

WORDS = {
    Step.FINISH: "%(number)s: fertig",
    Step.CONTINUE: "%(number)s: fertig, geht weiter",
    Step.MISS: "%(number)s: nicht erschienen",
    Step.PARK: "%(number)s: geparkt",
    Step.FORWARD: "%(number)s: weitergeleitet",
    Step.REQUEUE: "%(number)s: zurück in der Reihe",
    Step.WITHDRAW: "%(number)s: ist gegangen",
}
"""What is said of the step that can be taken back; message ids."""


@dataclass(frozen=True, slots=True)
class Takeback:
    """A step that can still be taken back for so many seconds."""

    ticket: UUID
    number: str
    words: str
    seconds: int
    until: datetime

    @property
    def share(self) -> int:
        """Percent of the time that is left."""
        return min(100, 100 * self.seconds // UNDO_SECONDS)


async def takeback_of(
    office_day: int, counter: int, now: datetime, *, busy: bool
) -> Takeback | None:
    """Return the last step taken at this counter, if `undo` would take it back now.

    Where the counter is `busy` with somebody else, nobody can come back to it.
    """
    earliest = now - timedelta(seconds=UNDO_SECONDS)
    rows = await Ticket.filter(office_day_id=office_day, stepped_at__gt=earliest).order_by(
        "-stepped_at"
    )
    for row in rows:
        if row.before is None or row.before.get("counter_id") != counter:
            continue
        sheet = await sheet_of(row.id)
        if sheet.undo_of is None or sheet.undo_until is None or sheet.undo_of not in WORDS:
            continue
        if busy and row.before.get("state") in ("called", "serving"):
            continue
        seconds = int((sheet.undo_until - now).total_seconds())
        if seconds > 0:
            return Takeback(row.id, row.label, WORDS[sheet.undo_of], seconds, sheet.undo_until)
    return None
