"""What a counter sees of its office: the person now, who is next and why, who else is here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from api.clerk.coming import Coming, coming_of, counted, services_in
from api.clerk.fitting import HEIGHT, MOST, fitting
from api.clerk.person import PersonNow, person_now
from api.clerk.side import MissedPerson, ParkedPerson, missed_people, parked_people
from api.clerk.takeback import Takeback, takeback_of
from termin.offices.rows import Counter
from termin.queue import QueueView, policy_of, queue_of
from termin.queue.ability import desk_of
from termin.queue.order import Place, Rule, may_call
from termin.queue.rows import TicketLine
from termin.scope import Scope

__all__ = ["Next", "Room", "Translate", "counted", "room_of", "services_in", "services_of", "told"]

Translate = Callable[[str], str]


def as_it_is(text: str) -> str:
    """Leave a text in German."""
    return text


@dataclass(frozen=True, slots=True)
class Next:
    """Somebody who waits: for what, since when, and why at this place."""

    ticket: UUID
    number: str
    services: str
    minutes: int
    reason: str
    drawn_at: datetime
    due_at: datetime | None
    priority: bool = False
    area: str = ""
    ahead: int = 0
    """How many this counter would call before."""


@dataclass(frozen=True, slots=True)
class Room:
    """All that the workstation shows; lists hold what fits, the numbers beside them say of all."""

    person: PersonNow | None
    takeback: Takeback | None
    paused_until: datetime | None
    callable: bool
    """Whether there is somebody whom the next call would reach."""
    next: tuple[Next, ...]
    waiting: int
    others: int
    """How many wait whom this counter cannot serve."""
    coming: tuple[Coming, ...]
    to_come: int
    given_up: int
    """How many are so late that they are counted only."""
    parked: tuple[ParkedPerson, ...]
    all_parked: int
    missed: tuple[MissedPerson, ...]
    all_missed: int


async def room_of(
    counter: Counter,
    account: int,
    scope: Scope,
    now: datetime,
    translate: Translate = as_it_is,
    *,
    height: int = HEIGHT,
) -> Room:
    """Return the room as a counter with this account sees it; lists of this height. Reads only."""
    queue = await queue_of(counter.office_id, now)
    desk = await desk_of(counter, account)
    mine = [one for one in queue.waiting if may_call(desk, one.waiting)]
    policy = policy_of(counter.office)
    here = queue.at(counter.id)
    everybody = await coming_of(scope, counter.office, now)
    coming = tuple(one for one in everybody if not one.given_up)
    parked, missed = await sides_of(queue, counter, now)
    recent = tuple(one for one in missed if one.recent)
    zone = ZoneInfo(counter.office.time_zone)
    first = await told(mine[: MOST["next"]], zone, translate)
    shown = fitting(
        {"next": len(mine), "coming": len(coming), "parked": len(parked), "missed": len(recent)},
        height,
        [one.reason for one in first],
    )
    return Room(
        person=await person_now(here.ticket, now) if here else None,
        takeback=await takeback_of(queue.office_day, counter.id, now, busy=here is not None),
        paused_until=queue.paused.get(counter.id),
        callable=any(policy.calls_early or one.reason.rule is not Rule.EARLY for one in mine),
        next=first[: shown["next"]],
        waiting=len(mine),
        others=len(queue.waiting) - len(mine),
        coming=coming[: shown["coming"]],
        to_come=len(coming),
        given_up=len(everybody) - len(coming),
        parked=parked[: shown["parked"]],
        all_parked=len(parked),
        missed=recent[: shown["missed"]],
        all_missed=len(missed),
    )


async def sides_of(
    queue: QueueView, counter: Counter, now: datetime
) -> tuple[tuple[ParkedPerson, ...], tuple[MissedPerson, ...]]:
    """Return everybody who is parked, and everybody who was missed."""
    services = await services_of([one.ticket for one in queue.parked + queue.missed])
    rows = await Counter.filter(office_id=counter.office_id)
    names = {row.id: row.name for row in rows}
    return (
        parked_people(queue.parked, counter.id, names, services, now),
        missed_people(queue.missed, services, now),
    )


async def told(
    places: Sequence[Place], zone: ZoneInfo, translate: Translate = as_it_is
) -> tuple[Next, ...]:
    """Return people who wait as staff see them, with the reason in a sentence."""
    services = await services_of([place.waiting.ticket for place in places])

    def clock(instant: datetime) -> str:
        return instant.astimezone(zone).strftime("%H:%M")

    return tuple(
        Next(
            ticket=place.waiting.ticket,
            number=place.waiting.number,
            services=services.get(place.waiting.ticket, ""),
            minutes=place.waiting.minutes,
            reason=place.reason.sentence(clock, translate),
            drawn_at=place.waiting.drawn_at,
            due_at=place.waiting.due_at,
            priority=place.waiting.priority,
            area=place.waiting.area,
            ahead=position,
        )
        for position, place in enumerate(places)
    )


async def services_of(tickets: Collection[UUID]) -> Mapping[UUID, str]:
    """Return what tickets are for, in words."""
    rows = (
        await TicketLine.filter(ticket_id__in=list(tickets))
        .order_by("id")
        .select_related("service")
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        found[row.ticket_id].append(counted(row.service.name, row.count))
    return {ticket: ", ".join(names) for ticket, names in found.items()}
