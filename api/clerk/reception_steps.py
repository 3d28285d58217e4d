"""What the reception does to find somebody and let them in: search, check in, draw a number."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect
from api.clerk.front import QUICK
from api.clerk.guests import guests_named
from api.clerk.reception import found_as, found_of, own_office, page
from api.clerk.slip import print_slip
from api.house import house
from api.kiosk.place import by_demand
from api.kiosk.scan import Code, TicketPage, read_scan
from api.problems import status_of
from api.requests import form, identity, municipality, staff, values_of
from api.routes import Permission, Route
from termin import queue
from termin.booking import Channel, by_code
from termin.catalogue import Line
from termin.errors import Closed, Full, Invalid, NotFound, WrongState
from termin.localtime import local_date
from termin.offices.rows import Office
from termin.queue import Drawn, sheet_of
from termin.queue.rows import Ticket

LONGEST = 300
LONGEST_KEY = 64


async def search(request: Request) -> Response:
    """Find what was scanned or typed; `+` draws a number: `+1`, or `+` and words."""
    values = values_of(await form(request))
    typed = values.get("suche", "")[:LONGEST]
    office = await own_office(request)
    if typed.startswith("+"):
        return await _draw(request, office, typed[1:].strip(), values.get("schluessel", ""))
    read = read_scan(typed)
    if isinstance(read, Code):
        with suppress(NotFound):
            await by_code(municipality(request).id, read.code)
            return redirect(request, "reception-appointment", office=office.id, code=read.code)
        if any(sign.isdigit() for sign in read.code):
            return await _missed(request, typed, "Diesen Code gibt es hier nicht.")
    elif isinstance(read, TicketPage):
        if await Ticket.exists(id=read.ticket, office_id=office.id):
            return redirect(request, "reception-ticket", office=office.id, id=read.ticket)
        return await _missed(request, typed, "Diese Nummer ist nicht von hier.")
    elif read is not None:
        tickets = await _numbered(request, office, read.letter, read.number)
        if len(tickets) == 1:
            return redirect(request, "reception-ticket", office=office.id, id=tickets[0])
        if tickets:
            return await _missed(
                request, typed, "Diese Nummer gibt es mehrmals. Bitte mit Buchstaben."
            )
        return await _missed(request, typed, "Diese Nummer gibt es hier heute nicht.")
    return await _by_name(request, office, typed)


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
    return await shown(request, office, drawn, "da")


async def draw(request: Request) -> Response:
    """Draw a number for the service of a button."""
    values = values_of(await form(request))
    office = await own_office(request)
    service = identity(values.get("anliegen", ""))
    return await draw_for(request, office, service, values.get("schluessel", ""))


async def draw_for(request: Request, office: Office, service: int, key: str = "") -> Response:
    """Draw a number for somebody who stands here."""
    now = house(request).clock.now()
    try:
        drawn = await queue.draw_number(
            office.id, [Line(service)], Channel.DESK, now, key=key[:LONGEST_KEY] or None
        )
    except Closed as refusal:
        return await page(request, 409, errors={"suche": why_closed(office, refusal)})
    except Invalid as refusal:
        return await page(request, 422, errors={"suche": next(iter(refusal.fields.values()))})
    return await shown(request, office, drawn, "gezogen")


async def shown(request: Request, office: Office, drawn: Drawn, message: str) -> Response:
    """Lead to a ticket; a new one is printed where the office has a printer."""
    query = {"meldung": message}
    if office.printer and drawn.secret is not None:
        done = await print_slip(request, office, await sheet_of(drawn.id))
        query["papier"] = done.value
    return redirect(request, "reception-ticket", office=office.id, id=drawn.id, query=query)


def why_closed(office: Office, refusal: Closed) -> str:
    """Say why no number is drawn."""
    if isinstance(refusal, Full):
        return "Für heute sind alle Wartenummern vergeben. Sie können einen Termin buchen."
    if not office.walk_ins:
        return "Diese Dienststelle bedient nur mit Termin. Sie können einen buchen."
    return "Zurzeit ist geschlossen. Nummern gibt es kurz vor der Öffnung wieder."


async def _draw(request: Request, office: Office, words: str, key: str) -> Response:
    own = house(request)
    view = (await own.catalogues.view(municipality(request))).internal
    if words.isascii() and words.isdigit():
        quick = by_demand(await own.catalogues.view(municipality(request)), office.id)[:QUICK]
        if 1 <= int(words) <= len(quick):
            return await draw_for(request, office, quick[int(words) - 1].id, key)
        return await _missed(request, f"+{words}", "Zu dieser Ziffer gibt es kein Anliegen.")
    here = {service.id for service in view.services_at(office.id)}
    choices = tuple(one for one in view.search(words) if one.id in here) if words else ()
    if not choices:
        return await _missed(request, f"+{words}", "Dazu gibt es hier kein Anliegen.")
    return await page(request, typed=f"+{words}", choices=choices)


async def _by_name(request: Request, office: Office, typed: str) -> Response:
    """Show who has an appointment under a name; never by an address, which would keep the name."""
    scope = staff(request).scope(municipality(request).id)
    found = await guests_named(scope, office, typed, house(request).clock.now())
    if len(found) == 1:
        whole = await by_code(municipality(request).id, found[0].code)
        return await page(request, found=await found_as(office, whole))
    if found:
        return await page(request, typed=typed, guests=found)
    return await _missed(
        request,
        typed,
        "Nichts gefunden. Bitte einen Code mit 10 Zeichen, eine Nummer, einen Namen von heute"
        " oder + und ein Anliegen eingeben.",
    )


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
)
