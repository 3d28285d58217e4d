"""The reception in a real browser: by keyboard, live, and without script."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import Page, Route, expect

from termin import queue
from termin.booking import (
    Appointment,
    AppointmentState,
    ContactDetails,
    make_appointment,
    place_hold,
)
from termin.queue.rows import Ticket, TicketState
from tests.journeys.citizens import NARROW, WIDE, violations
from tests.journeys.offices import SETTLED, Office, press
from tests.termin.queue.hall_town import booked, clock, walk_in
from tests.town import NOW

pytestmark = pytest.mark.journey

FIELD = "Code, Nummer, Name oder + Anliegen"


async def type_in(page: Page, text: str) -> None:
    """Type where the focus is, and Enter."""
    await expect(page.get_by_label(FIELD)).to_be_focused()
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def booked_as(office: Office, start: str, name: str) -> Appointment:
    hold = await place_hold(office.town.wish(clock(start)), NOW, keep=timedelta(minutes=10))
    return await make_appointment(hold.id, hold.secret, ContactDetails(name=name), NOW)


async def test_a_walk_in_a_name_and_a_number_by_keyboard(office: Office) -> None:
    await booked_as(office, "09:10", "Eva Müller")
    desk = await office.staff("karin", "/amt/empfang")
    await type_in(desk, "+1")
    await expect(desk.get_by_text("Nummer gezogen.")).to_be_visible()
    await type_in(desk, "mueller")
    await expect(desk.get_by_role("button", name="Ist da: anmelden")).to_be_focused()
    assert "ller" not in desk.url
    await desk.wait_for_timeout(SETTLED)
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_text("Angemeldet.")).to_be_visible()
    await expect(desk.locator(".number-huge")).to_have_text("A001")
    await desk.goto(f"{office.home}/amt/empfang")
    await type_in(desk, "b1")
    await expect(desk.locator(".number-huge")).to_have_text("B001")


async def test_who_comes_appears_by_itself_and_an_alarm_too(office: Office) -> None:
    desk = await office.staff("karin", "/amt/empfang")
    await desk.get_by_label(FIELD).fill("halb getipp")
    await walk_in(office.town, "09:00")
    await expect(desk.locator(".waits")).to_contain_text("B001")
    await expect(desk.get_by_label(FIELD)).to_have_value("halb getipp")
    await queue.raise_alarm(
        office.town.offices["rathaus"].id,
        clock("09:01"),
        place="Schalter 1",
        counter=office.town.counters["1"].id,
        account=None,
    )
    await expect(desk.get_by_text("Hilfe gebraucht: Schalter 1")).to_be_visible()


async def test_a_step_changes_only_what_differs(office: Office) -> None:
    await booked(office.town, "09:10")
    desk = await office.staff("karin", "/amt/empfang")
    await desk.evaluate("window.same = true")
    await press(desk, "Ist da: 09:10 Uhr")
    await expect(desk.get_by_text("Angemeldet.")).to_be_visible()
    assert await desk.evaluate("window.same === true"), "the page was loaded anew"


async def test_a_look_that_was_under_way_does_not_undo_a_step(office: Office) -> None:
    await booked(office.town, "09:10")
    desk = await office.staff("karin", "/amt/empfang")
    asked, go = asyncio.Event(), asyncio.Event()

    async def later(route: Route) -> None:
        asked.set()
        await go.wait()
        await route.continue_()

    await desk.route(lambda url: "/nummer/" not in url and "/amt/empfang" in url, later, times=1)
    await walk_in(office.town, "09:00")
    await asked.wait()
    await press(desk, "Ist da: 09:10 Uhr")
    await expect(desk.get_by_text("Angemeldet.")).to_be_visible()
    async with desk.expect_response(lambda answer: "/nummer/" not in answer.url):
        go.set()
    await desk.wait_for_timeout(SETTLED)
    await expect(desk.get_by_text("Angemeldet.")).to_be_visible()


async def test_all_of_it_without_script(office: Office) -> None:
    appointment = await booked(office.town, "11:00")
    drawn = await walk_in(office.town, "08:55")
    await queue.call_next(office.town.counters["1"].id, None, clock("08:56"))
    await queue.miss(drawn.id, clock("08:58"))
    desk = await office.staff("karin", "/amt/empfang", script=False)
    await press(desk, "Wieder anstellen")
    await expect(desk.get_by_text("Wieder in der Reihe.")).to_be_visible()
    await press(desk, "Vorrang geben")
    await expect(desk.get_by_text("Hat jetzt Vorrang.")).to_be_visible()
    await desk.get_by_role("link", name="Lieber einen Termin").click()
    await desk.get_by_label("Name").fill("Eva")
    await desk.locator("button[name=wahl]").first.click()
    await expect(desk.get_by_text("Gebucht, die Nummer ist zurückgenommen.")).to_be_visible()
    assert (await Ticket.get()).state is TicketState.WITHDRAWN
    await desk.get_by_label(FIELD).fill(appointment.code)
    await press(desk, "Suchen")
    await expect(desk.get_by_text("Gebucht, die Nummer")).to_have_count(0)  # the page after it
    await desk.get_by_text("Bedarf vermerken").click()
    await desk.get_by_label("Stufenlos").check()
    await press(desk, "Vermerken")
    await expect(desk.get_by_text("Vermerkt.")).to_be_visible()
    await desk.get_by_text("Ohne Termin anstellen").click()
    await press(desk, "Termin zurückgeben")
    await expect(desk.get_by_text("der Termin ist zurückgegeben")).to_be_visible()
    await appointment.refresh_from_db()
    assert appointment.state is AppointmentState.CANCELLED


@pytest.mark.parametrize("dark", [False, True])
async def test_every_page_is_accessible_and_narrow(office: Office, *, dark: bool) -> None:
    appointment = await booked(office.town, "09:10")
    drawn = await walk_in(office.town, "08:55")
    missed = await walk_in(office.town, "08:50")
    await queue.call_ticket(missed.id, office.town.counters["1"].id, None, clock("08:56"))
    await queue.miss(missed.id, clock("08:58"))
    desk = await office.staff("karin", "/amt/empfang")
    await desk.emulate_media(color_scheme="dark" if dark else "light")
    here = f"/amt/empfang/{office.town.offices['rathaus'].id}"
    found: list[str] = []
    for path in (
        here,
        f"{here}/termin/{appointment.code}",
        f"{here}/nummer/{drawn.id}",
        f"{here}/nummer/{missed.id}",
        f"{here}/nummer/{drawn.id}/termin",
        f"{here}/nummer/{drawn.id}/zettel",
        f"{here}/nummer/{drawn.id}/zettel?papier=80",
    ):
        for size in (NARROW, WIDE):
            await desk.set_viewport_size({"width": size[0], "height": size[1]})
            await desk.goto(office.home + path)
            found += await violations(desk)
    await desk.goto(f"{office.home}{here}/termin/{appointment.code}")
    await desk.locator("#bedarf-falten summary").click()
    found += await violations(desk)
    await desk.goto(office.home + here)
    await desk.get_by_label(FIELD).fill("qqq")
    await press(desk, "Suchen")
    await expect(desk.locator("#suche-fehler")).to_be_visible()
    found += await violations(desk)
    assert not found, "\n".join(found)
