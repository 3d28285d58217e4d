"""Who waits, who calls, and whether the one may call the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from termin.capacity.skills import Able

Lines = tuple[tuple[int, int], ...]
"""What somebody came for: (service, planned minutes for all of them together)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits.

    `drawn_at` is what the place in line counts from; `due_at` the appointment's start, None
    without one or when late. Who is sent to a counter (`for_counter`) or to an `area` waits for
    that only. `continued_at`: was served before and waits since then to go on. `services` are
    (service, count), for what is known of how long they take.
    """

    ticket: UUID
    number: str
    drawn_at: datetime
    due_at: datetime | None = None
    skills: frozenset[int] = frozenset()
    minutes: int = 10
    priority: bool = False
    area: str = ""
    for_counter: int | None = None
    continued_at: datetime | None = None
    lines: Lines = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter with whoever sits there, as the one who calls.

    `takes_new` False: calls only those who were sent to it or to its `area`.
    """

    counter: int | None = None
    skills: Able = None
    area: str = ""
    takes_new: bool = True


def may_call(desk: Desk, one: Waiting) -> bool:
    """Return whether this desk may call this person.

    Sent to a counter: that one only. Sent to an area: every counter of the area, whatever its
    skills, since whoever sent the person knew why. Else by skills, and only counters that take
    people who come in.
    """
    if one.for_counter is not None:
        return desk.counter == one.for_counter
    if one.area:
        return desk.area == one.area
    return desk.takes_new and (desk.skills is None or one.skills <= desk.skills)
