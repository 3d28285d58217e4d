"""What a change will do, laid out for whoever decides: who is re-seated, who loses their time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from starlette.requests import Request

from api import booking
from api.house import house
from api.manager.frame import may_see_people, now
from api.manager.remaining import Proposal, Remaining, proposals
from api.offers import Offers
from api.requests import municipality
from termin.booking import (
    Alternative,
    AlternativeState,
    Appointment,
    AppointmentState,
    Change,
    Channel,
    Impact,
    impacts,
    stranded_appointments,
)
from termin.capacity import Claim, DayBook
from termin.errors import Invalid, NotCombinable, NotFound
from termin.officeday import OfficeDay
from termin.offices import Counter, Office

CANCEL = "absagen"


@dataclass(frozen=True, slots=True)
class Stranded:
    """An appointment that loses its time, and what can be done."""

    appointment: Appointment
    field: str
    office: Office
    services: str
    person: str
    phone: str
    by_mail: bool
    proposals: tuple[Proposal, ...]
    chosen: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its office."""
        return ZoneInfo(self.office.time_zone)


@dataclass(frozen=True, slots=True)
class Reseated:
    """An appointment that keeps its time at another counter."""

    office: Office
    start: datetime
    former: str
    counter: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its office."""
        return ZoneInfo(self.office.time_zone)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """All that a change does to people; `stand` is another whenever something of it is.

    `kept` are times kept for people who had lost theirs before: each is offered another.
    """

    stranded: tuple[Stranded, ...]
    reseated: tuple[Reseated, ...]
    holds: int
    kept: int
    days: int
    stand: str


async def foresee(
    request: Request, change: Change, values: Mapping[str, str] | None = None
) -> Foreseen:
    """Return what the change would do now, with proposals; `values` are choices made before."""
    found = await impacts(change, now(request))
    rows = [row for impact in found.values() for row in await stranded_appointments(impact.settled)]
    rows.sort(key=lambda row: (row.starts_at, str(row.id)))
    offices = {one.id: one for one in await Office.filter(municipality_id=municipality(request).id)}
    remaining = await room_after(request, found)
    stranded = []
    for row in rows:
        offers = await offers_for(request, row)
        near = proposals(offers, row, remaining) if offers else ()
        chosen = _chosen(row, near, values)
        pick = next((one for one in near if one.value == chosen), None)
        if offers and pick:
            remaining.take(offers, pick.office, pick.start, row.id)
        stranded.append(_stranded(request, row, offices[row.office_id], near, chosen))
    holders = {promise.holder for impact in found.values() for promise in impact.settled.stranded}
    holds = await Claim.filter(hold_id__in=list(holders)).count() if holders else 0
    kept = await Alternative.filter(hold_id__in=list(holders), state=AlternativeState.OPEN).count()
    return Foreseen(
        tuple(stranded),
        await _reseated(found, offices),
        holds - kept,
        kept,
        len(found),
        stand_of(rows),
    )


def stand_of(rows: list[Appointment]) -> str:
    """Return a fingerprint of who loses their time."""
    told = " ".join(f"{row.id}:{row.sequence}" for row in sorted(rows, key=lambda row: row.id))
    return sha256(told.encode()).hexdigest()[:16]


async def room_after(request: Request, found: Mapping[int, Impact]) -> Remaining:
    """Return the room there is after the change."""
    days = {row.id: (row.office_id, row.date) for row in await OfficeDay.filter(id__in=list(found))}
    changed: dict[tuple[int, date], DayBook] = {
        days[day]: impact.settled.after for day, impact in found.items()
    }
    return Remaining(house(request).availability, changed)


async def offers_for(request: Request, row: Appointment) -> Offers | None:
    """Return what staff may offer for an appointment; None where it cannot be given again."""
    if row.state is not AppointmentState.BOOKED:
        return None  # whoever has not followed the link yet cannot be moved
    own = house(request)
    view = (await own.catalogues.view(municipality(request))).internal
    lines = booking.lines_of(row)
    try:
        return Offers.of(view, own.availability, lines, Channel.DESK, now(request))
    except (Invalid, NotFound, NotCombinable):
        return None


def _chosen(row: Appointment, near: tuple[Proposal, ...], values: Mapping[str, str] | None) -> str:
    if values is not None and field_of(row) in values:
        return values[field_of(row)]
    # Who hears of it by mail is given the nearest time; others should be called first.
    return near[0].value if near and _mail_of(row) else ""


def field_of(row: Appointment) -> str:
    """Return the name of an appointment's field."""
    return f"termin-{row.id}"


def _mail_of(row: Appointment) -> str:
    contact = getattr(row.visit, "contact", None)
    return contact.email if contact else ""


def _stranded(
    request: Request, row: Appointment, office: Office, near: tuple[Proposal, ...], chosen: str
) -> Stranded:
    seen = may_see_people(request)
    contact = getattr(row.visit, "contact", None)
    services = ", ".join(
        f"{line.service.name} ({line.count}-mal)" if line.count > 1 else line.service.name
        for line in row.lines
    )
    return Stranded(
        row,
        field_of(row),
        office,
        services,
        contact.name if contact and seen else "",
        contact.phone if contact and seen else "",
        bool(_mail_of(row)),
        near,
        chosen,
    )


async def _reseated(
    found: Mapping[int, Impact], offices: Mapping[int, Office]
) -> tuple[Reseated, ...]:
    ids = {one.counter for impact in found.values() for one in impact.book.on_duty}
    names = {one.id: one.name for one in await Counter.filter(id__in=list(ids))}
    places = {row.id: offices[row.office_id] for row in await OfficeDay.filter(id__in=list(found))}
    moved = [claim for impact in found.values() for claim in impact.settled.moves]
    rows = await Claim.filter(id__in=moved, appointment_id__isnull=True)
    holds = {row.id for row in rows}
    told = []
    for day, impact in found.items():
        at = {one.duty: names[one.counter] for one in impact.book.on_duty}
        for promise in impact.book.promises:
            duty = impact.settled.moves.get(promise.id)
            if duty is not None and duty != promise.duty and promise.id not in holds:
                former = at.get(promise.duty, "")
                told.append(Reseated(places[day], promise.during.start, former, at[duty]))
    return tuple(sorted(told, key=lambda one: one.start))
