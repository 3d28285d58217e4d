"""What is said after a step: a name in the address, and the number it was about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse

from api.answers import redirect
from api.house import house
from api.requests import language
from termin.offices.rows import Counter
from termin.queue.rows import Ticket, TicketState

MESSAGES: Mapping[str, str] = {
    "aufgerufen": "%(number)s ist aufgerufen.",
    "nochmal": "%(number)s ist noch einmal aufgerufen.",
    "da": "%(number)s ist da.",
    "fertig": "%(number)s ist fertig. Der Schalter ist frei.",
    "fehlt": "%(number)s ist nicht erschienen. Der Schalter ist frei.",
    "zurueck": "Aufruf zurückgenommen. %(number)s steht wieder am alten Platz.",
    "geparkt": "%(number)s ist geparkt. Der Schalter ist frei.",
    "weiter": "%(number)s ist weitergeleitet. Der Schalter ist frei.",
    "ort": "%(number)s geht weiter nach %(office)s und hat dort die Nummer %(there)s.",
    "reihe": "%(number)s wartet wieder.",
    "gegangen": "%(number)s ist gegangen.",
    "widerrufen": "Zurückgenommen. %(number)s steht wie vorher.",
    "vorrang": "%(number)s hat Vorrang.",
    "keinvorrang": "%(number)s hat keinen Vorrang mehr.",
}
"""After a step that was done. The number is told again, for who does not look at it."""

PLAIN: Mapping[str, str] = {
    "besetzt": "An diesem Schalter ist schon jemand. Niemand wurde zusätzlich gerufen.",
    "niemand": "Zurzeit wartet niemand für diesen Schalter.",
    "zuspaet": "Das lässt sich nicht mehr zurücknehmen.",
    "schon": "Das war schon erledigt. So steht es jetzt.",
    "pause": "Pause. Es wird niemand gerufen.",
    "pausenende": "Die Pause ist zu Ende.",
}
"""What is said without a number."""

STANDS: Mapping[TicketState, str] = {
    TicketState.WAITING: "%(number)s wartet.",
    TicketState.CALLED: "%(number)s ist jetzt zu Schalter %(counter)s gerufen.",
    TicketState.SERVING: "%(number)s ist jetzt an Schalter %(counter)s.",
    TicketState.PARKED: "%(number)s ist geparkt, zuletzt an Schalter %(counter)s.",
    TicketState.FINISHED: "%(number)s ist schon fertig.",
    TicketState.MISSED: "%(number)s ist als nicht erschienen vermerkt.",
    TicketState.WITHDRAWN: "%(number)s ist schon gegangen.",
    TicketState.FORWARDED: "%(number)s ist schon in einer anderen Dienststelle.",
}
"""How it stands with a number whose step came too late or was sent twice."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence after a step; `is_done` where the step was taken."""

    sentence: str
    is_done: bool


async def said_of(request: Request, office_day: int) -> Said | None:
    """Return what the address says was done; None where it says nothing we know."""
    name = request.query_params.get("meldung", "")
    texts, spoken = house(request).pages.texts, language(request)
    ticket = await _ticket(request.query_params.get("wer", ""), office_day)
    if name in PLAIN and (ticket is None or name != "schon"):
        return Said(texts.gettext(spoken, PLAIN[name]), name in ("pause", "pausenende"))
    if ticket is None or name not in (*MESSAGES, "schon"):
        return None
    sentence = STANDS[ticket.state] if name == "schon" else MESSAGES[name]
    values = await _values(ticket)
    told = texts.gettext(spoken, sentence) % values
    if name == "schon":
        told = f"{texts.gettext(spoken, 'Das war schon erledigt.')} {told}"
    return Said(told, name != "schon")


def shown(
    request: Request, counter: Counter, message: str, ticket: UUID | None = None
) -> RedirectResponse:
    """Lead back to the counter, which says what was done."""
    query = {"meldung": message} | ({"wer": str(ticket)} if ticket else {})
    return redirect(request, "workstation", counter=counter.id, query=query)


async def _ticket(named: str, office_day: int) -> Ticket | None:
    try:
        wanted = UUID(named)
    except ValueError:
        return None
    return await Ticket.get_or_none(id=wanted, office_day_id=office_day).select_related("counter")


async def _values(ticket: Ticket) -> Mapping[str, str]:
    there = await Ticket.filter(forwarded_from_id=ticket.id).select_related("office").first()
    return {
        "number": ticket.label,
        "counter": ticket.counter.name if ticket.counter else "?",
        "office": (there.office.short_name or there.office.name) if there else "?",
        "there": there.label if there else "?",
    }
