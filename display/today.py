"""Which office day is today's, as the composition root tells it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Today:
    """An office's present day: its id, its date there, and from when to when (UTC) it lasts.

    `public` says whether everybody may watch its board.
    """

    office: int
    office_day: int
    date: date
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    public: bool = True

    def holds_at(self, now: datetime) -> bool:
        """Whether it is still this day."""
        return self.starts_at <= now < self.ends_at


Almanac = Callable[[int], Awaitable[Today]]
"""Tells an office's present day; raises what the caller of `Feed` shall see for unknown offices."""
