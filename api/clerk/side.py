"""Who is parked, and who was called and did not come: as a counter sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from termin.queue import Missed, Parked

RECENTLY = timedelta(hours=1)
"""Who was missed longer ago has gone home; the list of everybody still has them."""


@dataclass(frozen=True, slots=True)
class ParkedPerson:
    """Somebody parked; `due` when the counter is to be reminded of them."""

    ticket: UUID
    number: str
    services: str
    room: str
    minutes: int
    """Since they left the counter."""
    remind_at: datetime | None
    due: bool
    mine: bool
    counter_name: str


@dataclass(frozen=True, slots=True)
class MissedPerson:
    """Somebody who was called and did not come."""

    ticket: UUID
    number: str
    services: str
    ended_at: datetime
    counter_name: str
    recent: bool


def parked_people(
    parked: tuple[Parked, ...],
    counter: int,
    names: Mapping[int, str],
    services: Mapping[UUID, str],
    now: datetime,
) -> tuple[ParkedPerson, ...]:
    """Return the parked: this counter's first, those due before the others, longest first."""
    people = (
        ParkedPerson(
            ticket=one.ticket,
            number=one.number,
            services=services.get(one.ticket, ""),
            room=one.room,
            minutes=_minutes(one.parked_at, now),
            remind_at=one.remind_at,
            due=one.remind_at is not None and one.remind_at <= now,
            mine=one.counter == counter,
            counter_name=names.get(one.counter or 0, ""),
        )
        for one in parked
    )
    return tuple(sorted(people, key=lambda one: (not one.mine, not one.due, -one.minutes)))


def missed_people(
    missed: tuple[Missed, ...], services: Mapping[UUID, str], now: datetime
) -> tuple[MissedPerson, ...]:
    """Return the missed, newest first."""
    return tuple(
        MissedPerson(
            ticket=one.ticket,
            number=one.number,
            services=services.get(one.ticket, ""),
            ended_at=one.ended_at,
            counter_name=one.counter_name,
            recent=now - one.ended_at <= RECENTLY,
        )
        for one in missed
    )


def _minutes(since: datetime | None, now: datetime) -> int:
    return max(0, int((now - since).total_seconds() // 60)) if since else 0
