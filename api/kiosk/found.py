"""Who has a number already: see how it stands, or get back into the line after a missed call."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from tortoise.queryset import QuerySet

from api.answers import redirect, render
from api.kiosk.place import Place, place_of
from api.kiosk.scan import Code, Number, TicketPage, entered, read_scan
from api.requests import form, values_of
from api.routes import Permission, Route
from termin import queue
from termin.errors import NotFound, Refusal, WrongState
from termin.localtime import local_date
from termin.offices.rows import Office
from termin.queue.rows import Ticket, TicketState

LONGEST = 300
MOST_SIGNS = 7
DELETE = "weg"


class Mistyped(Refusal):
    """What was typed names nobody's number; the text says how to mend it."""


async def ask(request: Request) -> Response:
    """Ask for the number."""
    return await _page(request, await place_of(request), "", {}, 200)


async def press(request: Request) -> Response:
    """Take one key, where no script does."""
    values = values_of(await form(request))
    before, key = values.get("nummer", "").upper()[:MOST_SIGNS], values.get("taste", "")
    typed = before[:-1] if key == DELETE else (before + key)[:MOST_SIGNS]
    return await _page(request, await place_of(request), typed, {}, 200)


async def find(request: Request) -> Response:
    """Find the number's ticket."""
    values = values_of(await form(request))
    typed = entered(values.get("nummer", "")[:LONGEST], values.get("vorher", ""))
    place = await place_of(request)
    read = read_scan(typed)
    try:
        if isinstance(read, TicketPage):
            return await brought_back(request, place, read.ticket)
        if isinstance(read, Number):
            return await brought_back(request, place, await numbered(place, read), guessed=True)
        if isinstance(read, Code):
            raise Mistyped("Das ist der Code eines Termins. Bitte wählen Sie „Zum Termin“.")
        raise Mistyped("Bitte geben Sie die Nummer so ein, wie sie auf dem Zettel steht.")
    except Mistyped as refusal:
        return await _page(request, place, typed, {"nummer": str(refusal)}, 422)
    except NotFound:
        sentence = "Diese Nummer gibt es hier heute nicht. Bitte prüfen Sie die Eingabe."
        return await _page(request, place, typed, {"nummer": sentence}, 422)


async def numbered(place: Place, number: Number) -> UUID:
    """Return the ticket that has this number here today.

    Raises:
        NotFound: nobody has it.
        Mistyped: several have it, by letter.
    """
    rows = _today(place).filter(number=number.number)
    if number.letter:
        rows = rows.filter(letter=number.letter)
    found = await rows.limit(2)
    if not found:
        raise NotFound
    if len(found) > 1:
        raise Mistyped("Diese Nummer gibt es mehrmals. Bitte geben Sie auch den Buchstaben ein.")
    return found[0].id


async def brought_back(
    request: Request, place: Place, ticket: UUID, *, guessed: bool = False
) -> Response:
    """Lead to a ticket of today; who was called and had not come waits again.

    `guessed`: found by a number that anybody could type, so what it is for is not shown.

    Raises:
        NotFound: it is not of this office, or not of today.
    """
    row = await _today(place).get_or_none(id=ticket)
    if row is None:
        raise NotFound
    query = {"gefunden": "ja"} if guessed else {}
    if row.state is TicketState.MISSED:
        with suppress(WrongState):  # somebody was faster, or it goes no more: its page says so
            await queue.bring_back(ticket, place.now)
            query["meldung"] = "zurueck"
    return redirect(request, "kiosk-ticket", id=ticket, query=query)


def _today(place: Place) -> QuerySet[Ticket]:
    on = local_date(place.now, place.zone)
    return Ticket.filter(office_id=place.office.id, office_day__date=on)


async def _page(
    request: Request, place: Place, typed: str, errors: dict[str, str], status: int
) -> Response:
    row = await Office.get(id=place.office.id)
    letters = dict.fromkeys(sign for sign in (row.letter_appointments + row.letter_walk_ins))
    return render(
        request,
        "kiosk/find.html",
        status,
        office=place.office,
        typed=typed,
        letters=tuple(letters),
        errors=errors,
    )


_PATH = "/{municipality}/kiosk/nummer"
ROUTES = (
    Route("GET", _PATH, ask, Permission.KIOSK, "kiosk-number", "The keypad for a number"),
    Route("POST", _PATH, find, Permission.KIOSK, "kiosk-find", "Find a number"),
    Route("POST", f"{_PATH}/tasten", press, Permission.KIOSK, "kiosk-digit", "One key, no script"),
)
