"""`/api/v1/counters/{id}/pauses` and `/api/v1/…/alarms`: when a desk rests, when it needs help."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import json_answer, no_content
from api.house import house
from api.requests import identity, municipality, parse_body, staff
from api.routes import Permission, Route
from api.v1.queue_shapes import AlarmAnswer, AlarmRequest, AlarmsAnswer, PauseAnswer, PauseRequest
from api.v1.turns import counter_of
from termin import queue
from termin.errors import Invalid, NotAllowed, NotFound, TryAgain
from termin.offices import Office
from termin.queue import AlarmView
from termin.queue.rows import Alarm


async def pause(request: Request) -> Response:
    """Let a counter call nobody until about a time; again moves that time."""
    asked = await parse_body(request, PauseRequest)
    counter = await counter_of(request)
    now = house(request).clock.now()
    await queue.pause(counter.id, staff(request).account, asked.until, now)
    zone = ZoneInfo((await Office.get(id=counter.office_id)).time_zone)
    answer = PauseAnswer(str(counter.id), asked.until.astimezone(zone))
    return json_answer(answer, 201)


async def resume(request: Request) -> Response:
    """End a counter's pause; where there is none, nothing happens."""
    counter = await counter_of(request)
    await queue.resume(counter.id, house(request).clock.now())
    return no_content()


async def show_alarms(request: Request) -> Response:
    """Say which alarms of an office are not over."""
    office = await _office(request)
    alarms = await queue.alarms_of(office.id)
    return json_answer(AlarmsAnswer([_alarm(one, office) for one in alarms]))


async def raise_alarm(request: Request) -> Response:
    """Call for help; asked again from the same desk, it is the same alarm."""
    asked = await parse_body(request, AlarmRequest)
    office = await _office(request)
    counter = None if asked.counter is None else identity(asked.counter)
    if counter is None and not asked.place.strip():
        raise Invalid(fields={"place": "say where, or name the counter"})
    raised = await queue.raise_alarm(
        office.id,
        house(request).clock.now(),
        place=asked.place,
        counter=counter,
        account=staff(request).account,
    )
    alarms = await queue.alarms_of(office.id)
    found = next((one for one in alarms if one.id == raised), None)
    if found is None:  # ended in this very moment
        raise TryAgain
    return json_answer(_alarm(found, office), 201)


async def answer_alarm(request: Request) -> Response:
    """Say that one is on the way; who said so first stays the one."""
    alarm = await _own_alarm(request)
    await queue.answer_alarm(alarm, staff(request).account, house(request).clock.now())
    return no_content()


async def end_alarm(request: Request) -> Response:
    """Say that it is over; done twice, it is done once."""
    alarm = await _own_alarm(request)
    await queue.end_alarm(alarm, staff(request).account, house(request).clock.now())
    return no_content()


async def _office(request: Request) -> Office:
    office = await Office.get_or_none(
        id=identity(request.path_params["id"]), municipality_id=municipality(request).id
    )
    if office is None:
        raise NotFound
    own = staff(request).scope(office.municipality_id)
    own.check_office(office.municipality_id, office.id)
    return office


async def _own_alarm(request: Request) -> int:
    row = await Alarm.get_or_none(id=identity(request.path_params["id"]))
    if row is None:
        raise NotFound
    staff(request).scope(row.municipality_id).check_office(row.municipality_id, row.office_id)
    return int(row.id)


def _alarm(one: AlarmView, office: Office) -> AlarmAnswer:
    zone = ZoneInfo(office.time_zone)
    return AlarmAnswer(
        id=str(one.id),
        office=str(office.id),
        place=one.place,
        counter=None if one.counter is None else str(one.counter),
        raised_at=one.raised_at.astimezone(zone),
        answered_at=one.answered_at.astimezone(zone) if one.answered_at else None,
    )


_PAUSES = "/api/v1/counters/{id}/pauses"
_OF_OFFICE = "/api/v1/offices/{id}/alarms"
_REFUSALS = (NotFound, NotAllowed, TryAgain)
ROUTES = (
    Route(
        "POST",
        _PAUSES,
        pause,
        Permission.SERVE,
        "v1-pauses",
        "Let a counter rest until about a time",
        body=PauseRequest,
        answer=PauseAnswer,
        status=201,
        problems=_REFUSALS,
    ),
    Route(
        "DELETE",
        _PAUSES,
        resume,
        Permission.SERVE,
        "v1-pauses-end",
        "End a counter's pause",
        status=204,
        problems=_REFUSALS,
    ),
    Route(
        "GET",
        _OF_OFFICE,
        show_alarms,
        Permission.SIGNED_IN,
        "v1-alarms",
        "Alarms of an office that are not over",
        answer=AlarmsAnswer,
        problems=(NotFound, NotAllowed),
    ),
    Route(
        "POST",
        _OF_OFFICE,
        raise_alarm,
        Permission.SIGNED_IN,
        "v1-alarm",
        "Call for help",
        body=AlarmRequest,
        answer=AlarmAnswer,
        status=201,
        problems=_REFUSALS,
    ),
    Route(
        "POST",
        "/api/v1/alarms/{id}/answers",
        answer_alarm,
        Permission.SIGNED_IN,
        "v1-alarm-answer",
        "Say that one is on the way to help",
        status=204,
        problems=_REFUSALS,
    ),
    Route(
        "DELETE",
        "/api/v1/alarms/{id}",
        end_alarm,
        Permission.SIGNED_IN,
        "v1-alarm-end",
        "Say that an alarm is over",
        status=204,
        problems=_REFUSALS,
    ),
)
