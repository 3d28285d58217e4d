"""One halt: who would be touched before it is cancelled, and what became of each after."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api import booking
from api.alternatives import other_times
from api.answers import redirect, render
from api.house import house
from api.manager.bus_foreseen import foreseen
from api.manager.bus_frame import halt_of
from api.manager.bus_phone import of_halt
from api.manager.frame import may_see_people, now
from api.planning.tours import name_of
from api.requests import form, municipality, values_of
from api.routes import Permission, Route
from termin.booking import Alternative, AlternativeState, Appointment, By, Offered
from termin.errors import HoldExpired, NotAllowed, NotFound, WrongState
from termin.mobile import cancel_halt, touched_by
from termin.offices.mobile import GONE, Halt, HaltState

MOST_REASON = 300


async def show(request: Request) -> Response:
    """Show a halt, and whom it concerns."""
    return await _page(request, await halt_of(request))


async def cancel(request: Request) -> Response:
    """Cancel a halt to the end, or go on with a cancellation that stopped half way."""
    values = values_of(await form(request))
    halt = await halt_of(request)
    reason = values.get("grund", "")
    if halt.state not in GONE and not 0 < len(reason) <= MOST_REASON:
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
    gone = halt.state in GONE
    return render(
        request,
        "manager/bus_halt.html",
        status,
        halt=halt,
        name=name_of(halt.stop),
        there=ZoneInfo(halt.stop.office.time_zone),
        month=f"{halt.date:%Y-%m}",
        over=halt.closes_at <= now(request),
        begun=halt.opens_at <= now(request),
        foreseen=await foreseen(request, await touched_by(halt.id, now(request)), [halt]),
        touched=await of_halt(halt) if gone else [],
        former=await _former(halt),
        people=may_see_people(request),
        reason=reason,
        errors=errors or {},
        told=told if told.isalpha() else "",
    )


async def _former(halt: Halt) -> list[Halt]:
    """Return the halts of the same stop and day whose place others took, newest first."""
    return await (
        Halt.filter(stop_id=halt.stop_id, date=halt.date, state=HaltState.REPLACED)
        .exclude(id=halt.id)
        .order_by("-id")
    )


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
