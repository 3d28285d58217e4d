"""Paper at the kiosk and at the reception: what is printed, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from starlette.requests import Request

from api.house import house
from api.printing import Outcome, Paper, Receipt, print_bytes, receipt_bytes
from termin.offices.rows import Office
from termin.queue import Wait
from termin.staff.rows import Device

SETTING = "paper"
"""The name among a kiosk's settings."""


class PaperWay(StrEnum):
    """How a kiosk comes to paper."""

    NETWORK = "network"
    """The office's printer, over the network, by the server."""
    BROWSER = "browser"
    """A printer of the machine's own, by its browser."""
    NONE = "none"


AFTER: Mapping[Outcome, Paper] = {
    Outcome.PRINTED: Paper.OK,
    Outcome.NO_PAPER: Paper.OUT,
    Outcome.UNREACHABLE: Paper.UNKNOWN,
}
"""What is known of the paper once a ticket was printed, or was not."""


def way_of(device: Device, office: Office) -> PaperWay:
    """Return how this kiosk prints; the office's printer goes before."""
    if office.printer:
        return PaperWay.NETWORK
    own = device.settings.get(SETTING) == PaperWay.BROWSER
    return PaperWay.BROWSER if own else PaperWay.NONE


async def print_ticket(
    request: Request, printer: str, told: Mapping[str, Any], language: str
) -> Outcome:
    """Print a ticket, told as `api.kiosk.ticket.told` does, in this language."""
    texts = house(request).pages.texts
    receipt = receipt_of(told, language, lambda text, **v: texts.gettext(language, text, **v))
    return await print_bytes(printer, await asyncio.to_thread(receipt_bytes, receipt))


def receipt_of(told: Mapping[str, Any], language: str, _: Callable[..., str]) -> Receipt:
    """Return what stands on the paper."""
    sheet, standing, zone = told["sheet"], told["standing"], told["zone"]
    drawn, due = sheet.drawn_at.astimezone(zone), standing.due_at
    important = []
    if due is not None:
        important.append(_("Ihr Termin: %(time)s Uhr", time=f"{due.astimezone(zone):%H:%M}"))
    important.append(f"{_('Wartezeit:')} {wait_words(standing.wait, _)}")
    if told["room"]:
        important.append(_("Bitte warten Sie hier: %(room)s", room=told["room"]))
    return Receipt(
        place=told["office"].short_name or told["office"].name,
        title=_("Ihre Nummer"),
        number=sheet.number,
        errands=", ".join(_errand(errand, language) for errand in told["errands"]),
        important=tuple(important),
        sentences=(
            _("Wir rufen Ihre Nummer auf dem Bildschirm auf."),
            _("Auf dem Telefon mitverfolgen:"),
        ),
        address=told["page_address"],
        below=f"{drawn:%d.%m.%Y, %H:%M}",
    )


def wait_words(wait: Wait | None, _: Callable[..., str]) -> str:
    """Return an interval as the macro of this name in `kiosk/parts.html` says it."""
    if wait is None:
        return _("noch nicht abzusehen")
    if wait.low == 0:
        return _("höchstens %(high)s Minuten", high=wait.high)
    return _("%(low)s bis %(high)s Minuten", low=wait.low, high=wait.high)


def _errand(errand: Any, language: str) -> str:
    name: str = errand.service.name_in(language)
    return f"{name} ({errand.count}×)" if errand.count > 1 else name
