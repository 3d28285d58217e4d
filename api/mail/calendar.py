"""The calendar file of an appointment, in the words of its reader."""

from __future__ import annotations

from datetime import datetime

from api.mail.address import is_address
from api.rendering.texts import Texts
from termin.booking.invitation import InvitationFacts, Method, Party, Status, invitation
from termin.booking.rows import AppointmentState
from termin.messages import Notice
from termin.tokens import spoken

CONTENT_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "termin.ics"

_STATUSES = {
    AppointmentState.UNCONFIRMED: Status.TENTATIVE,
    AppointmentState.CANCELLED: Status.CANCELLED,
    AppointmentState.LAPSED: Status.CANCELLED,
    AppointmentState.DISPLACED: Status.CANCELLED,
}


def calendar_file(
    notice: Notice, method: Method, texts: Texts, page: str, sender: str, stamp: datetime
) -> bytes:
    """Return the file in the notice's language; `page` is the appointment's address.

    The organizer is the municipality, by its own mail address where it has one, else by `sender`,
    that of the installation: the same in downloads and mails, since a program takes an update only
    from the organizer it knows. Only mails (REQUEST, CANCEL) name the person, by the address alone:
    nothing that somebody typed into a form is sent on.
    """
    own = notice.sender.email
    attendee = None if method is Method.PUBLISH else Party("", notice.email)
    place = notice.place
    where = ", ".join(part for part in (place.name, place.street, place.town) if part)
    summary = texts.gettext(notice.language, "Termin: %(place)s", place=place.name)
    facts = InvitationFacts(
        appointment=notice.appointment,
        sequence=notice.sequence,
        status=_STATUSES.get(notice.state, Status.CONFIRMED),
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
        created_at=notice.created_at,
        changed_at=notice.changed_at,
        stamp=stamp,
        summary=summary,
        location=where,
        description=_description(notice, texts, page),
        url=page,
        alarm=summary,
        organizer=Party(notice.sender.name, own if is_address(own) else sender),
        attendee=attendee,
        position=place.position,
    )
    return invitation(facts, method)


def _description(notice: Notice, texts: Texts, page: str) -> str:
    def _(message: str, **values: object) -> str:
        return texts.gettext(notice.language, message, **values)

    parts = [_("Ihr Code:") + " " + spoken(notice.code)]
    matters = [f"- {m.name}" + (f" ({m.count}×)" if m.count > 1 else "") for m in notice.matters]
    parts += ["\n".join([_("Wofür:"), *matters])]
    if notice.documents:
        papers = [f"- {paper}" for paper in notice.documents]
        parts += ["\n".join([_("Bitte bringen Sie mit:"), *papers])]
    if notice.place.stop_hint:
        parts += [_("Haltestelle: %(stop)s", stop=notice.place.stop_hint)]
    parts += [_("Termin ansehen, verschieben oder absagen:") + "\n" + page]
    return "\n\n".join(parts)
