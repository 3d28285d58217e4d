"""Where a ticket stands, for its holder: what the number's and the appointment's page both show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request

from api.house import house
from api.requests import municipality
from api.standing.moments import Moments, away_until, moments
from termin.catalogue import CatalogueView, OfficeFacts, ServiceFacts
from termin.localtime import local_date
from termin.offices import Counter
from termin.queue import Rule, Sheet, TicketState, TicketStatus, queue_of, sheet_of, status_of
from termin.queue.rows import Ticket
from termin.staff.rows import Device, DeviceKind

LIVING = frozenset(
    {
        TicketState.WAITING,
        TicketState.CALLED,
        TicketState.SERVING,
        TicketState.PARKED,
        TicketState.MISSED,
    }
)
"""States in which something may still happen: the page follows them."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One service on a ticket, with its name in every language."""

    service: ServiceFacts
    count: int


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a ticket that was sent to another office goes on."""

    id: UUID
    number: str
    office: OfficeFacts


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the holder of a ticket is shown; nothing of the person but what it is for.

    `over` says that the ticket is of an earlier day; `target` is the counter or the area to which
    somebody was sent on, `kiosk` whether the house has a terminal to come back at.
    """

    sheet: Sheet
    status: TicketStatus
    office: OfficeFacts
    errands: tuple[Errand, ...]
    over: bool
    turn: Moments | None
    away_until: datetime | None
    rule: Rule | None
    target: str
    onward: Onward | None
    kiosk: bool

    @property
    def state(self) -> str:
        """The state by its name."""
        return self.sheet.state.value

    @property
    def late(self) -> bool:
        """Whether somebody with an appointment came after its time."""
        return self.sheet.appointment is not None and self.sheet.due_at is None

    @property
    def follows(self) -> bool:
        """Whether the page follows what happens."""
        return not self.over and self.sheet.state in LIVING

    @property
    def may_leave(self) -> bool:
        """Whether the place can be given back."""
        return not self.over and self.sheet.state is TicketState.WAITING

    @property
    def call(self) -> str:
        """What tells one call from the next; empty unless called."""
        called = self.sheet.state is TicketState.CALLED
        return f"{self.sheet.called_at:%H%M%S}-{self.sheet.calls}" if called else ""


async def standing_of(request: Request, ticket: UUID) -> Standing:
    """Return where a ticket stands.

    Raises:
        NotFound: there is none.
    """
    own = house(request)
    now = own.clock.now()
    sheet = await sheet_of(ticket)
    status = await status_of(ticket, now)
    view = await own.catalogues.view(municipality(request))
    office = view.office(sheet.office)
    zone = ZoneInfo(office.time_zone)
    waiting = sheet.state is TicketState.WAITING
    return Standing(
        sheet=sheet,
        status=status,
        office=office,
        errands=_errands(view, sheet),
        over=local_date(sheet.drawn_at, zone) != local_date(now, zone),
        turn=moments(status.wait, now) if waiting and status.wait else None,
        away_until=away_until(status.earliest, now) if waiting else None,
        rule=await _rule(sheet, now) if waiting else None,
        target=await _target(sheet),
        onward=await _onward(view, sheet),
        kiosk=await has_kiosk(sheet.office),
    )


async def context_of(request: Request, ticket: UUID) -> dict[str, Any]:
    """Return the same as what a page is rendered with."""
    found = await standing_of(request, ticket)
    return {"standing": found, "office": found.office, "zone": ZoneInfo(found.office.time_zone)}


async def has_kiosk(office: int) -> bool:
    """Whether a terminal to check in at stands in an office."""
    return await Device.filter(office_id=office, kind=DeviceKind.KIOSK, revoked_at=None).exists()


def _errands(view: CatalogueView, sheet: Sheet) -> tuple[Errand, ...]:
    wanted = (line for line in sheet.lines if line.count > 0)  # 0: found at the counter
    return tuple(Errand(view.service(line.service), line.count) for line in wanted)


async def _rule(sheet: Sheet, now: datetime) -> Rule | None:
    places = (await queue_of(sheet.office, now)).waiting
    return next((one.reason.rule for one in places if one.waiting.ticket == sheet.id), None)


async def _target(sheet: Sheet) -> str:
    if sheet.for_counter is not None:
        return (await Counter.get(id=sheet.for_counter)).name
    return sheet.area


async def _onward(view: CatalogueView, sheet: Sheet) -> Onward | None:
    if sheet.state is not TicketState.FORWARDED:
        return None
    row = await Ticket.filter(forwarded_from_id=sheet.id).order_by("-came_at").first()
    return None if row is None else Onward(row.id, row.label, view.office(row.office_id))
