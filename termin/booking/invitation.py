"""Calendar files: an appointment as iCalendar (RFC 5545) that mail and calendar programs file.

One appointment keeps one UID from its making to its end; SEQUENCE rises with every change, so that
a program replaces what it has (RFC 5546, 2.1.5).

Times are written in UTC. An appointment is one instant, and UTC names it even in the hour that
comes twice in October, which local time with a VTIMEZONE cannot (RFC 5545, 3.3.5); every program
shows it in the clock of the place where it is read.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID

from icalendar import Alarm, Calendar, Event, vCalAddress, vGeo, vText, vUri

PRODUCT = "-//Termin//Appointments//DE"
REMINDER = timedelta(days=-1)


class Method(StrEnum):
    """What the receiver is to do with the file (RFC 5546, 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Status(StrEnum):
    """How firm the appointment is (RFC 5545, 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody with a mail address; the name may be empty."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """All that a calendar file says, in the reader's language.

    `stamp` is when the file is made. `alarm` is the sentence of the reminder a day before. The
    attendee is named only in mails to that person; `position` is latitude and longitude.
    """

    appointment: UUID
    sequence: int
    status: Status
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    changed_at: datetime
    stamp: datetime
    summary: str
    location: str
    description: str
    url: str
    alarm: str
    organizer: Party
    attendee: Party | None = None
    position: tuple[float, float] | None = None


def invitation(facts: InvitationFacts, method: Method) -> bytes:
    """Return the calendar file in UTF-8, lines folded at 75 octets and ended by CRLF.

    PUBLISH is for a download and names no attendee; REQUEST (new or moved) and CANCEL are for mails
    to the attendee. A naive time, or a REQUEST without attendee, is refused (ValueError).
    """
    if method is Method.REQUEST and facts.attendee is None:
        raise ValueError("a request is addressed to an attendee")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    calendar.add_component(_event(facts, method))
    return bytes(calendar.to_ical())


def _event(facts: InvitationFacts, method: Method) -> Event:
    cancelled = method is Method.CANCEL or facts.status is Status.CANCELLED
    event = Event()
    event.add("uid", str(facts.appointment))
    event.add("sequence", facts.sequence)
    event.add("dtstamp", _utc(facts.stamp))
    event.add("created", _utc(facts.created_at))
    event.add("last-modified", _utc(facts.changed_at))
    event.add("dtstart", _utc(facts.starts_at))
    event.add("dtend", _utc(facts.ends_at))
    event.add("status", Status.CANCELLED.value if cancelled else facts.status.value)
    event.add("summary", _text(facts.summary))
    event.add("location", _text(facts.location))
    event.add("description", _text(facts.description))
    event.add("url", vUri(facts.url))
    # Others who see the person's calendar see that the time is taken, not for what.
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    if facts.position is not None:
        event.add("geo", vGeo(facts.position))
    event.add("organizer", _address(facts.organizer))
    if facts.attendee is not None and method is not Method.PUBLISH:
        event.add("attendee", _attendee(facts.attendee))
    if not cancelled:
        event.add_component(_alarm(facts))
    return event


def _attendee(party: Party) -> vCalAddress:
    address = _address(party)
    # Who booked has agreed: no program should ask for an answer, which nobody would read.
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("ACCEPTED")
    address.params["RSVP"] = vText("FALSE")
    return address


def _address(party: Party) -> vCalAddress:
    address = vCalAddress("mailto:" + quote(party.email, safe="@+!$'*~"))
    # A quotation mark cannot be written in a parameter (RFC 5545, 3.2).
    name = " ".join(_text(party.name).replace('"', "'").split())
    if name:
        address.params["CN"] = vText(name)
    return address


def _alarm(facts: InvitationFacts) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _text(facts.alarm))
    alarm.add("trigger", REMINDER)
    return alarm


def _text(text: str) -> str:
    """Return `text` with plain line ends and without what a calendar's text must not hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    # Some programs take these two as line ends and would tear the line.
    lines = lines.replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc")
    return kept.encode("utf-8", "replace").decode()


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"a time without a zone is no instant: {instant}")
    return instant.astimezone(UTC)
