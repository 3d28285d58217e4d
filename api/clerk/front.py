"""What the reception sees: who should be here by now, who waits, and what numbers are drawn for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from api.clerk.coming import Coming, coming_of, name_of
from api.clerk.room import Next, Translate, as_it_is, services_of, told
from api.clerk.side import MissedPerson, missed_people
from api.kiosk.place import by_demand
from termin.catalogue import CatalogueView, ServiceFacts
from termin.offices.rows import Office
from termin.queue import AtCounter, Outlook, QueueView, Wait, queue_of
from termin.scope import Scope

__all__ = ["QUICK", "Front", "Waits", "front_of", "name_of", "waits_in"]

QUICK = 9
"""Services that can be drawn by a digit."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody who waits: where in line and why there, and how long it may still take."""

    position: int
    person: Next
    wait: Wait | None


@dataclass(frozen=True, slots=True)
class Front:
    """All that the reception shows of an office."""

    due: tuple[Coming, ...]
    later: tuple[Coming, ...]
    waiting: tuple[Waits, ...]
    missed: tuple[MissedPerson, ...]
    at_counters: tuple[AtCounter, ...]
    wait: Wait | None
    quick: tuple[ServiceFacts, ...]

    def place_of(self, ticket: UUID) -> Waits | None:
        """Return where a ticket stands in line; None where it does not wait."""
        return next((one for one in self.waiting if one.person.ticket == ticket), None)


async def front_of(
    scope: Scope,
    office: Office,
    view: CatalogueView,
    now: datetime,
    translate: Translate = as_it_is,
) -> Front:
    """Return the front as it stands; reads only."""
    queue = await queue_of(office.id, now)
    coming = await coming_of(scope, office, now)
    missed = await services_of([one.ticket for one in queue.missed])
    return Front(
        due=tuple(one for one in coming if one.soon),
        later=tuple(one for one in coming if not one.soon),
        waiting=await waits_in(queue, ZoneInfo(office.time_zone), translate),
        missed=missed_people(queue.missed, missed, now),
        at_counters=queue.called + queue.serving,
        wait=queue.wait,
        quick=by_demand(view, office.id)[:QUICK],
    )


async def waits_in(
    queue: QueueView, zone: ZoneInfo, translate: Translate = as_it_is
) -> tuple[Waits, ...]:
    """Return everybody who waits, in the order of the office."""
    outlooks: Mapping[UUID, Outlook] = queue.outlooks
    people = await told(queue.waiting, zone, translate)
    return tuple(
        Waits(position, person, outlooks[person.ticket].wait)
        for position, person in enumerate(people, start=1)
    )
