"""The page of an appointment, opened by its code alone: when, where, what to bring, what to do."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import booking
from api.citizen.addresses import private, see
from api.citizen.own_appointment import find, show_of, today_of
from api.house import house
from api.mail.calendar import CONTENT_TYPE, FILE_NAME, calendar_file
from api.requests import form, municipality, public_url
from api.routes import Permission, Route
from termin.booking import By, confirm_appointment, erase_contact
from termin.booking.confirmation import PURPOSE, confirms
from termin.booking.invitation import Method
from termin.booking.rows import Appointment
from termin.errors import NotFound
from termin.messages.notice import load_notice


async def show(request: Request) -> Response:
    """Show an appointment and how it stands."""
    appointment = await find(request)
    message = request.query_params.get("meldung", "")
    context = await show_of(request, appointment) | await today_of(request, appointment)
    return private(request, "citizen/appointment.html", message=message, **context)


async def slip(request: Request) -> Response:
    """Show the same as a slip to print: black on white, one page."""
    context = await show_of(request, await find(request))
    return private(request, "citizen/slip.html", **context)


async def calendar(request: Request) -> Response:
    """Give the appointment as a calendar file, without any name in it."""
    appointment = await find(request)
    own, town = house(request), municipality(request)
    file = calendar_file(
        await load_notice(appointment.id),
        Method.PUBLISH,
        own.pages.texts,
        f"{public_url(request)}/{town.slug}/termin/{appointment.code}",
        town.email or own.settings.mail_from,
        own.clock.now(),
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{FILE_NAME}"',
        "Cache-Control": "no-store",
    }
    return Response(file, headers=headers, media_type=CONTENT_TYPE)


async def ask_to_cancel(request: Request) -> Response:
    """Ask once more before the time is given up."""
    context = await show_of(request, await find(request))
    return private(request, "citizen/cancel.html", **context)


async def cancel(request: Request) -> Response:
    """Give the appointment up."""
    await form(request)
    appointment = await find(request)
    own = house(request)
    await booking.cancel(own, appointment, By.CITIZEN, own.clock.now())
    return _back(request, appointment, "abgesagt")


async def ask_to_erase(request: Request) -> Response:
    """Tell what deleting the data means."""
    context = await show_of(request, await find(request))
    return private(request, "citizen/erase.html", **context)


async def erase(request: Request) -> Response:
    """Delete name and addresses; the appointment stays."""
    await form(request)
    appointment = await find(request)
    await erase_contact(appointment.id, house(request).clock.now())
    return _back(request, appointment, "geloescht")


async def ask_to_confirm(request: Request) -> Response:
    """Show the button behind the mailed link: programs that look into mails confirm nothing."""
    context = await show_of(request, await _by_link(request))
    return private(request, "citizen/confirm.html", **context)


async def confirm(request: Request) -> Response:
    """Confirm the appointment."""
    await form(request)
    appointment = await _by_link(request)
    own = house(request)
    confirmed = await confirm_appointment(appointment.id, own.clock.now())
    await own.availability.reload(confirmed.office_day_id, own.clock.now())
    return _back(request, appointment, "bestaetigt")


async def _by_link(request: Request) -> Appointment:
    appointment = await find(request)
    key = house(request).keys.derive(PURPOSE)
    if not confirms(request.path_params["token"], key, appointment.id):
        raise NotFound("Dieser Link ist nicht vollständig. Bitte öffnen Sie ihn noch einmal.")
    return appointment


def _back(request: Request, appointment: Appointment, message: str) -> Response:
    return see(request, "appointment", [("meldung", message)], code=appointment.code)


_ONE = "/{municipality}/termin/{code}"
_LINK = f"{_ONE}/bestaetigen/{{token}}"
ROUTES = (
    Route("GET", _ONE, show, Permission.SECRET, "appointment", "An appointment by its code"),
    Route("GET", f"{_ONE}/zettel", slip, Permission.SECRET, "slip", "The slip to print"),
    Route("GET", f"{_ONE}/kalender.ics", calendar, Permission.SECRET, "calendar-file"),
    Route("GET", f"{_ONE}/absagen", ask_to_cancel, Permission.SECRET, "ask-to-cancel"),
    Route("POST", f"{_ONE}/absagen", cancel, Permission.SECRET, "cancel"),
    Route("GET", f"{_ONE}/daten-loeschen", ask_to_erase, Permission.SECRET, "ask-to-erase"),
    Route("POST", f"{_ONE}/daten-loeschen", erase, Permission.SECRET, "erase"),
    Route("GET", _LINK, ask_to_confirm, Permission.SECRET, "ask-to-confirm"),
    Route("POST", _LINK, confirm, Permission.SECRET, "confirm"),
)
