"""When the bus comes, and what becomes of an appointment whose bus does not."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from starlette.applications import Starlette

from termin.booking import Appointment, AppointmentState, cancel_appointment, withdraw_duty
from termin.booking.appointment import By
from termin.capacity import Claim
from tests.api.citizen.walk import Citizen, StoppedClock, action
from tests.termin.mobile.villages import NEXT_MONDAY, Bus, build_bus, displaced
from tests.town import NOW, local


@pytest.fixture
async def bus(citizen: Citizen) -> Bus:
    """A bus with two stops."""
    return await build_bus(citizen.town)


async def told(citizen: Citizen, bus: Bus, app: Starlette) -> Appointment:
    """Return an appointment without its bus, as everybody knows by now."""
    booked = await displaced(citizen.town, bus)
    await app.state.house.availability.refresh(NOW)
    return booked


async def test_the_timetable_says_when_the_bus_comes_and_when_not(
    citizen: Citizen, bus: Bus, app: Starlette
) -> None:
    await told(citizen, bus, app)
    stop = bus.stops["dorf"]
    page = await citizen.get("/bus")
    assert "Montag, 30. November 2026" in page.text
    assert "fällt aus" in page.text
    one = await citizen.get(f"/bus/{stop.id}")
    assert "Das nächste Mal: Montag, 30. November 2026, 09:00 bis 12:00 Uhr" in one.text
    assert "Der Bus ist in der Werkstatt." in one.text
    assert f"ort={citizen.town.offices['dorf'].id}" in one.text
    file = await citizen.get(f"/bus/{stop.id}/kalender.ics")
    events = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
    assert [str(event["status"]) for event in events] == ["CANCELLED", "CONFIRMED"]
    assert events[1].decoded("dtstart") == local(NEXT_MONDAY, "09:00")


async def test_a_published_halt_is_booked_like_any_office(
    citizen: Citizen, bus: Bus, app: Starlette
) -> None:
    await bus.publish("dorf", NEXT_MONDAY)
    await app.state.house.availability.refresh(NOW)
    office = citizen.town.offices["dorf"].id
    page = await citizen.get(f"/zeiten?anliegen={citizen.line()}&ort={office}&tag={NEXT_MONDAY}")
    assert f'value="{office}@2026-11-30T09:00' in page.text


async def test_the_mailed_link_shows_and_only_the_button_accepts(
    citizen: Citizen, bus: Bus, app: Starlette
) -> None:
    booked = await told(citizen, bus, app)
    page = await citizen.get(f"/termin/{booked.code}/ersatz")
    assert "Ihr Termin fällt aus" in page.text
    assert "Montag, 30. November 2026" in page.text
    assert (await Appointment.get(id=booked.id)).state is AppointmentState.DISPLACED
    done = await citizen.post(action(page.text, "ersatz"))
    assert "Ihr Termin ist verschoben" in done.text
    assert (await Appointment.get(id=booked.id)).starts_at == local(NEXT_MONDAY, "10:00")
    again = await citizen.post(f"/termin/{booked.code}/ersatz")
    assert "Montag, 30. November 2026" in again.text


async def test_its_own_page_leads_there_and_declining_is_cancelling(
    citizen: Citizen, bus: Bus, app: Starlette
) -> None:
    booked = await told(citizen, bus, app)
    page = await citizen.get(f"/termin/{booked.code}")
    assert "Ihr Termin fällt aus" in page.text
    assert f"/termin/{booked.code}/ersatz" in page.text
    done = await citizen.post(f"/termin/{booked.code}/absagen")
    assert "Dieser Termin ist abgesagt" in done.text
    assert (await Appointment.get(id=booked.id)).state is AppointmentState.CANCELLED
    office = citizen.town.offices["dorf"].id
    free = await citizen.get(f"/zeiten?anliegen={citizen.line()}&ort={office}&tag={NEXT_MONDAY}")
    assert f'value="{office}@2026-11-30T10:00' in free.text


async def test_when_time_is_up_another_can_be_chosen_even_after_the_lost_day(
    citizen: Citizen, bus: Bus, app: Starlette, clock: StoppedClock
) -> None:
    booked = await told(citizen, bus, app)
    clock.at = NOW + timedelta(days=5)
    await app.state.house.availability.refresh(clock.at)
    page = await citizen.get(f"/termin/{booked.code}/ersatz")
    assert "Die Zeit ist nicht mehr frei" in page.text
    late = await citizen.post(f"/termin/{booked.code}/ersatz")
    assert late.status_code == 409
    choice = await citizen.get(f"/termin/{booked.code}/verlegen")
    assert "Montag, 30. November" in choice.text or "30.11.2026" in choice.text
    wahl = f"{citizen.town.offices['dorf'].id}@{local(NEXT_MONDAY, '09:00').isoformat()}"
    moved = await citizen.post(f"/termin/{booked.code}/verlegen", wahl=wahl, bestaetigt="ja")
    assert "Ihr Termin ist verschoben" in moved.text


async def test_what_was_kept_can_fall_away_too_and_is_not_called_late(
    citizen: Citizen, bus: Bus, app: Starlette
) -> None:
    booked = await told(citizen, bus, app)
    asked = await citizen.get(f"/termin/{booked.code}/verlegen")
    assert "Diese Zeit fällt aus." in asked.text
    assert "Diese Zeit behalten Sie" not in asked.text
    claim = await Claim.get(hold_id__isnull=False)
    await withdraw_duty(claim.duty_id, NOW)
    page = await citizen.get(f"/termin/{booked.code}/ersatz")
    assert "fällt leider aus" in page.text
    assert "Frist" not in page.text


async def test_after_it_was_cancelled_elsewhere_the_link_says_how_it_stands(
    citizen: Citizen, bus: Bus, app: Starlette
) -> None:
    booked = await told(citizen, bus, app)
    await cancel_appointment(booked.id, By.STAFF, NOW)
    answer = await citizen.post(f"/termin/{booked.code}/ersatz")
    assert "Dieser Termin ist abgesagt" in answer.text
