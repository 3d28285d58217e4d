"""The page of an appointment: opened by its code, changed by its holder, silent of the person."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from icalendar import Calendar
from starlette.applications import Starlette

from api.citizen.own_appointment import qr_code
from termin.booking import Appointment, AppointmentState, Contact
from termin.booking.confirmation import PURPOSE, confirm_token
from termin.queue import check_in
from termin.tokens import spoken
from tests.api.citizen.walk import Citizen, StoppedClock, first
from tests.town import MONDAY, NOW, local


@pytest.fixture
async def appointment(citizen: Citizen, app: Starlette) -> Appointment:
    """Monday at eight, with a mail address, confirmed."""
    booked = await citizen.town.book(local(MONDAY, "08:00"), email="eva@example.org")
    await app.state.house.availability.refresh(NOW)
    return booked


async def test_a_code_opens_its_appointment_however_it_is_typed(
    citizen: Citizen, appointment: Appointment
) -> None:
    for typed in (appointment.code, spoken(appointment.code), spoken(appointment.code).lower()):
        page = await citizen.post("/", code=f" {typed} ")
        assert spoken(appointment.code) in page.text
        assert "eva@example.org" not in page.text


async def test_a_wrong_code_is_said_beside_the_field(citizen: Citizen) -> None:
    for code, sentence in (("K7Q-4MX-D2PR", "kennen wir nicht"), ("", "Bitte geben Sie den Code")):
        page = await citizen.post("/", code=code)
        assert page.status_code == 422
        assert sentence in page.text
        assert f'value="{code}"' in page.text


async def test_guessing_codes_is_slowed_down_and_knowing_one_is_not(
    citizen: Citizen, appointment: Appointment
) -> None:
    for _ in range(30):
        assert (await citizen.get(f"/termin/{appointment.code}")).status_code == 200
    answers = [(await citizen.get("/termin/K7Q4MXD2PR")).status_code for _ in range(25)]
    assert answers[0] == 404
    assert answers[-1] == 429


async def test_cancelling_takes_two_steps_and_frees_the_time(
    citizen: Citizen, appointment: Appointment
) -> None:
    asked = await citizen.get(f"/termin/{appointment.code}/absagen")
    assert "Möchten Sie diesen Termin absagen?" in asked.text
    assert (await Appointment.get()).state is AppointmentState.BOOKED
    done = await citizen.post(f"/termin/{appointment.code}/absagen")
    assert "Dieser Termin ist abgesagt" in done.text
    times = await citizen.get(f"/zeiten?anliegen={citizen.line()}")
    assert "2026-11-23T07:00:00+00:00" in times.text


async def test_moving_frees_the_old_time_at_once(
    citizen: Citizen, appointment: Appointment
) -> None:
    page = await citizen.get(f"/termin/{appointment.code}/verlegen")
    assert "Diese Zeit behalten Sie" in page.text
    wahl = first(r'name="wahl" value="([^"]+)"', page.text)
    asked = await citizen.post(f"/termin/{appointment.code}/verlegen", wahl=wahl)
    assert "Möchten Sie den Termin verschieben?" in asked.text
    assert (await Appointment.get()).sequence == 0
    done = await citizen.post(f"/termin/{appointment.code}/verlegen", wahl=wahl, bestaetigt="ja")
    assert "Ihr Termin ist verschoben" in done.text
    moved = await Appointment.get()
    assert moved.starts_at.isoformat() == wahl.partition("@")[2]
    assert moved.starts_at != local(MONDAY, "08:00")


async def test_the_time_one_has_is_not_offered_again(
    citizen: Citizen, appointment: Appointment, app: Starlette
) -> None:
    await citizen.town.duty("2", "ben")  # so that the same time is free at another counter
    await app.state.house.availability.refresh(NOW)
    page = await citizen.get(f"/termin/{appointment.code}/verlegen")
    assert first(r'name="wahl" value="([^"]+)"', page.text)
    assert "@2026-11-23T07:00:00+00:00" not in page.text


async def test_a_lost_move_keeps_the_old_time(citizen: Citizen, appointment: Appointment) -> None:
    await citizen.town.book(local(MONDAY, "09:00"))
    office = citizen.town.offices["rathaus"].id
    wahl = f"{office}@{local(MONDAY, '09:00').isoformat()}"
    page = await citizen.post(f"/termin/{appointment.code}/verlegen", wahl=wahl, bestaetigt="ja")
    assert page.status_code == 409
    assert "Diese Zeit ist gerade vergeben worden" in page.text
    assert first(r'name="wahl" value="([^"]+)"', page.text)
    assert (await Appointment.get(id=appointment.id)).starts_at == local(MONDAY, "08:00")


async def test_the_calendar_file_names_nobody(citizen: Citizen, appointment: Appointment) -> None:
    answer = await citizen.get(f"/termin/{appointment.code}/kalender.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert b"eva@example.org" not in answer.content
    calendar = Calendar.from_ical(BytesIO(answer.content).read())
    (event,) = calendar.walk("VEVENT")
    assert UUID(str(event["uid"])) == appointment.id
    assert event.decoded("dtstart") == local(MONDAY, "08:00")


async def test_deleting_the_data_keeps_the_appointment(
    citizen: Citizen, appointment: Appointment
) -> None:
    assert "Daten löschen" in (await citizen.get(f"/termin/{appointment.code}")).text
    page = await citizen.post(f"/termin/{appointment.code}/daten-loeschen")
    assert "Ihre Daten sind gelöscht" in page.text
    assert not await Contact.exists()
    assert (await Appointment.get()).state is AppointmentState.BOOKED
    assert "Meine Daten löschen" not in (await citizen.get(f"/termin/{appointment.code}")).text


async def test_looking_at_the_mailed_link_confirms_nothing(
    citizen: Citizen, app: Starlette
) -> None:
    citizen.town.municipality.confirm_minutes = 60
    await citizen.town.municipality.save()
    app.state.house.municipalities.forget()
    await citizen.book(email="eva@example.org")
    made = await Appointment.get()
    token = confirm_token(app.state.house.keys.derive(PURPOSE), made.id)
    link = f"/termin/{made.code}/bestaetigen/{token}"
    assert "Ein Schritt noch" in (await citizen.get(link)).text
    assert (await Appointment.get()).state is AppointmentState.UNCONFIRMED
    assert (await citizen.post(link[:-1] + "_")).status_code == 404
    done = await citizen.post(link)
    assert "Ihr Termin ist bestätigt" in done.text
    assert (await Appointment.get()).state is AppointmentState.BOOKED
    assert "Hier ist nichts mehr zu tun" in (await citizen.get(link)).text


async def test_a_late_link_says_what_to_do(
    citizen: Citizen, app: Starlette, clock: StoppedClock
) -> None:
    citizen.town.municipality.confirm_minutes = 60
    await citizen.town.municipality.save()
    app.state.house.municipalities.forget()
    await citizen.book(email="eva@example.org")
    made = await Appointment.get()
    token = confirm_token(app.state.house.keys.derive(PURPOSE), made.id)
    clock.at = NOW + timedelta(minutes=61)
    page = await citizen.get(f"/termin/{made.code}/bestaetigen/{token}")
    assert "Dieser Link kam zu spät" in page.text


async def test_who_is_here_sees_their_place_in_the_queue(
    citizen: Citizen, appointment: Appointment, clock: StoppedClock
) -> None:
    clock.at = local(MONDAY, "07:55")
    drawn = await check_in(appointment.code, clock.at)
    page = await citizen.get(f"/termin/{appointment.code}")
    assert "Sie sind etwa dran" in page.text
    assert drawn.number in page.text
    assert "als Nächstes" in page.text
    assert "Termin absagen" not in page.text


async def test_what_is_over_can_only_be_seen(
    citizen: Citizen, appointment: Appointment, clock: StoppedClock
) -> None:
    clock.at = local(MONDAY, "12:00")
    page = await citizen.get(f"/termin/{appointment.code}")
    assert "Dieser Termin ist vorbei" in page.text
    assert "Termin absagen" not in page.text
    assert (await citizen.get(f"/termin/{appointment.code}/verlegen")).status_code == 409
    assert (await citizen.post(f"/termin/{appointment.code}/absagen")).status_code == 409


async def test_another_town_does_not_know_the_code(
    citizen: Citizen, appointment: Appointment, app: Starlette
) -> None:
    await type(citizen.town.municipality).create(slug="andernorts", name="Andernorts", land="BY")
    app.state.house.municipalities.forget()
    answer = await citizen.client.get(f"/andernorts/termin/{appointment.code}")
    assert answer.status_code == 404


def test_the_qr_code_is_an_image_within_the_policy() -> None:
    assert qr_code("http://termin.test/musterstadt/termin/K7Q4MXD2PR").startswith("data:image/svg")
