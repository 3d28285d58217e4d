"""The appointment's page on its day: how to check in, then the number itself."""

from __future__ import annotations

from datetime import timedelta

from termin import queue
from termin.booking import Channel
from termin.booking.rows import Appointment
from tests.api.clerk.day import OfficeDay
from tests.termin.queue.hall_town import booked, call, clock, walk_in


async def page(day: OfficeDay, appointment: Appointment) -> str:
    """What the appointment's page says now, in one line."""
    answer = await (await day.stranger()).get(f"/termin/{appointment.code}")
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


async def test_another_day_says_nothing_of_checking_in(day: OfficeDay) -> None:
    appointment = await booked(day.town, "09:15")
    day.time.at -= timedelta(days=1)
    shown = await page(day, appointment)
    assert "anmelden können" not in shown.lower()
    assert "number.js" not in shown


async def test_before_check_in_it_says_when_and_where(day: OfficeDay) -> None:
    appointment = await booked(day.town, "11:00")
    shown = await page(day, appointment)
    assert "Ihr Termin ist heute" in shown
    assert "Anmelden können Sie sich ab 10:30 Uhr" in shown
    assert "am Empfang" in shown
    assert 'data-state="expected"' in shown
    await day.kiosk()
    day.at("10:40")
    shown = await page(day, appointment)
    assert "Sie können sich jetzt anmelden" in shown
    assert "am Terminal oder am Empfang" in shown
    assert "Bis 11:15 Uhr behalten Sie Ihre Uhrzeit" in shown
    day.at("11:20")
    assert "Ihre Uhrzeit ist vorbei" in await page(day, appointment)


async def test_after_check_in_it_is_the_number(day: OfficeDay) -> None:
    appointment = await booked(day.town, "09:15")
    await walk_in(day.town, "09:00")
    ticket = await queue.check_in(appointment.code, clock("09:00"), Channel.KIOSK)
    shown = await page(day, appointment)
    assert "A001" in shown
    assert "Ihr Termin ist um 09:15 Uhr" in shown
    assert f"/nummer/{ticket.id}/abgeben" in shown
    day.at("09:16")
    await call(day.town, "2", "09:16")
    shown = await page(day, appointment)
    assert "<title>Bitte jetzt zu Schalter 2" in shown
    await queue.arrive(ticket.id, clock("09:17"))
    await queue.finish(ticket.id, clock("09:27"))
    assert "Alles erledigt" in await page(day, appointment)


async def test_after_leaving_one_may_check_in_again(day: OfficeDay) -> None:
    appointment = await booked(day.town, "09:15")
    ticket = await queue.check_in(appointment.code, clock("09:00"), Channel.KIOSK)
    await queue.withdraw(ticket.id, clock("09:05"))
    shown = await page(day, appointment)
    assert "Sie können sich jetzt anmelden" in shown
    assert "A001" not in shown
