"""`…/dienststellen/{office}/regeln`: the rules of an office's queue, and whom a change touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.manager.frame import chosen, now, offices
from api.manager.queue_settings import (
    ALWAYS,
    DOWN,
    RULE_WORDS,
    UP,
    Arrangement,
    Moved,
    QueueSettings,
    moved_places,
    read_settings,
    shown_settings,
)
from api.requests import form, values_of
from api.routes import Permission, Route
from termin.errors import Invalid
from termin.offices import Office
from termin.queue import queue_of
from termin.queue.policy import policy_of
from termin.queue.rows import Ticket

CONFIRMED = "bestaetigt"


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a change does today: to those who wait, and to numbers given out already."""

    moved: tuple[Moved, ...] = ()
    waiting_walk_ins: int = 0
    given: int = 0
    limit: int | None = None
    letters: tuple[tuple[str, str], ...] = ()
    """Letters that change although numbers with the former one were given out today."""
    mixed: tuple[str, ...] = ()
    """Letters that would stand for both kinds today."""

    def __bool__(self) -> bool:
        """Whether anybody is touched."""
        return bool(self.moved or self.waiting_walk_ins or self.limit or self.letters or self.mixed)


async def show(request: Request) -> Response:
    """Show the office's rules."""
    return _page(request, await _office(request), None, {}, 200)


async def change(request: Request) -> Response:
    """Change the rules; a step of the order shows it anew, nothing is saved by that."""
    office = await _office(request)
    fields = await form(request)
    values = values_of(fields)
    if values.get("schritt"):
        return _page(request, office, fields, {}, 200)
    try:
        wanted = read_settings(fields)
    except Invalid as refusal:
        return _page(request, office, fields, refusal.fields, 422)
    found = await consequences(request, office, wanted)
    if found and values.get(CONFIRMED) != "ja":
        return render(
            request,
            "manager/queue_preview.html",
            office=office,
            found=found,
            kept=[(name, str(value)) for name, value in fields.multi_items() if name != CONFIRMED],
            confirmed=CONFIRMED,
        )
    await Office.filter(id=office.id).update(**wanted.columns())
    return redirect(request, "office-settings", {"meldung": "gespeichert"}, office=office.id)


async def consequences(request: Request, office: Office, wanted: QueueSettings) -> Consequences:
    """Return whom a change touches at this moment."""
    before = await queue_of(office.id, now(request), policy_of(office))
    after = await queue_of(office.id, now(request), wanted.policy)
    tickets = await Ticket.filter(office_day_id=before.office_day).values_list(
        "letter", "appointment_id"
    )
    used = {str(letter) for letter, _ in tickets}
    walked_in = sum(appointment is None for _, appointment in tickets)
    pairs = (
        (office.letter_appointments, wanted.letter_appointments),
        (office.letter_walk_ins, wanted.letter_walk_ins),
    )
    changed = tuple((old, new) for old, new in pairs if old != new and old in used)
    stops = office.walk_ins and not wanted.walk_ins
    reached = wanted.limit is not None and wanted.limit <= walked_in
    return Consequences(
        moved=moved_places(
            [place.waiting.number for place in before.waiting],
            [place.waiting.number for place in after.waiting],
        ),
        waiting_walk_ins=sum(one.waiting.due_at is None for one in before.waiting) if stops else 0,
        given=walked_in,
        limit=wanted.limit if reached and wanted.limit != office.walk_in_limit else None,
        letters=changed,
        mixed=tuple(new for old, new in pairs if old != new and new in used),
    )


def _page(
    request: Request,
    office: Office,
    fields: FormData | None,
    errors: Mapping[str, str],
    status: int,
) -> Response:
    arrangement = Arrangement.of(office) if fields is None else Arrangement.sent(fields)
    step = "" if fields is None else str(fields.get("schritt", ""))
    arrangement = arrangement.moved(step) if step else arrangement
    return render(
        request,
        "manager/office_settings.html",
        status,
        office=office,
        values=shown_settings(office, fields),
        arrangement=arrangement,
        words=RULE_WORDS,
        always=ALWAYS,
        up=UP,
        down=DOWN,
        step=step,
        stepped=step.partition(":")[2],
        errors=errors,
        saved=request.query_params.get("meldung") == "gespeichert",
    )


async def _office(request: Request) -> Office:
    return chosen(await offices(request), request.path_params["office"])


_RULES = "/{municipality}/amt/einrichtung/dienststellen/{office}/regeln"

ROUTES: tuple[Route, ...] = (
    Route("GET", _RULES, show, Permission.PLAN, "office-settings", "The rules of a queue"),
    Route("POST", _RULES, change, Permission.PLAN, "change-office"),
)
