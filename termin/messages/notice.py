"""All that a message or a calendar file can say of an appointment, read when it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from termin.booking.alternative import open_alternative
from termin.booking.rows import Appointment, AppointmentLine, AppointmentState, Contact
from termin.catalogue.rows import Service
from termin.errors import NotFound
from termin.offices.rows import Office

SOURCE_LANGUAGE = "de"


@dataclass(frozen=True, slots=True)
class Sender:
    """The municipality in whose name a message goes out."""

    slug: str
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go; `position` is latitude and longitude."""

    name: str
    street: str
    town: str
    stop_hint: str
    zone: ZoneInfo
    position: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Matter:
    """One service of the appointment, how often, and what to bring for it."""

    name: str
    count: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instead:
    """Another time that is kept until a time, for an appointment whose own fell away."""

    starts_at: datetime
    ends_at: datetime
    place: Place
    until: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """An appointment in the language of its visit; `email` and `name` are empty where erased."""

    appointment: UUID
    state: AppointmentState
    sequence: int
    code: str
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    changed_at: datetime
    confirm_until: datetime | None
    language: str
    name: str
    email: str
    sender: Sender
    place: Place
    matters: tuple[Matter, ...]
    reason: str = ""
    """Why the time fell away, where it did."""
    alternative: Instead | None = None
    again: bool = False
    """Whether a time that was kept for them has fallen away too."""

    @property
    def documents(self) -> tuple[str, ...]:
        """What to bring, each thing once, in the order of the services."""
        return tuple(dict.fromkeys(paper for matter in self.matters for paper in matter.documents))


async def load_notice(appointment_id: UUID) -> Notice:
    """Return what there is to say of an appointment.

    Raises:
        NotFound: there is none.
    """
    appointment = await Appointment.get_or_none(id=appointment_id).select_related(
        "visit", "office", "municipality"
    )
    if appointment is None:
        raise NotFound
    language = appointment.visit.language
    contact = await Contact.get_or_none(visit_id=appointment.visit_id)
    town = appointment.municipality
    reason, alternative, again = await _instead(appointment)
    return Notice(
        appointment=appointment.id,
        state=appointment.state,
        sequence=appointment.sequence,
        code=appointment.code,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        created_at=appointment.created_at,
        changed_at=appointment.changed_at,
        confirm_until=appointment.confirm_until,
        language=language,
        name=contact.name if contact else "",
        email=contact.email if contact else "",
        sender=Sender(town.slug, town.name, town.phone, town.email),
        place=_place(appointment.office),
        matters=await _matters(appointment_id, language),
        reason=reason,
        alternative=alternative,
        again=again,
    )


async def _instead(appointment: Appointment) -> tuple[str, Instead | None, bool]:
    """Return why an appointment's time fell away, what is kept for its person, and if again."""
    if appointment.state is not AppointmentState.DISPLACED:
        return "", None, False
    found = await open_alternative(appointment.id)
    if found is None:
        return "", None, False
    if found.hold is None or found.office is None:
        return found.reason, None, found.offers > 0
    hold = found.hold
    kept = Instead(hold.starts_at, hold.ends_at, _place(found.office), hold.expires_at)
    return found.reason, kept, found.offers > 1


def _place(office: Office) -> Place:
    position = None
    if office.latitude is not None and office.longitude is not None:
        position = (office.latitude, office.longitude)
    return Place(
        name=office.name,
        street=office.street,
        town=f"{office.postal_code} {office.city}".strip(),
        stop_hint=office.stop_hint,
        zone=ZoneInfo(office.time_zone),
        position=position,
    )


async def _matters(appointment_id: UUID, language: str) -> tuple[Matter, ...]:
    lines = (
        await AppointmentLine.filter(appointment_id=appointment_id)
        .order_by("position", "id")
        .select_related("service")
    )
    return tuple(_matter(line.service, line.count, language) for line in lines)


def _matter(service: Service, count: int, language: str) -> Matter:
    documents = service.documents.get(language) or service.documents.get(SOURCE_LANGUAGE) or []
    return Matter(service.names.get(language) or service.name, count, tuple(documents))
