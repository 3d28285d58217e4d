"""`/{municipality}/amt/schalter`: which counter somebody works at, chosen once for a sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from tortoise.queryset import QuerySet

from api.answers import redirect, render
from api.clock import real_now
from api.house import house
from api.requests import form, identity, municipality, staff, values_of
from api.routes import Permission, Route
from termin.errors import NotFound
from termin.offices.rows import Counter
from termin.queue import AtCounter, queue_of
from termin.staff import at_counters, choose_counter


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter to choose from: who sits there, who is served, and its pause."""

    counter: Counter
    person: AtCounter | None
    clerks: tuple[str, ...]
    paused_until: datetime | None
    mine: bool


async def show(request: Request) -> Response:
    """Lead to the counter of this sign-in, or let somebody choose one."""
    chosen = staff(request).counter_id
    if chosen is not None and "wechseln" not in request.query_params:
        found = await counters_of(request).get_or_none(id=chosen)
        if found is not None:
            return redirect(request, "workstation", counter=chosen)
    return await _page(request, {}, 200)


async def choose(request: Request) -> Response:
    """Remember the counter."""
    values = values_of(await form(request))
    if not values.get("schalter"):
        return await _page(request, {"schalter": "Bitte wählen Sie einen Schalter."}, 422)
    counter = await own_counter(request, values["schalter"])
    await choose_counter(staff(request).person, counter.id)
    return redirect(request, "workstation", counter=counter.id)


async def own_counter(request: Request, counter: str) -> Counter:
    """Return a counter of the person's offices, with its office.

    Raises:
        NotFound: there is none of this id, or it belongs to others.
    """
    found = await counters_of(request).get_or_none(id=identity(counter))
    if found is None:
        raise NotFound
    return found


def counters_of(request: Request) -> QuerySet[Counter]:
    """Return the counters of the person's offices."""
    scope = staff(request).scope(municipality(request).id)
    rows = Counter.filter(retired_at=None, office__retired_at=None).select_related("office")
    return scope.within(rows)


async def _page(request: Request, errors: dict[str, str], status: int) -> Response:
    now, person = house(request).clock.now(), staff(request)
    rows = await counters_of(request).order_by("office__name", "office_id", "position", "name")
    offices: dict[int, list[Counter]] = {}
    for row in rows:
        offices.setdefault(row.office_id, []).append(row)
    clerks = await at_counters([row.id for row in rows], real_now())
    desks = []
    for office, counters in offices.items():
        queue = await queue_of(office, now)
        shown = [
            Desk(
                counter=one,
                person=queue.at(one.id),
                clerks=tuple(name for name in clerks.get(one.id, ()) if name != person.name),
                paused_until=queue.paused.get(one.id),
                mine=one.id == person.counter_id,
            )
            for one in counters
        ]
        desks.append((counters[0].office, shown))
    return render(request, "clerk/counters.html", status, offices=desks, errors=errors)


_PATH = "/{municipality}/amt/schalter"
ROUTES = (
    Route("GET", _PATH, show, Permission.SERVE, "counters", "Choose a counter"),
    Route("POST", _PATH, choose, Permission.SERVE, "choose-counter"),
)
