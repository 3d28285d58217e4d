"""Booking for others without script: search, internal time, read aloud, find, move, cancel."""

from __future__ import annotations

import pytest

from api.phone.spelling import spelled
from termin.booking.rows import Appointment, AppointmentState, Channel
from termin.capacity import Shares
from termin.staff import Role
from tests.api.citizen.walk import Citizen, action, first
from tests.api.clerk.day import OfficeDay
from tests.town import MONDAY, NOW, local


@pytest.fixture
async def operator(day: OfficeDay) -> Citizen:
    """Somebody at the phone of the whole town."""
    return await day.person("lars", Role.PHONE_OPERATOR)


async def hold(operator: Citizen, service: str = "ausweis") -> str:
    """Choose the first time offered; return the page."""
    page = await operator.get(f"/amt/telefon/zeiten?anliegen={operator.line(service)}")
    wahl = first(r'name="wahl" value="([^"]+)"', page.text)
    held = await operator.post(
        "/amt/telefon/vormerkungen", anliegen=operator.line(service), wahl=wahl
    )
    assert "Vorlesen" in held.text, held.text
    return held.text


def booking(page: str) -> str:
    """Where the form of the booking goes."""
    return first(r'action="(/musterstadt/amt/telefon/vormerkung/[0-9a-f-]{36}\?[^"]*)"', page)


async def test_from_everyday_words_to_a_spelled_code(operator: Citizen) -> None:
    found = await operator.get("/amt/telefon?q=ausweis")
    assert "Ausweis" in found.text
    done = await operator.post(booking(await hold(operator)), name="Eva Muster", phone="030 123456")
    assert "Gebucht" in done.text
    made = await Appointment.get().prefetch_related("visit__contact")
    assert made.channel is Channel.PHONE
    assert made.booked_by is not None
    assert made.state is AppointmentState.BOOKED
    assert made.visit.contact.name == "Eva Muster"
    assert " · ".join(spelled(made.code)[0]) in done.text


async def test_every_detail_is_optional(operator: Citizen) -> None:
    done = await operator.post(booking(await hold(operator)))
    assert "Gebucht" in done.text


async def test_what_is_wrong_is_said_and_kept(operator: Citizen) -> None:
    page = await operator.post(booking(await hold(operator)), name="Eva", email="eva@")
    assert page.status_code == 422
    assert 'value="Eva"' in page.text
    assert not await Appointment.exists()


async def test_everything_that_is_wrong_is_said_at_once(operator: Citizen) -> None:
    wrong = {"name": "E" * 201, "email": "eva@", "phone": "keins"}
    page = await operator.post(booking(await hold(operator)), **wrong)
    assert page.status_code == 422
    for field in wrong:
        assert f'id="{field}-fehler"' in page.text


async def test_sent_twice_is_booked_once(operator: Citizen) -> None:
    where = booking(await hold(operator))
    first_time = await operator.post(where)
    second_time = await operator.post(where)
    assert first_time.status_code == second_time.status_code == 200
    assert await Appointment.all().count() == 1


async def test_time_kept_for_staff_is_offered_to_staff_alone(
    day: OfficeDay, operator: Citizen
) -> None:
    await day.town.duty("3", "cem", hours=("14:00", "15:00"), shares=Shares(0, 100, 0))
    await day.app.state.house.availability.refresh(NOW)
    day.at("13:00")
    where = f"zeiten?anliegen={operator.line()}&tag={MONDAY}"
    inside = await operator.get(f"/amt/telefon/{where}")
    assert '<span class="slots__time">14:00</span>' in inside.text
    outside = await (await day.stranger()).get(f"/{where}")
    assert "14:00" not in outside.text


async def test_a_clerk_books_at_a_desk_and_only_at_their_office(day: OfficeDay) -> None:
    await day.town.duty("N1", "dora")
    await day.app.state.house.availability.refresh(NOW)
    clerk = await day.person("ada", Role.CLERK, office="rathaus")
    times = await clerk.get(f"/amt/telefon/zeiten?anliegen={clerk.line()}")
    assert "Bürgerbüro Nord" not in times.text
    await clerk.post(booking(await hold(clerk)))
    assert (await Appointment.get()).channel is Channel.DESK
    foreign = f"{day.town.offices['nord'].id}@{local(MONDAY, '11:00').isoformat()}"
    refused = await clerk.post("/amt/telefon/vormerkungen", anliegen=clerk.line(), wahl=foreign)
    assert refused.status_code == 422


async def test_a_taken_time_shows_others(day: OfficeDay, operator: Citizen) -> None:
    wahl = f"{day.town.offices['rathaus'].id}@{local(MONDAY, '11:00').isoformat()}"
    fields = {"anliegen": operator.line(), "wahl": wahl}
    for _ in range(2):
        held = await operator.post("/amt/telefon/vormerkungen", **fields)
        assert held.status_code == 200
    lost = await operator.post("/amt/telefon/vormerkungen", **fields)
    assert lost.status_code == 409
    assert "gerade vergeben" in lost.text


async def test_an_appointment_is_found_moved_and_cancelled(
    day: OfficeDay, operator: Citizen
) -> None:
    made = await day.town.book(local(MONDAY, "11:00"))
    await day.app.state.house.availability.refresh(NOW)
    found = await operator.post("/amt/telefon/suche", code=made.code.lower())
    assert "11:00 Uhr" in found.text
    listed = await operator.get(
        f"/amt/telefon/tag?ort={day.town.offices['rathaus'].id}&tag={MONDAY}"
    )
    assert made.code in listed.text.replace("-", "")
    ask = await operator.get(f"/amt/telefon/termin/{made.code}/verlegen")
    wahl = first(r'name="wahl" value="([^"]+)"', ask.text)
    moved = await operator.post(f"/amt/telefon/termin/{made.code}/verlegen", wahl=wahl)
    assert "Verschoben" in moved.text
    assert (await Appointment.get()).sequence == 1
    gone = await operator.post(action(moved.text, "absage"))
    assert "Abgesagt" in gone.text
    assert (await Appointment.get()).state is AppointmentState.CANCELLED
    again = await operator.post(f"/amt/telefon/termin/{made.code}/absage")
    assert "nicht mehr möglich" in again.text


async def test_appointments_of_other_offices_are_refused(day: OfficeDay) -> None:
    await day.town.duty("N1", "dora")
    made = await day.town.book(local(MONDAY, "11:00"), office="nord")
    clerk = await day.person("ada", Role.CLERK, office="rathaus")
    assert (await clerk.get(f"/amt/telefon/termin/{made.code}")).status_code == 403
    nord = day.town.offices["nord"].id
    assert (await clerk.get(f"/amt/telefon/tag?ort={nord}")).status_code == 403


@pytest.mark.parametrize("code", ["", "K7Q", "K7Q4MXD2PR"])
async def test_a_code_that_is_none_is_said(operator: Citizen, code: str) -> None:
    page = await operator.post("/amt/telefon/suche", code=code)
    assert page.status_code == 422
    assert 'id="code-fehler"' in page.text


def test_a_code_is_spelled_by_cities() -> None:
    assert spelled("K7Q4MXD2PR") == (
        ("Köln", "7", "Quickborn"),
        ("4", "München", "Xanten"),
        ("Düsseldorf", "2", "Potsdam", "Rostock"),
    )
