"""What the reception does with somebody who is here: back into line, priority, elsewhere, paper."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect
from api.clerk.reception import found_of, own_office, own_sheet, page
from api.clerk.reception_steps import shown, why_closed
from api.clerk.slip import print_slip, slip_page
from api.house import house
from api.kiosk.ticket import told
from api.requests import form, identity, municipality, values_of
from api.routes import Permission, Route
from termin import queue
from termin.booking import Channel, by_code, note_needs
from termin.errors import Closed, Invalid, WrongState

Move = Callable[[UUID, datetime], Awaitable[object]]


async def withdraw(request: Request) -> Response:
    """Take a number back; an appointment is then as before its check-in."""
    return await _moved(request, queue.withdraw, "zurueck")


async def undo(request: Request) -> Response:
    """Take the last step back, as long as that is possible."""
    return await _moved(request, queue.undo, "widerrufen")


async def bring_back(request: Request) -> Response:
    """Let somebody who was called and had not come wait again."""
    return await _moved(request, queue.bring_back, "wieder")


async def rank(request: Request) -> Response:
    """Give priority, or take it back; nobody asks why."""
    wanted = "vorrang" in await form(request)

    async def ranked(ticket: UUID, now: datetime) -> None:
        await queue.rank(ticket, now, priority=wanted)

    return await _moved(request, ranked, "vorrang" if wanted else "keinvorrang")


async def send(request: Request) -> Response:
    """Send the person to another office of the municipality."""
    values = values_of(await form(request))
    office = await own_office(request)
    sheet = await own_sheet(request, office)
    try:
        there = identity(values.get("wohin", "")) if values.get("wohin") else 0
        if not there:
            raise Invalid(fields={"wohin": "Bitte wählen Sie eine Dienststelle."})
        await queue.send(sheet.id, there, house(request).clock.now())
    except Closed:
        errors = {"wohin": "Diese Dienststelle nimmt zurzeit niemanden an."}
        return await page(request, 409, ticket=sheet, errors=errors)
    except Invalid as refusal:
        errors = {"wohin": next(iter(refusal.fields.values()))}
        return await page(request, 422, ticket=sheet, errors=errors)
    except WrongState:
        return _back(request, office.id, sheet.id, "schon")
    return _back(request, office.id, sheet.id, "geschickt")


async def show_slip(request: Request) -> Response:
    """Show a ticket as a slip of paper, for an ordinary sheet or a roll."""
    office = await own_office(request)
    return slip_page(request, office, await told(request, await own_sheet(request, office)))


async def print_again(request: Request) -> Response:
    """Print on the office's printer; where there is none, show the page to print."""
    await form(request)
    office = await own_office(request)
    sheet = await own_sheet(request, office)
    if not office.printer:
        return redirect(request, "reception-slip", office=office.id, id=sheet.id)
    done = await print_slip(request, office, sheet)
    query = {"papier": done.value}
    return redirect(request, "reception-ticket", office=office.id, id=sheet.id, query=query)


async def wait_instead(request: Request) -> Response:
    """Draw a number instead of an appointment, whose time is free for others then."""
    await form(request)
    office = await own_office(request)
    own = house(request)
    before = await by_code(municipality(request).id, request.path_params["code"])
    try:
        drawn = await queue.draw_instead(
            before.code, Channel.DESK, own.clock.now(), at_office=office.id
        )
    except Closed as refusal:
        errors = {"suche": why_closed(office, refusal)}
        return await page(request, 409, found=await found_of(request), errors=errors)
    except WrongState as refusal:
        return await page(request, 409, found=await found_of(request, refusal))
    await own.availability.reload(before.office_day_id, own.clock.now())
    return await shown(request, office, drawn, "statt")


async def note(request: Request) -> Response:
    """Note what the person needs."""
    fields = await form(request)
    office = await own_office(request)
    found = await found_of(request)
    if found.may_note:
        needs = [need for need in fields.getlist("bedarf") if isinstance(need, str)]
        await note_needs(found.appointment.id, needs, house(request).clock.now())
    query = {"meldung": "vermerkt" if found.may_note else "schon"}
    code = found.appointment.code
    return redirect(request, "reception-appointment", office=office.id, code=code, query=query)


async def _moved(request: Request, move: Move, message: str) -> Response:
    await form(request)
    office = await own_office(request)
    sheet = await own_sheet(request, office)
    try:
        await move(sheet.id, house(request).clock.now())
    except WrongState:
        message = "schon"
    return _back(request, office.id, sheet.id, message)


def _back(request: Request, office: int, ticket: UUID, message: str) -> Response:
    query = {"meldung": message}
    return redirect(request, "reception-ticket", office=office, id=ticket, query=query)


_ONE = "/{municipality}/amt/empfang/{office}"
_TICKET = f"{_ONE}/nummer/{{id}}"
_CODE = f"{_ONE}/termin/{{code}}"
_MAY = Permission.RECEIVE
ROUTES = (
    Route("POST", f"{_TICKET}/rueckgabe", withdraw, _MAY, "reception-withdraw", "Take back"),
    Route("POST", f"{_TICKET}/ruecknahme", undo, _MAY, "reception-undo", "Undo"),
    Route("POST", f"{_TICKET}/rueckkehr", bring_back, _MAY, "reception-bring-back", "Wait again"),
    Route("POST", f"{_TICKET}/vorrang", rank, _MAY, "reception-rank", "Priority"),
    Route("POST", f"{_TICKET}/versand", send, _MAY, "reception-send", "To another office"),
    Route("GET", f"{_TICKET}/zettel", show_slip, _MAY, "reception-slip", "The slip"),
    Route("POST", f"{_TICKET}/druck", print_again, _MAY, "reception-print", "Print again"),
    Route("POST", f"{_CODE}/wartenummer", wait_instead, _MAY, "reception-instead", "Wait instead"),
    Route("POST", f"{_CODE}/bedarf", note, _MAY, "reception-note", "Note needs"),
)
