"""A number on paper at the reception: on a receipt printer, or as a page to print."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.house import house
from api.kiosk.paper import print_ticket
from api.kiosk.ticket import told
from api.printing import Outcome
from termin.offices.rows import Office
from termin.queue import Sheet


class Papers(StrEnum):
    """What the browser's printer is loaded with."""

    SHEET = "a4"
    ROLL = "80"


PAPERS: Mapping[str, tuple[str, str]] = {
    Outcome.PRINTED: ("success", "Gedruckt."),
    Outcome.NO_PAPER: ("warning", "Der Drucker hat kein Papier. Nichts wurde gedruckt."),
    Outcome.UNREACHABLE: ("warning", "Der Drucker antwortet nicht. Nichts wurde gedruckt."),
}
"""What is said of the paper: kind of notice, and message id."""


def slip_page(request: Request, office: Office, whole: Mapping[str, Any]) -> Response:
    """Answer with a ticket as a page to print, in the language of its holder."""
    roll = request.query_params.get("papier") == Papers.ROLL
    spoken = _tongue(request, whole["sheet"])
    return render(request, "clerk/slip.html", spoken=spoken, row=office, roll=roll, **whole)


async def print_slip(request: Request, office: Office, sheet: Sheet) -> Outcome:
    """Print a ticket on the office's printer, in the language of its holder."""
    return await print_ticket(
        request, office.printer, await told(request, sheet), _tongue(request, sheet)
    )


def _tongue(request: Request, sheet: Sheet) -> str:
    return house(request).pages.texts.negotiate(sheet.language)
