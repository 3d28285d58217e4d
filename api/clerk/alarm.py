"""`/{municipality}/amt/alarm/{office}`: help at once, told at every other desk of the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.answers import redirect
from api.house import house
from api.requests import form, identity, municipality, staff, values_of
from api.routes import Permission, Route
from termin import queue
from termin.errors import NotAllowed, NotFound
from termin.offices.rows import Counter, Office
from termin.queue import AlarmView
from termin.staff.rows import Account

_LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True)
class Cry:
    """An alarm as one desk sees it: its own, quietly, or another's."""

    id: int
    place: str
    raised_at: datetime
    mine: bool
    helper: str
    """The name of who is on the way; empty as long as nobody is."""
    may_end: bool


async def cries_of(request: Request, office: int, counter: int | None = None) -> tuple[Cry, ...]:
    """Return the alarms of an office for the desk at this counter, or at none, oldest first.

    Templates that include `clerk/alarm.html` take them as `cries`, and the row as `office`.
    """
    account = staff(request).account
    alarms = await queue.alarms_of(office)
    names = await _names(alarms)
    return tuple(
        Cry(
            id=one.id,
            place=one.place,
            raised_at=one.raised_at,
            mine=_is_of_desk(one, account, counter),
            helper=names.get(one.answered_by or 0, "?") if one.answered_at else "",
            may_end=account in (one.raised_by, one.answered_by),
        )
        for one in alarms
    )


async def cry(request: Request) -> Response:
    """Call for help: one press, no question."""
    values = values_of(await form(request))
    office = await _own_office(request)
    counter = await _counter(office, values.get("schalter", ""))
    own = house(request)
    here = own.pages.texts.gettext("de", "Schalter %(name)s", name=counter.name) if counter else ""
    await queue.raise_alarm(
        office.id,
        own.clock.now(),
        place=here or values.get("ort", "")[:_LONGEST_PLACE] or "Empfang",
        counter=counter.id if counter else None,
        account=staff(request).account,
    )
    return back(request, values.get("zurueck", ""))


async def answer(request: Request) -> Response:
    """Say that one is on the way."""
    values = values_of(await form(request))
    alarm = await _alarm(request)
    if alarm is not None:
        account, now = staff(request).account, house(request).clock.now()
        await queue.answer_alarm(alarm.id, account, now)
    return back(request, values.get("zurueck", ""))


async def end(request: Request) -> Response:
    """End an alarm that one raised oneself, or came to."""
    values = values_of(await form(request))
    alarm = await _alarm(request)
    if alarm is not None:
        account = staff(request).account
        if account not in (alarm.raised_by, alarm.answered_by):
            raise NotAllowed
        await queue.end_alarm(alarm.id, account, house(request).clock.now())
    return back(request, values.get("zurueck", ""))


def back(request: Request, path: str) -> Response:
    """Answer 303 to the page of the staff that a form came from."""
    inside = f"/{municipality(request).slug}/amt/"
    if path.startswith(inside) and "\\" not in path and path.isprintable():
        return RedirectResponse(path, status_code=303)
    return redirect(request, "counters")


async def _own_office(request: Request) -> Office:
    scope = staff(request).scope(municipality(request).id)
    rows = scope.within(Office.filter(retired_at=None), "id")
    found = await rows.get_or_none(id=identity(request.path_params["office"]))
    if found is None:
        raise NotFound
    return found


async def _counter(office: Office, named: str) -> Counter | None:
    if not named:
        return None
    return await Counter.get_or_none(id=identity(named), office_id=office.id, retired_at=None)


async def _alarm(request: Request) -> AlarmView | None:
    """Return the alarm in the address; None where it is over, which is no mistake of anybody's."""
    office = await _own_office(request)
    wanted = identity(request.path_params["alarm"])
    return next((one for one in await queue.alarms_of(office.id) if one.id == wanted), None)


def _is_of_desk(one: AlarmView, account: int, counter: int | None) -> bool:
    if counter is not None or one.counter is not None:
        return one.counter == counter
    return one.raised_by == account


async def _names(alarms: tuple[AlarmView, ...]) -> dict[int, str]:
    wanted = {one.answered_by for one in alarms if one.answered_by is not None}
    if not wanted:
        return {}
    return {row.id: row.name for row in await Account.filter(id__in=sorted(wanted))}


_PATH = "/{municipality}/amt/alarm/{office}"
ROUTES = (
    Route("POST", _PATH, cry, Permission.SIGNED_IN, "alarm", "Call for help"),
    Route("POST", f"{_PATH}/{{alarm}}/antwort", answer, Permission.SIGNED_IN, "answer-alarm"),
    Route("POST", f"{_PATH}/{{alarm}}/ende", end, Permission.SIGNED_IN, "end-alarm"),
)
