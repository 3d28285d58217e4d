"""Calendar files, read back by a second parser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from termin.booking.invitation import InvitationFacts, Method, Party, Status, invitation
from termin.localtime import at_local

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)
MADE = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)

FACTS = InvitationFacts(
    appointment=UUID("6f9c1f4e-5f5c-4b4f-9a55-0a1b2c3d4e5f"),
    sequence=0,
    status=Status.CONFIRMED,
    starts_at=START,
    ends_at=START + timedelta(minutes=25),
    created_at=MADE,
    changed_at=MADE,
    stamp=MADE,
    summary="Termin: Bürgerbüro Süd; Haus 2, Zimmer 7",
    location="Münchner Straße 5, 80331 Ansbach",
    description="Code: K7Q-4MX-D2PR\nBitte mitbringen:\n- Pass; alt, gültig\n- Geld \\ Karte",
    url="https://termin.example.org/ansbach/termin/K7Q4MXD2PR?sprache=de&x=1,2;3",
    alarm="Morgen haben Sie einen Termin",
    organizer=Party("Stadt Ansbach", "termin@example.org"),
    attendee=Party('Änne "Mü", Groß: & Söhne;', "aenne+amt@example.org"),
    position=(49.30481, 10.5931),
)


def read(file: bytes) -> Any:
    return vobject.readOne(file.decode("utf-8"))


def value(file: bytes, name: str) -> Any:
    return getattr(read(file).vevent, name).value


def test_a_second_parser_reads_what_was_written() -> None:
    event = read(invitation(FACTS, Method.REQUEST)).vevent
    assert event.summary.value == FACTS.summary
    assert event.location.value == FACTS.location
    assert event.description.value == FACTS.description
    assert event.url.value == FACTS.url
    assert event.dtstart.value == START
    assert event.dtend.value == START + timedelta(minutes=25)
    assert event.dtstamp.value == MADE
    assert event.geo.value == "49.30481;10.5931"
    assert event.status.value == "CONFIRMED"
    assert event.organizer.value == "mailto:termin@example.org"
    assert event.organizer.params["CN"] == ["Stadt Ansbach"]
    assert event.attendee.value == "mailto:aenne+amt@example.org"
    assert event.attendee.params["CN"] == ["Änne 'Mü', Groß: & Söhne;"]
    assert event.attendee.params["RSVP"] == ["FALSE"]


def test_the_calendar_says_what_it_is() -> None:
    calendar = read(invitation(FACTS, Method.REQUEST))
    assert calendar.version.value == "2.0"
    assert calendar.calscale.value == "GREGORIAN"
    assert calendar.prodid.value.startswith("-//Termin//")
    assert calendar.method.value == "REQUEST"


def test_an_update_replaces_what_was_sent_before() -> None:
    first = invitation(FACTS, Method.REQUEST)
    start = START + timedelta(days=1)
    later = replace(FACTS, sequence=1, starts_at=start, ends_at=start + timedelta(hours=1))
    second = invitation(later, Method.REQUEST)
    assert value(first, "uid") == value(second, "uid")
    assert int(value(second, "sequence")) > int(value(first, "sequence"))
    assert value(second, "dtstart") == START + timedelta(days=1)


def test_a_cancellation_takes_the_same_event_away() -> None:
    cancel = invitation(replace(FACTS, sequence=2), Method.CANCEL)
    assert read(cancel).method.value == "CANCEL"
    assert value(cancel, "uid") == value(invitation(FACTS, Method.REQUEST), "uid")
    assert value(cancel, "sequence") == "2"
    assert value(cancel, "status") == "CANCELLED"
    # RFC 5546, 3.2.5: a cancellation has no alarm.
    assert not hasattr(read(cancel).vevent, "valarm")


def test_the_reminder_comes_a_day_before() -> None:
    alarm = read(invitation(FACTS, Method.PUBLISH)).vevent.valarm
    assert alarm.action.value == "DISPLAY"
    assert alarm.trigger.value == timedelta(days=-1)
    assert alarm.description.value == FACTS.alarm


def test_a_download_names_no_attendee() -> None:
    assert b"ATTENDEE" not in invitation(FACTS, Method.PUBLISH)


def test_a_download_of_a_cancelled_appointment_says_so() -> None:
    file = invitation(replace(FACTS, status=Status.CANCELLED), Method.PUBLISH)
    assert value(file, "status") == "CANCELLED"


def test_a_request_without_attendee_is_refused() -> None:
    with pytest.raises(ValueError, match="attendee"):
        invitation(replace(FACTS, attendee=None), Method.REQUEST)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        invitation(replace(FACTS, stamp=datetime(2026, 11, 1)), Method.PUBLISH)  # noqa: DTZ001


def test_others_see_only_that_the_time_is_taken() -> None:
    assert value(invitation(FACTS, Method.PUBLISH), "class") == "PRIVATE"


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2027, 3, 28), time(1, 30), "20270328T003000Z"),
        (date(2027, 3, 28), time(3, 30), "20270328T013000Z"),
        (date(2026, 10, 25), time(2, 30), "20261025T003000Z"),
        (date(2026, 10, 25), time(9, 0), "20261025T080000Z"),
        (date(2027, 10, 31), time(9, 0), "20271031T080000Z"),
        (date(2028, 2, 29), time(9, 0), "20280229T080000Z"),
    ],
)
def test_the_clock_of_the_office_survives(day: date, clock: time, utc: str) -> None:
    start = at_local(day, clock, BERLIN)
    file = invitation(
        replace(FACTS, starts_at=start, ends_at=start + timedelta(minutes=30)), Method.PUBLISH
    )
    assert f"DTSTART:{utc}".encode() in file
    shown = value(file, "dtstart").astimezone(BERLIN)
    assert (shown.date(), shown.time()) == (day, clock)


def test_both_hours_of_the_october_night_are_told_apart() -> None:
    first = at_local(date(2026, 10, 25), time(2, 30), BERLIN)
    second = first + timedelta(hours=1)
    assert first.astimezone(BERLIN).time() == second.astimezone(BERLIN).time()
    files = [
        invitation(
            replace(FACTS, starts_at=start, ends_at=start + timedelta(minutes=5)), Method.PUBLISH
        )
        for start in (first, second)
    ]
    assert value(files[1], "dtstart") - value(files[0], "dtstart") == timedelta(hours=1)


def test_an_appointment_over_the_jump_lasts_its_minutes() -> None:
    start = at_local(date(2027, 3, 28), time(1, 45), BERLIN)
    facts = replace(FACTS, starts_at=start, ends_at=start + timedelta(minutes=30))
    file = invitation(facts, Method.PUBLISH)
    assert value(file, "dtend") - value(file, "dtstart") == timedelta(minutes=30)
    assert value(file, "dtend").astimezone(BERLIN).time() == time(3, 15)


def test_a_line_cannot_be_smuggled_in() -> None:
    nasty = "x\r\nATTENDEE:mailto:evil@example.org\rSTATUS:CANCELLED\u2028BEGIN:VALARM"
    party = Party(nasty, "a@example.org\r\nX-EVIL:1")
    facts = replace(
        FACTS, summary=nasty, description=nasty, location=nasty, attendee=party, organizer=party
    )
    file = invitation(facts, Method.REQUEST).decode()
    unfolded = file.replace("\r\n ", "")
    names = [re.split("[:;]", line)[0] for line in unfolded.splitlines()]
    assert names.count("ATTENDEE") == 1
    assert names.count("STATUS") == 1
    assert "X-EVIL" not in names
    assert names.count("BEGIN") == 3


texts = st.text(st.characters(exclude_categories=()), max_size=300)


@settings(deadline=None)
@given(texts, texts, texts)
def test_any_text_gives_a_file_that_can_be_read(summary: str, description: str, name: str) -> None:
    facts = replace(
        FACTS, summary=summary, description=description, attendee=Party(name, "a@example.org")
    )
    file = invitation(facts, Method.REQUEST)
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    file.decode("utf-8")
    assert value(file, "uid") == str(FACTS.appointment)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_plain_text_comes_back_as_it_was(text: str) -> None:
    plain = text.replace("\u2028", "").replace("\u2029", "")
    file = invitation(replace(FACTS, description=plain), Method.PUBLISH)
    assert value(file, "description") == plain
