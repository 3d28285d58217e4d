"""An appointment for somebody who asks for it: read it aloud, spell its code, change it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.citizen.basket import documents
from api.citizen.own_appointment import lines_of
from api.phone.operator import Operator, appointment_of, operator_of
from api.phone.spelling import spelled
from api.routes import Permission, Route
from termin.booking import Appointment, contact_of
from termin.booking.states import MOVES, Step
from termin.tokens import spoken


async def show(request: Request) -> Response:
    """Show an appointment."""
    operator = await operator_of(request)
    context = await told(operator, await appointment_of(request, operator))
    message = request.query_params.get("meldung", "")
    return render(request, "phone/appointment.html", message=message, **context)


async def told(operator: Operator, appointment: Appointment) -> dict[str, Any]:
    """Return what is said of an appointment on the phone."""
    office = operator.view.office(appointment.office_id)
    lines = lines_of(operator.view, appointment)
    return {
        "appointment": appointment,
        "state": appointment.state.value,
        "code": spoken(appointment.code),
        "spelled": spelled(appointment.code),
        "office": office,
        "zone": ZoneInfo(office.time_zone),
        "chosen": lines,
        "minutes": int((appointment.ends_at - appointment.starts_at).total_seconds() // 60),
        "papers": documents(lines, "de"),
        "contact": await contact_of(appointment.visit_id),
        "may_move": (appointment.state, Step.MOVE) in MOVES,
        "may_cancel": (appointment.state, Step.CANCEL) in MOVES,
    }


ROUTES = (
    Route(
        "GET",
        "/{municipality}/amt/telefon/termin/{code}",
        show,
        Permission.BOOK_FOR_OTHERS,
        "phone-appointment",
        "An appointment for staff",
    ),
)
