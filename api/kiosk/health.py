"""A kiosk says every half minute that it lives; and what it shows while nobody can be reached."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from api.answers import json_answer, render
from api.clock import real_now
from api.house import house
from api.printing import Paper, paper_of
from api.rendering.static import STATIC_FOLDER, own_static_folder
from api.requests import device, form, municipality, values_of
from api.routes import Permission, Route
from termin.offices.rows import Office
from termin.staff.health import Health, tell_health

_PAGE = re.compile(r"[a-z-]{1,40}")
N_ = str  # marks for the catalogues what is translated later
LOST = N_("Zurzeit keine Verbindung")
MEANWHILE = N_(
    "Bitte wenden Sie sich an den Empfang. Sobald es wieder geht, geht es hier von selbst weiter."
)


async def alive(request: Request) -> Response:
    """Note that the machine lives, look after the paper, and say which version is served."""
    page = values_of(await form(request)).get("seite", "")
    machine = device(request)
    office = await Office.get(id=machine.office_id)
    paper = (await paper_of(office.printer) if office.printer else None) or Paper.UNKNOWN
    shown = page if _PAGE.fullmatch(page) else ""
    await tell_health(machine.id, Health(shown, paper), real_now())
    return json_answer({"paper": paper, "version": own_static_folder().own_version})


async def lost(request: Request) -> Response:
    """Show that nobody can be reached, in every language: kept by the machine for that moment."""
    texts = house(request).pages.texts
    said = [
        (each, texts.gettext(each.code, LOST), texts.gettext(each.code, MEANWHILE))
        for each in texts.languages
    ]
    return render(request, "kiosk/lost.html", spoken="de", said=said)


async def worker(request: Request) -> Response:
    """Give the script that answers in the browser while the server cannot."""
    scope = f"/{municipality(request).slug}/kiosk"
    return Response(
        (STATIC_FOLDER / "kiosk-worker.js").read_bytes(),
        media_type="text/javascript",
        headers={
            "Service-Worker-Allowed": scope,
            "Cache-Control": "no-cache",
            # A worker fetches under a policy of its own: from ourselves, as our pages do.
            "Content-Security-Policy": "default-src 'self'",
        },
    )


_PATH = "/{municipality}/kiosk"
ROUTES = (
    Route("POST", f"{_PATH}/lebenszeichen", alive, Permission.KIOSK, "kiosk-alive", "It lives"),
    Route("GET", f"{_PATH}/ohne-verbindung", lost, Permission.PUBLIC, "kiosk-lost"),
    Route("GET", f"{_PATH}/dienst.js", worker, Permission.PUBLIC, "kiosk-worker"),
)
