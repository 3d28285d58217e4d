"""What somebody wants to book, complete and checked against the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from termin.booking.rows import Channel
from termin.capacity.daybook import CITIZENS, STAFF
from termin.capacity.segments import Use

Planned = tuple[int, int, int]
"""A service, how often, and the minutes for all of them together."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A start at an office for services whose minutes and skills the catalogue has told."""

    municipality: int
    office: int
    zone: str
    start: datetime
    lines: tuple[Planned, ...]
    required: frozenset[int]
    channel: Channel
    needs: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """How long the visit is planned to take."""
        return sum(minutes for _, _, minutes in self.lines)

    @property
    def end(self) -> datetime:
        """When it is planned to be over."""
        return self.start + timedelta(minutes=self.minutes)


def uses_of(channel: Channel) -> frozenset[Use]:
    """Return which time a channel may book: staff also what is kept for the office itself."""
    return STAFF if channel in {Channel.PHONE, Channel.DESK} else CITIZENS
