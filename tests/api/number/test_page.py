"""The number on one's own phone: what it says in every state, and leaving."""

from __future__ import annotations

from uuid import UUID

import pytest

from termin import queue
from termin.booking import AppointmentState, Channel
from termin.booking.rows import Appointment
from termin.queue.rows import Ticket, TicketState
from tests.api.clerk.day import OfficeDay
from tests.termin.queue.hall_town import booked, call, clock, walk_in


async def page(day: OfficeDay, ticket: UUID) -> str:
    """What the holder's phone shows, in one line."""
    stranger = await day.stranger()
    answer = await stranger.get(f"/nummer/{ticket}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return " ".join(answer.text.split())


async def test_who_waits_sees_place_time_of_day_and_reason(day: OfficeDay) -> None:
    await walk_in(day.town, "09:00")
    mine = await walk_in(day.town, "09:00")
    shown = await page(day, mine.id)
    assert "B002" in shown
    assert '<span class="fact-cards__value">1</span>' in shown
    assert "Sie sind etwa dran" in shown
    assert "Uhr" in shown
    assert "Ohne Termin geht es der Reihe nach" in shown
    assert 'data-say="Vor Ihnen ist noch eine Person."' in shown


async def test_who_has_time_may_leave_for_a_while(day: OfficeDay) -> None:
    for _ in range(12):
        mine = await walk_in(day.town, "09:00", "pass")
    assert "Sie können sich bis" in await page(day, mine.id)
    first = await Ticket.filter(number=1).get()
    assert "Sie können sich bis" not in await page(day, first.id)


async def test_who_is_called_sees_where_to_go_and_nothing_larger(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    await call(day.town, "2", "09:01")
    shown = await page(day, mine.id)
    assert "<title>Bitte jetzt zu Schalter 2" in shown
    assert '<p class="call-to__where">Schalter 2' in shown
    assert "abgeben" not in shown
    again = await queue.call_again(mine.id, clock("09:02"))
    assert f"-{again.calls}" in await page(day, mine.id)


async def test_who_is_parked_is_told_where_to_wait(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    await call(day.town, "2", "09:01")
    await queue.arrive(mine.id, clock("09:02"))
    assert "Sie sind an Schalter 2" in await page(day, mine.id)
    await queue.park(mine.id, clock("09:05"), room="Fotozimmer")
    shown = await page(day, mine.id)
    assert "Wir rufen Sie wieder auf" in shown
    assert "Bitte warten Sie in: Fotozimmer." in shown


async def test_who_is_sent_on_in_the_house_sees_where(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    await call(day.town, "2", "09:01")
    await queue.forward(mine.id, clock("09:05"), counter=day.town.counters["1"].id)
    assert "Es geht noch weiter: Schalter 1" in await page(day, mine.id)


async def test_who_is_sent_to_another_office_gets_its_address_and_the_new_number(
    day: OfficeDay,
) -> None:
    north = day.town.offices["nord"]
    north.street, north.postal_code, north.city = "Nordring 3", "12345", "Musterstadt"
    await north.save()
    town = day.town.municipality
    town.catalogue_version += 1
    await town.save()
    day.app.state.house.municipalities.forget()
    mine = await walk_in(day.town, "09:00")
    await call(day.town, "2", "09:01")
    await queue.arrive(mine.id, clock("09:02"))
    there = await queue.send(mine.id, north.id, clock("09:05"))
    shown = await page(day, mine.id)
    assert "Es geht weiter: Bürgerbüro Nord" in shown
    assert "Nordring 3" in shown
    assert f"/nummer/{there.id}" in shown
    assert there.number in shown


async def test_who_missed_the_call_is_told_what_to_do(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    await call(day.town, "2", "09:01")
    await queue.miss(mine.id, clock("09:05"))
    assert "Melden Sie sich am Empfang" in await page(day, mine.id)


async def test_who_is_done_is_thanked_and_followed_no_more(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    await call(day.town, "2", "09:01")
    await queue.arrive(mine.id, clock("09:02"))
    await queue.finish(mine.id, clock("09:12"))
    shown = await page(day, mine.id)
    assert "Alles erledigt" in shown
    assert 'data-watch=""' in shown
    assert "Aktualisieren" not in shown


async def test_a_number_of_yesterday_says_so(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    day.time.at = clock("09:00").replace(day=24)
    shown = await page(day, mine.id)
    assert "Diese Nummer galt am Montag, 23. November 2026" in shown
    assert "abgeben" not in shown


async def test_a_number_reloads_itself_without_script_only_if_asked(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    phone = await day.stranger()
    assert "refresh" not in (await phone.get(f"/nummer/{mine.id}")).headers
    asked = await phone.get(f"/nummer/{mine.id}?von-selbst=ja")
    assert asked.headers["refresh"] == "20"
    assert "Nicht mehr von selbst neu laden" in asked.text
    await queue.withdraw(mine.id, clock("09:01"))
    assert "refresh" not in (await phone.get(f"/nummer/{mine.id}?von-selbst=ja")).headers


async def test_a_place_is_given_back_after_asking_once(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    phone = await day.stranger()
    asked = await phone.get(f"/nummer/{mine.id}/abgeben")
    assert "Möchten Sie Ihren Platz abgeben?" in asked.text
    assert (await Ticket.get(id=mine.id)).state is TicketState.WAITING
    left = await phone.post(f"/nummer/{mine.id}/abgeben")
    assert "Diese Nummer gilt nicht mehr" in left.text
    assert (await Ticket.get(id=mine.id)).state is TicketState.WITHDRAWN
    again = await phone.post(f"/nummer/{mine.id}/abgeben")
    assert again.status_code == 200


async def test_leaving_keeps_the_appointment(day: OfficeDay) -> None:
    appointment = await booked(day.town, "09:15")
    mine = await queue.check_in(appointment.code, clock("09:00"), Channel.KIOSK)
    phone = await day.stranger()
    asked = await phone.get(f"/nummer/{mine.id}/abgeben")
    assert "Ihr Termin um 09:15 Uhr bleibt bestehen" in asked.text
    left = await phone.post(f"/nummer/{mine.id}/abgeben")
    assert "Ihr Termin um 09:15 Uhr bleibt bestehen" in left.text
    found = await Appointment.get(id=appointment.id)
    assert found.state is AppointmentState.BOOKED
    # The code opens more than this page: it is nowhere on it.
    assert appointment.code not in left.text + asked.text


async def test_who_is_called_while_leaving_sees_the_call(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    await call(day.town, "2", "09:01")
    phone = await day.stranger()
    for answer in (
        await phone.get(f"/nummer/{mine.id}/abgeben"),
        await phone.post(f"/nummer/{mine.id}/abgeben"),
    ):
        assert "Bitte jetzt zu" in answer.text
    assert (await Ticket.get(id=mine.id)).state is TicketState.CALLED


@pytest.mark.parametrize("ticket", ["unsinn", "c3ed4d63-b457-4db7-851d-990c98866dfe"])
async def test_what_is_no_number_is_not_found(day: OfficeDay, ticket: str) -> None:
    phone = await day.stranger()
    for path in (f"/nummer/{ticket}", f"/nummer/{ticket}/abgeben"):
        assert (await phone.get(path)).status_code == 404
    assert (await phone.post(f"/nummer/{ticket}/abgeben")).status_code == 404
