"""One halt: who would be touched before it is cancelled, and what became of each after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api import booking
from api.alternatives import other_times
from api.answers import redirect, render
from api.house import house
from api.manager.bus_frame import halt_of
from api.manager.bus_phone import of_halt
from api.manager.frame import may_see_people, now
from api.planning.tours import name_of
from api.requests import form, municipality, values_of
from api.routes import Permission, Route
from termin.booking import Alternative, AlternativeState, Appointment, By, Offered
from termin.errors import HoldExpired, NotAllowed, NotFound, WrongState
from termin.mobile import cancel_halt, touched_by
from termin.offices.mobile import Halt, HaltState
from termin.offices.rows import Office

MOST_REASON = 300


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An appointment that would lose its time, and what would be kept instead as things stand."""

    appointment: Appointment
    services: str
    name: str
    phone: str
    by_mail: bool
    offered: Offered | None
    place: Office | None

    @property
    def there(self) -> ZoneInfo | None:
        """The zone of the other place."""
        return ZoneInfo(self.place.time_zone) if self.place else None


async def show(request: Request) -> Response:
    """Show a halt, and whom it concerns."""
    return await _page(request, await halt_of(request))


async def cancel(request: Request) -> Response:
    """Cancel a halt to the end, or go on with a cancellation that stopped half way."""
    values = values_of(await form(request))
    halt = await halt_of(request)
    reason = values.get("grund", "")
    if halt.state is not HaltState.CANCELLED and not 0 < len(reason) <= MOST_REASON:
        wrong = {"grund": f"Bitte nennen Sie den Grund mit höchstens {MOST_REASON} Zeichen."}
        return await _page(request, halt, 422, reason, wrong)
    own, town, at = house(request), municipality(request), now(request)

    async def seek(appointment: Appointment) -> list[Offered]:
        return list(await other_times(own, town, appointment, at))

    try:
        async for step in cancel_halt(halt.id, reason, seek, at):
            await own.availability.reload(step.office_day, at)
    except WrongState:
        return await _page(request, await halt_of(request), 409)
    return redirect(request, "bus-halt", {"meldung": "abgesagt"}, halt=halt.id)


async def settle(request: Request) -> Response:
    """Note that a person was phoned, or what they said on the phone."""
    values = values_of(await form(request))
    halt = await halt_of(request)
    row = await _row_of(request, halt, values.get("zeile", ""))
    appointment = await Appointment.get(id=row.appointment_id)
    own, at, step = house(request), now(request), values.get("schritt")
    message = "notiert"
    try:
        if row.state is not AlternativeState.OPEN:
            raise WrongState(state=row.state.value, step="settle")
        if step == "annehmen":
            await booking.accept(own, appointment, at)
        elif step == "absagen":
            await booking.cancel(own, appointment, By.STAFF, at)
        else:
            await Alternative.filter(id=row.id).update(told_at=at)
    except (HoldExpired, WrongState):
        message = "anders"
    return redirect(request, "bus-halt", {"meldung": message}, halt=halt.id)


async def _page(
    request: Request,
    halt: Halt,
    status: int = 200,
    reason: str = "",
    errors: dict[str, str] | None = None,
) -> Response:
    told = request.query_params.get("meldung", "")
    gone = halt.state is HaltState.CANCELLED
    return render(
        request,
        "manager/bus_halt.html",
        status,
        halt=halt,
        name=name_of(halt.stop),
        there=ZoneInfo(halt.stop.office.time_zone),
        month=f"{halt.date:%Y-%m}",
        over=halt.closes_at <= now(request),
        foreseen=await _foreseen(request, halt),
        touched=await of_halt(halt) if gone else [],
        people=may_see_people(request),
        reason=reason,
        errors=errors or {},
        told=told if told.isalpha() else "",
    )


async def _foreseen(request: Request, halt: Halt) -> list[Foreseen]:
    """Return whom a cancellation touches, each with a time that nobody before them is offered."""
    own, town, at = house(request), municipality(request), now(request)
    ids: list[UUID] = list(await touched_by(halt.id, at))
    rows = await Appointment.filter(id__in=ids).prefetch_related("lines__service", "visit__contact")
    offices = {one.id: one for one in await Office.filter(municipality_id=town.id)}
    given: list[Offered] = []

    def gone(office: int, start: datetime) -> bool:
        """Whether a start falls away itself, or meets what somebody before would get."""
        if office == halt.stop.office_id and halt.opens_at <= start < halt.closes_at:
            return True
        end = start + long
        return any(
            one.target.office == office and one.target.start < end and start < one.target.ends_at
            for one in given
        )

    found = []
    for row in sorted(rows, key=lambda one: ids.index(one.id)):
        long = row.ends_at - row.starts_at
        times = await other_times(own, town, row, at, without=gone)
        offered = times[0] if times else None
        if offered:
            given.append(offered)
        contact = getattr(row.visit, "contact", None)
        found.append(
            Foreseen(
                row,
                ", ".join(line.service.name for line in row.lines),
                contact.name if contact else "",
                contact.phone if contact else "",
                bool(contact and contact.email),
                offered,
                offices.get(offered.target.office) if offered else None,
            )
        )
    return found


async def _row_of(request: Request, halt: Halt, text: str) -> Alternative:
    if not may_see_people(request):
        raise NotAllowed
    rows = await of_halt(halt)
    found = next((one.row for one in rows if str(one.row.id) == text), None)
    if found is None:
        raise NotFound
    return found


_HALT = "/{municipality}/amt/planung/bus/halte/{halt}"
ROUTES: tuple[Route, ...] = (
    Route("GET", _HALT, show, Permission.PLAN, "bus-halt", "A halt and whom it concerns"),
    Route("POST", f"{_HALT}/absagen", cancel, Permission.PLAN, "cancel-halt"),
    Route("POST", f"{_HALT}/antworten", settle, Permission.PLAN, "settle-alternative"),
)
