"""Headers and parts of mails, read back as a receiver would."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from api.mail.address import BadAddress, address_of
from api.mail.calendar import calendar_file
from api.mail.envelope import Enclosure, envelope
from api.mail.letter import Letter
from api.rendering.texts import read_texts
from termin.booking.invitation import Method
from termin.booking.rows import AppointmentState
from termin.messages import MessageKind, Notice
from tests.api.mail.notices import NOTICE, NOW

SENDER = "termin@example.net"
LETTER = Letter("de", "Ihr Termin – jetzt", "Grüß Gott\n", "<p>Grüß Gott</p>\n")
PAGE = "https://termin.example.org/ansbach/termin/K7Q4MXD2PR"
TEXTS = read_texts()


def sent(
    notice: Notice = NOTICE,
    kind: MessageKind = MessageKind.BOOKED,
    letter: Letter = LETTER,
    enclosure: Enclosure | None = None,
) -> EmailMessage:
    raw = envelope(letter, notice, kind, SENDER, enclosure, NOW).as_bytes()
    return email.message_from_bytes(raw, policy=default)


def enclosed(notice: Notice = NOTICE, method: Method = Method.REQUEST) -> Enclosure:
    return Enclosure(calendar_file(notice, method, TEXTS, PAGE, SENDER, NOW), method)


def test_the_municipality_writes_to_the_person() -> None:
    mail = sent()
    assert mail["From"] == "Stadt Ansbach <termin@example.net>"
    assert mail["To"] == "aenne@example.org"
    assert mail["Reply-To"] == "Stadt Ansbach <buergeramt@example.org>"
    assert mail["Subject"] == "Ihr Termin – jetzt"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "de"
    assert mail["Date"].datetime == NOW


def test_the_same_news_has_the_same_name_and_other_news_another() -> None:
    first = sent()["Message-ID"]
    assert first == sent()["Message-ID"]
    assert first.endswith("@example.net>")
    others = {
        sent(kind=MessageKind.MOVED)["Message-ID"],
        sent(replace(NOTICE, sequence=1))["Message-ID"],
    }
    assert first not in others
    assert len(others) == 2


def test_text_and_page_say_the_same() -> None:
    mail = sent()
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    assert text.get_content().splitlines() == LETTER.text.splitlines()
    assert page.get_content().splitlines() == LETTER.html.splitlines()


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL])
def test_the_calendar_file_and_its_header_agree(method: Method) -> None:
    (part,) = sent(enclosure=enclosed(method=method)).iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params["method"] == method.value
    assert part["Content-Type"].params["charset"] == "utf-8"
    assert part.get_filename() == "termin.ics"
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert b"\r\n" in payload
    calendar = vobject.readOne(payload.decode())
    assert calendar.method.value == method.value
    assert calendar.vevent.organizer.value == "mailto:buergeramt@example.org"
    assert calendar.vevent.attendee.value == "mailto:aenne@example.org"


def test_the_calendar_file_tells_what_is_needed_and_not_who() -> None:
    event = vobject.readOne(enclosed().file.decode()).vevent
    assert event.summary.value == "Termin: Bürgeramt Nord & Süd"
    assert event.location.value == "Bürgeramt Nord & Süd, Münchner Straße 5, 91522 Ansbach"
    assert event.url.value == PAGE
    for said in ("K7Q-4MX-D2PR", "- Biometrisches Foto", "- Umzug melden", "(2×)", PAGE):
        assert said in event.description.value
    assert "Groß" not in enclosed().file.decode()


def test_the_calendar_file_speaks_the_language_of_the_visit() -> None:
    file = enclosed(replace(NOTICE, language="en")).file.decode()
    assert "Appointment: Bürgeramt" in vobject.readOne(file).vevent.summary.value


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (AppointmentState.UNCONFIRMED, "TENTATIVE"),
        (AppointmentState.BOOKED, "CONFIRMED"),
        (AppointmentState.CANCELLED, "CANCELLED"),
        (AppointmentState.LAPSED, "CANCELLED"),
    ],
)
def test_a_download_says_how_things_stand(state: AppointmentState, status: str) -> None:
    notice = replace(NOTICE, state=state)
    file = calendar_file(notice, Method.PUBLISH, TEXTS, PAGE, SENDER, NOW)
    event = vobject.readOne(file.decode()).vevent
    assert event.status.value == status
    assert not hasattr(event, "attendee")


def test_a_moved_appointment_replaces_the_first_one() -> None:
    later = replace(NOTICE, sequence=1, starts_at=NOTICE.starts_at + timedelta(hours=1))
    first, second = (
        vobject.readOne(enclosed(notice).file.decode()).vevent for notice in (NOTICE, later)
    )
    assert first.uid.value == second.uid.value
    assert int(second.sequence.value) > int(first.sequence.value)


@pytest.mark.parametrize("own", ["", "siehe Webseite"])
def test_a_municipality_without_an_address_answers_by_the_installation(own: str) -> None:
    notice = replace(NOTICE, sender=replace(NOTICE.sender, email=own))
    assert sent(notice)["Reply-To"] is None
    organizer = vobject.readOne(enclosed(notice).file.decode()).vevent.organizer
    assert organizer.value == f"mailto:{SENDER}"


NASTY = "Stadt\r\nBcc: evil@example.org\r\n\r\nKaufen Sie!"


def test_no_header_can_be_smuggled_in() -> None:
    mail = sent(replace(NOTICE, sender=replace(NOTICE.sender, name=NASTY)))
    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].addr_spec == SENDER
    with pytest.raises(ValueError, match="linefeed"):
        sent(letter=replace(LETTER, subject=NASTY))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "a",
        "a@",
        "@b.de",
        "a b@c.de",
        "a@b c.de",
        "a@b.de\r\nBcc: x@y.de",
        "a@b.de, x@y.de",
        "a@b.de,x@y.de",
        "a@x.de;b@y.de",
        "<a@b.de>",
        "Anna <a@b.de>",
        "a..b@c.de",
        '"a b"@c.de',
        "a@-b.de",
        f"{'a' * 65}@b.de",
        f"a@{'b' * 64}.de",
    ],
)
def test_what_is_no_address_is_refused_without_naming_it(address: str) -> None:
    with pytest.raises(BadAddress) as refusal:
        address_of(address)
    assert str(refusal.value) == ""
    with pytest.raises(BadAddress):
        sent(replace(NOTICE, email=address))


def test_addresses_are_taken_as_they_are() -> None:
    assert address_of("Anna.B+amt@Example.org").addr_spec == "Anna.B+amt@Example.org"
    assert address_of("anna@bücher.example").addr_spec == "anna@xn--bcher-kva.example"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_typing_is_an_address_or_refused(typed: str) -> None:
    try:
        found = address_of(typed)
    except BadAddress:
        return
    assert found.addr_spec.isascii()
    assert found.addr_spec.isprintable()
    assert found.addr_spec.count("@") == 1
