"""A number on one's own phone in a real browser: drawn, followed live, called, given back."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, expect

from api.assets import install
from api.clock import set_pace
from api.keys import Keys
from api.number.code import poster_code
from termin import queue
from termin.booking import Channel
from termin.queue.rows import Ticket, TicketState
from termin.staff import Role
from tests.api.people import a_person
from tests.journeys.citizens import NARROW, PATIENCE, WIDE, a_browser, too_wide, violations
from tests.journeys.offices import sign_in
from tests.termin.queue.hall_town import booked, call, clock, walk_in
from tests.town import Town
from tests.web import SECRET, RunningServer, ServerStarter

pytestmark = pytest.mark.journey

PHONE = (360, 740)


@dataclass
class House:
    """The Rathaus on a Monday at nine, served by a real server."""

    town: Town
    server: RunningServer
    chromium: Browser

    async def phone(
        self,
        path: str,
        size: tuple[int, int] = PHONE,
        *,
        script: bool = True,
        dark: bool = False,
    ) -> Page:
        """Open a page on a phone of its own."""
        page = await a_browser(self.chromium, size, script=script, dark=dark)
        await page.goto(f"{self.server.url}/musterstadt{path}")
        return page

    @property
    def poster(self) -> str:
        """Where the code on the poster leads."""
        office = self.town.offices["rathaus"]
        return f"/ziehen/{office.id}/{poster_code(Keys(SECRET.encode()), office)}"


@pytest.fixture
async def house(town: Town, running_servers: ServerStarter, chromium: Browser) -> House:
    """ada and ben serve; the office gives numbers to phones."""
    install(say=lambda _: None)
    await town.duty("1", "ada")
    await town.duty("2", "ben")
    office = town.offices["rathaus"]
    office.phone_numbers = True
    await office.save()
    await a_person("leitung", Role.MANAGER, at=town.municipality)
    await set_pace(clock("09:00"), 1.0)
    return House(town, await running_servers(TERMIN_DEMO="1"), chromium)


async def test_a_number_is_drawn_and_its_call_arrives_by_itself(house: House) -> None:
    phone = await house.phone(house.poster)
    assert await violations(phone) == []
    await phone.get_by_role("button", name="Nummer ziehen").click()
    await expect(phone.get_by_role("alert")).to_contain_text("Bitte wählen Sie aus")
    assert await violations(phone) == []
    await phone.get_by_label("Ausweis").first.check()
    await phone.get_by_role("button", name="Nummer ziehen").click()
    await expect(phone.get_by_role("heading", level=1)).to_contain_text("B001")
    assert await violations(phone) == []
    await phone.get_by_role("button", name="Ton beim Aufruf einschalten").click()
    await expect(phone.get_by_text("Ton ist an")).to_be_visible()
    link = phone.get_by_role("link", name="Aktualisieren")
    await link.focus()

    await call(house.town, "2", "09:01")
    await expect(phone.locator(".call-to__where")).to_have_text("Schalter 2")
    await expect(phone).to_have_title("Bitte jetzt zu Schalter 2 – Musterstadt")
    await expect(phone.locator("#aufruf")).to_have_text("Bitte jetzt zu Schalter 2.")
    await expect(link).to_be_focused()
    await expect(phone.get_by_text("Ich möchte nicht mehr warten")).to_be_hidden()
    assert await violations(phone) == []

    ticket = await Ticket.get()
    await queue.arrive(ticket.id, clock("09:02"))
    await expect(phone.get_by_text("Sie sind an Schalter 2", exact=True)).to_be_visible()
    await queue.park(ticket.id, clock("09:03"), room="Fotozimmer")
    await expect(phone.get_by_text("Bitte warten Sie in: Fotozimmer.")).to_be_visible()
    await expect(phone.locator("#ansage")).to_have_text("Wir rufen Sie wieder auf.")
    assert await violations(phone) == []
    await queue.finish(ticket.id, clock("09:20"))
    await expect(phone.get_by_text("Alles erledigt", exact=True)).to_be_visible()
    await expect(phone.get_by_role("button")).to_have_count(0)


async def test_without_script_a_link_shows_the_call_and_a_place_is_given_back(
    house: House,
) -> None:
    phone = await house.phone(house.poster, NARROW, script=False)
    assert not await too_wide(phone)
    await phone.get_by_label("Ausweis").first.check()
    await phone.get_by_label("Für wie viele Personen?").select_option("2")
    await phone.get_by_role("button", name="Nummer ziehen").click()
    await expect(phone.get_by_role("heading", level=1)).to_contain_text("B001")
    assert not await too_wide(phone)
    first = (await Ticket.get()).id
    await call(house.town, "1", "09:01")
    await phone.get_by_role("link", name="Aktualisieren").click()
    await expect(phone.locator(".call-to__where")).to_have_text("Schalter 1")
    assert not await too_wide(phone)
    await queue.miss(first, clock("09:04"))
    await phone.get_by_role("link", name="Aktualisieren").click()
    await expect(phone.get_by_text("Melden Sie sich am Empfang")).to_be_visible()

    second = await walk_in(house.town, "09:05")
    await phone.goto(f"{house.server.url}/musterstadt/nummer/{second.id}")
    await phone.get_by_role("link", name="Ich möchte nicht mehr warten").click()
    await expect(phone.get_by_role("button", name="Platz abgeben")).to_be_visible()
    assert not await too_wide(phone)
    await phone.get_by_role("button", name="Platz abgeben").click()
    await expect(phone.get_by_text("Diese Nummer gilt nicht mehr")).to_be_visible()
    assert (await Ticket.get(id=second.id)).state is TicketState.WITHDRAWN


async def test_an_appointment_s_page_becomes_the_number(house: House) -> None:
    appointment = await booked(house.town, "09:15")
    phone = await house.phone(f"/termin/{appointment.code}", dark=True)
    await expect(phone.get_by_text("Sie können sich jetzt anmelden")).to_be_visible()
    assert await violations(phone) == []
    await queue.check_in(appointment.code, clock("09:01"), Channel.KIOSK)
    await expect(phone.locator("h1")).to_contain_text("A001")
    assert await violations(phone) == []
    await call(house.town, "1", "09:15")
    await expect(phone.locator(".call-to__where")).to_have_text("Schalter 1")
    assert await violations(phone) == []


async def test_a_page_without_a_line_says_since_when(house: House) -> None:
    drawn = await walk_in(house.town, "09:00")
    phone = await a_browser(house.chromium, PHONE, script=True)
    await phone.clock.install()
    heard = asyncio.Event()
    phone.on("websocket", lambda line: line.on("framereceived", lambda _: heard.set()))
    await phone.goto(f"{house.server.url}/musterstadt/nummer/{drawn.id}")
    # A line that stands is not cut by this: what it tells first must not come after the time leaps.
    await asyncio.wait_for(heard.wait(), PATIENCE / 1000)
    await expect(phone.locator("#veraltet")).to_be_hidden()
    await phone.context.set_offline(True)
    await phone.clock.fast_forward(120_000)
    await expect(phone.locator("#veraltet")).to_be_visible()
    await expect(phone.locator("[data-since]")).to_have_text(re.compile("^09:0[0-2]$"))
    assert await violations(phone) == []
    await phone.context.set_offline(False)
    await phone.clock.run_for(20_000)
    await expect(phone.locator("#veraltet")).to_be_hidden()


async def test_the_poster_fits_a_page(house: House) -> None:
    desk = await house.phone("/amt/anmelden", WIDE)
    await sign_in(desk, "leitung")
    await desk.goto(f"{house.server.url}/musterstadt/amt/aushang")
    await expect(desk.get_by_role("heading", level=1)).to_have_text("Ihre Nummer auf dem Telefon")
    assert await violations(desk) == []
    paper = await desk.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") == 1
