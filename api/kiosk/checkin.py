"""With an appointment: the code by keypad, scanner or keyboard, and what stands in the way."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.kiosk.found import Mistyped, brought_back, numbered
from api.kiosk.place import Place, place_of
from api.kiosk.scan import Code, Number, TicketPage, entered, read_scan
from api.kiosk.ticket import on_paper
from api.problems import status_of
from api.requests import device, form, values_of
from api.routes import Permission, Route
from termin import queue
from termin.booking import Channel
from termin.errors import NotFound, WrongState
from termin.queue import sheet_of
from termin.tokens import ALPHABET, CODE_LENGTH, spoken

DELETE, CLEAR = "weg", "leer"
LONGEST = 300
UNKNOWN = "Diesen Code kennen wir nicht. Bitte vergleichen Sie ihn mit Ihrer Bestätigung."


async def ask(request: Request) -> Response:
    """Ask for the code."""
    return _page(request, await place_of(request), "", {}, 200)


async def press(request: Request) -> Response:
    """Take one key of the keypad, where no script does."""
    values = values_of(await form(request))
    place = await place_of(request)
    return _page(request, place, pressed(values.get("code", ""), values.get("taste", "")), {}, 200)


async def check_in(request: Request) -> Response:
    """Take what was typed or scanned: a code checks in, a number finds who has it already.

    Whatever stands in the way has a page that says what to do.
    """
    values = values_of(await form(request))
    typed = entered(values.get("code", "")[:LONGEST], values.get("vorher", ""))
    place = await place_of(request)
    read = read_scan(typed)
    try:
        if isinstance(read, Code):
            return await _with_code(request, place, read.code, at_start="start" in values)
        if isinstance(read, TicketPage):
            return await brought_back(request, place, read.ticket)
        if isinstance(read, Number):
            return await brought_back(request, place, await numbered(place, read), guessed=True)
    except Mistyped as refusal:
        return _page(request, place, typed, {"code": str(refusal)}, 422)
    except NotFound:
        return _page(request, place, typed, {"code": UNKNOWN}, 422)
    except WrongState as refusal:
        return render(
            request,
            "kiosk/refused.html",
            status_of(refusal),
            refusal=refusal,
            office=place.office,
            zone=place.zone,
        )
    return _page(request, place, typed, {"code": missing(typed)}, 422)


def pressed(code: str, key: str) -> str:
    """Return the code after one more key."""
    signs = "".join(sign for sign in code.upper() if sign in ALPHABET)[:CODE_LENGTH]
    if key == CLEAR:
        return ""
    if key == DELETE:
        return signs[:-1]
    return (signs + key)[:CODE_LENGTH] if len(key) == 1 and key in ALPHABET else signs


def missing(typed: str) -> str:
    """Say how to mend what is no code."""
    signs = sum(sign.isalnum() for sign in typed)
    if not signs:
        return "Bitte geben Sie Ihren Code ein. Er steht in Ihrer Bestätigung."
    if signs < CODE_LENGTH:
        return "Der Code hat 10 Zeichen. Bitte geben Sie auch die übrigen ein."
    if signs > CODE_LENGTH:
        return "Der Code hat nur 10 Zeichen. Bitte löschen Sie, was zu viel ist."
    return "In Codes kommen die Zeichen 0, 1, I, L und O nicht vor. Bitte prüfen Sie die Eingabe."


async def _with_code(request: Request, place: Place, code: str, *, at_start: bool) -> Response:
    drawn = await queue.check_in(
        code, place.now, Channel.KIOSK, at_office=device(request).office_id
    )
    sheet = await sheet_of(drawn.id)
    # Who scans at the start page has chosen no language: the appointment knows it.
    tongue = sheet.language if at_start and sheet.language else None
    # With a secret the ticket is new; without one it was there before and is on paper already.
    query = {} if drawn.secret is None else await on_paper(request, sheet, tongue, fresh=True)
    if tongue:
        query["sprache"] = tongue
    return redirect(request, "kiosk-ticket", id=drawn.id, query=query)


def _page(
    request: Request, place: Place, code: str, errors: dict[str, str], status: int
) -> Response:
    return render(
        request,
        "kiosk/code.html",
        status,
        office=place.office,
        code=spoken(code) if code.isalnum() else code,
        keys=ALPHABET,
        errors=errors,
    )


_PATH = "/{municipality}/kiosk/termin"
ROUTES = (
    Route("GET", _PATH, ask, Permission.KIOSK, "kiosk-code", "The keypad for the code"),
    Route("POST", _PATH, check_in, Permission.KIOSK, "kiosk-check-in", "Check in"),
    Route("POST", f"{_PATH}/tasten", press, Permission.KIOSK, "kiosk-key", "One key, no script"),
)
