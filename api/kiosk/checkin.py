"""With an appointment: the code by keypad, scanner or keyboard, and what stands in the way."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.kiosk.place import Place, place_of
from api.kiosk.scan import Code, read_scan
from api.problems import status_of
from api.requests import device, form, values_of
from api.routes import Permission, Route
from termin import queue
from termin.booking import Channel
from termin.errors import NotFound, WrongState
from termin.tokens import ALPHABET, CODE_LENGTH, spoken

DELETE, CLEAR = "weg", "leer"
LONGEST = 300


async def ask(request: Request) -> Response:
    """Ask for the code."""
    return _page(request, await place_of(request), "", {}, 200)


async def press(request: Request) -> Response:
    """Take one key of the keypad, where no script does."""
    values = values_of(await form(request))
    place = await place_of(request)
    return _page(request, place, pressed(values.get("code", ""), values.get("taste", "")), {}, 200)


async def check_in(request: Request) -> Response:
    """Check in; whatever stands in the way has a page that says what to do."""
    typed = values_of(await form(request)).get("code", "")[:LONGEST]
    place = await place_of(request)
    read = read_scan(typed)
    if not isinstance(read, Code):
        wrong = {"code": missing(typed)}
        return _page(request, place, typed, wrong, 422)
    try:
        drawn = await queue.check_in(
            read.code, place.now, Channel.KIOSK, at_office=device(request).office_id
        )
    except NotFound:
        wrong = {
            "code": "Diesen Code kennen wir nicht. Bitte vergleichen Sie ihn mit Ihrer Bestätigung."
        }
        return _page(request, place, read.code, wrong, 422)
    except WrongState as refusal:
        return render(
            request,
            "kiosk/refused.html",
            status_of(refusal),
            refusal=refusal,
            office=place.office,
            zone=place.zone,
        )
    return redirect(request, "kiosk-ticket", id=drawn.id, query={"neu": "ja"})


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
