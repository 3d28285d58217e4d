"""What the reception does: find, check in, draw a number, take one back."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect
from api.clerk.front import QUICK
from api.clerk.reception import found_of, own_office, page
from api.house import house
from api.kiosk.place import by_demand
from api.kiosk.scan import Code, TicketPage, read_scan
from api.kiosk.ticket import ticket_id
from api.problems import status_of
from api.requests import form, identity, municipality, values_of
from api.routes import Permission, Route
from termin import queue
from termin.booking import Channel, by_code
from termin.catalogue import Line
from termin.errors import Closed, Invalid, NotFound, WrongState
from termin.localtime import local_date
from termin.offices.rows import Office
from termin.queue import sheet_of
from termin.queue.rows import Ticket

LONGEST = 300


async def search(request: Request) -> Response:
    """Find what was scanned or typed; `+` draws a number: `+1`, or `+` and words."""
    typed = values_of(await form(request)).get("suche", "")[:LONGEST]
    office = await own_office(request)
    if typed.startswith("+"):
        return await _draw(request, office, typed[1:].strip())
    read = read_scan(typed)
    if isinstance(read, Code):
        try:
            await by_code(municipality(request).id, read.code)
        except NotFound:
            return await _missed(request, typed, "Diesen Code gibt es hier nicht.")
        return redirect(request, "reception-appointment", office=office.id, code=read.code)
    if isinstance(read, TicketPage):
        if await Ticket.exists(id=read.ticket, office_id=office.id):
            return redirect(request, "reception-ticket", office=office.id, id=read.ticket)
    elif read is not None:
        tickets = await _numbered(request, office, read.letter, read.number)
        if len(tickets) == 1:
            return redirect(request, "reception-ticket", office=office.id, id=tickets[0])
        if tickets:
            return await _missed(
                request, typed, "Diese Nummer gibt es mehrmals. Bitte mit Buchstaben."
            )
    return await _missed(
        request,
        typed,
        "Bitte einen Code mit 10 Zeichen, eine Nummer von heute oder + und ein Anliegen eingeben.",
    )


async def check_in(request: Request) -> Response:
    """Check in; what stands in the way is said beside the appointment."""
    await form(request)
    office = await own_office(request)
    try:
        drawn = await queue.check_in(
            request.path_params["code"],
            house(request).clock.now(),
            Channel.DESK,
            at_office=office.id,
        )
    except WrongState as refusal:
        return await page(request, status_of(refusal), found=await found_of(request, refusal))
    return redirect(
        request, "reception-ticket", office=office.id, id=drawn.id, query={"meldung": "da"}
    )


async def draw(request: Request) -> Response:
    """Draw a number for the service of a button."""
    values = values_of(await form(request))
    office = await own_office(request)
    return await draw_for(request, office, identity(values.get("anliegen", "")))


async def draw_for(request: Request, office: Office, service: int) -> Response:
    """Draw a number for somebody who stands here."""
    now = house(request).clock.now()
    try:
        drawn = await queue.draw_number(office.id, [Line(service)], Channel.DESK, now)
    except Closed:
        sentence = "Zurzeit ist geschlossen. Nummern gibt es kurz vor der Öffnung wieder."
        if not office.walk_ins:
            sentence = "Diese Dienststelle bedient nur mit Termin. Sie können einen buchen."
        return await page(request, 409, errors={"suche": sentence})
    except Invalid as refusal:
        return await page(request, 422, errors={"suche": next(iter(refusal.fields.values()))})
    return redirect(
        request, "reception-ticket", office=office.id, id=drawn.id, query={"meldung": "gezogen"}
    )


async def withdraw(request: Request) -> Response:
    """Take a number back; an appointment is then as before its check-in."""
    await form(request)
    office = await own_office(request)
    sheet = await sheet_of(ticket_id(request))
    if sheet.office != office.id:
        raise NotFound
    message = "zurueck"
    try:
        await queue.withdraw(sheet.id, house(request).clock.now())
    except WrongState:
        message = "schon"
    return redirect(
        request, "reception-ticket", office=office.id, id=sheet.id, query={"meldung": message}
    )


async def _draw(request: Request, office: Office, words: str) -> Response:
    own = house(request)
    view = (await own.catalogues.view(municipality(request))).internal
    if words.isascii() and words.isdigit():
        quick = by_demand(await own.catalogues.view(municipality(request)), office.id)[:QUICK]
        if 1 <= int(words) <= len(quick):
            return await draw_for(request, office, quick[int(words) - 1].id)
        return await _missed(request, f"+{words}", "Zu dieser Ziffer gibt es kein Anliegen.")
    here = {service.id for service in view.services_at(office.id)}
    choices = tuple(one for one in view.search(words) if one.id in here) if words else ()
    if not choices:
        return await _missed(request, f"+{words}", "Dazu gibt es hier kein Anliegen.")
    return await page(request, typed=f"+{words}", choices=choices)


async def _numbered(request: Request, office: Office, letter: str, number: int) -> list[UUID]:
    today = local_date(house(request).clock.now(), ZoneInfo(office.time_zone))
    rows = Ticket.filter(office_id=office.id, office_day__date=today, number=number)
    if letter:
        rows = rows.filter(letter=letter)
    return [row.id for row in await rows.order_by("letter")]


async def _missed(request: Request, typed: str, sentence: str) -> Response:
    return await page(request, 422, typed=typed, errors={"suche": sentence})


_ONE = "/{municipality}/amt/empfang/{office}"
ROUTES = (
    Route("POST", f"{_ONE}/suche", search, Permission.RECEIVE, "reception-search"),
    Route(
        "POST",
        f"{_ONE}/termin/{{code}}/anmeldung",
        check_in,
        Permission.RECEIVE,
        "reception-check-in",
    ),
    Route("POST", f"{_ONE}/nummern", draw, Permission.RECEIVE, "reception-draw"),
    Route(
        "POST",
        f"{_ONE}/nummer/{{id}}/rueckgabe",
        withdraw,
        Permission.RECEIVE,
        "reception-withdraw",
    ),
)
