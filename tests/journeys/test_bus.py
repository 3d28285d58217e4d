"""A bus in a real browser: a month with its map, a halt booked, cancelled, and its other time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from api.assets import install
from api.keys import Keys
from api.mail.letter import Letters
from api.mail.links import links_of
from api.rendering.texts import read_texts
from termin.booking import Appointment
from termin.messages import Message, MessageKind, load_notice, take_up
from termin.offices.mobile import Halt, HaltState, PatternStop, TourPattern
from termin.staff import Role
from tests.api.people import a_person
from tests.journeys.citizens import NARROW, WIDE, a_browser, coming_days, violations
from tests.journeys.offices import signed_in
from tests.termin.mobile.villages import Bus, build_bus
from tests.town import Town, local
from tests.web import RunningServer

pytestmark = pytest.mark.journey


@pytest.fixture
async def bus(town: Town) -> Bus:
    """A bus that its pattern sends to `dorf` on two coming days, which are not alike."""
    made = await build_bus(town)
    first, *_ = coming_days(1)
    pattern = await TourPattern.create(
        municipality_id=made.unit.municipality_id,
        unit=made.unit,
        name="Dorf",
        rule="FREQ=DAILY",
        starts_on=first,
    )
    await PatternStop.create(
        pattern=pattern, stop=made.stops["dorf"], arrives=525, opens=540, closes=720, leaves=730
    )
    await PatternStop.create(
        pattern=pattern, stop=made.stops["weiler"], arrives=780, opens=800, closes=900, leaves=910
    )
    return made


@pytest.fixture
async def home(town: Town, bus: Bus, running_server: RunningServer) -> str:
    """The address of the town's first page on a real server; somebody may plan there."""
    install(say=lambda _: None)
    await a_person("leitung", Role.MANAGER, Role.PHONE_OPERATOR, at=town.municipality)
    return f"{running_server.url}/musterstadt/"


async def faults(reader: Page, page: Page) -> list[str]:
    """What axe finds on the page that somebody sees without script: it needs script itself."""
    await reader.goto(page.url)
    return await violations(reader)


async def publish(manager: Page, home: str, days: Sequence[date]) -> None:
    """Draft what the pattern says and publish it, month by month."""
    for month in sorted({f"{day:%Y-%m}" for day in days}):
        await manager.goto(f"{home}amt/planung/bus?monat={month}")
        await manager.get_by_role("button", name="Aus Mustern entwerfen").click()
        await expect(manager.get_by_text("als Entwurf eingetragen").first).to_be_visible()
        await expect(manager.get_by_text("Neu: Bürgerbus, Dorf").first).to_be_visible()
        assert await violations(manager) == []
        await manager.get_by_role("button", name="veröffentlichen").click()
        await expect(manager.get_by_text("ab sofort buchbar")).to_be_visible()


async def book(citizen: Page, reader: Page, home: str) -> Appointment:
    """Go from the timetable to a booked time at the first coming halt."""
    await citizen.goto(f"{home}bus")
    assert await faults(reader, citizen) == []
    await citizen.get_by_role("link", name="Bürgerbus, Dorf").click()
    await expect(citizen.get_by_text("Das nächste Mal")).to_be_visible()
    assert await faults(reader, citizen) == []
    await citizen.get_by_role("link", name="Ausweis").click()
    await citizen.locator(".offer, .slots__start").first.click()
    await citizen.get_by_label("E-Mail").fill("anna@example.org")
    await citizen.get_by_role("button", name="Weiter").click()
    await citizen.get_by_role("button", name="buchen").click()
    await expect(citizen.locator("strong.code")).to_be_visible()
    return await Appointment.get().select_related("office")


async def mailed_link(appointment: Appointment, origin: str) -> str:
    """Return the link of the mail that is about to be sent to the person."""

    async def nothing(_: Sequence[int]) -> None: ...

    while await take_up(datetime.now(UTC), then=nothing):
        pass
    assert await Message.exists(appointment_id=appointment.id, kind=MessageKind.DISPLACED)
    notice = await load_notice(appointment.id)
    links = links_of(notice, origin, Keys(b"s" * 32))
    letter = Letters(read_texts()).write(MessageKind.DISPLACED, notice, links)
    found = re.search(r"https?://\S+/ersatz", letter.text)
    assert found
    return found[0]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_booked_halt_is_cancelled_and_the_other_time_taken(
    chromium: Browser, home: str, town: Town, bus: Bus, size: tuple[int, int]
) -> None:
    manager = await signed_in(chromium, home, size=size, script=True)
    citizen, reader = [await a_browser(chromium, size, script=script) for script in (False, True)]
    days = coming_days(2)
    await publish(manager, home, days)
    await expect(manager.get_by_role("img", name="Karte: Bürgerbus")).to_be_visible()
    assert await violations(manager) == []
    booked = await book(citizen, reader, home)
    halt = await Halt.get(
        stop__office_id=booked.office_id,
        opens_at__lte=booked.starts_at,
        closes_at__gt=booked.starts_at,
        state=HaltState.PUBLISHED,
    )
    # The manager sees whom it touches before anything happens.
    await manager.goto(f"{home}amt/planung/bus/halte/{halt.id}")
    await expect(manager.get_by_text("Ein Termin ist betroffen")).to_be_visible()
    assert await violations(manager) == []
    await manager.get_by_label("Grund").fill("Der Bus ist in der Werkstatt.")
    await manager.get_by_role("button", name="Halt absagen").click()
    await expect(manager.get_by_text("Der Halt ist abgesagt.")).to_be_visible()
    await expect(manager.get_by_text("wartet auf Antwort")).to_be_visible()
    assert await violations(manager) == []
    # The mailed link shows both times; only the button takes the new one.
    await citizen.goto(await mailed_link(booked, home.split("/musterstadt", maxsplit=1)[0]))
    await expect(citizen.get_by_text("Der Bus ist in der Werkstatt.")).to_be_visible()
    assert await faults(reader, citizen) == []
    await citizen.get_by_role("button", name="Ja, diese Zeit nehmen").click()
    await expect(citizen.get_by_text("Ihr Termin ist verschoben")).to_be_visible()
    moved = await Appointment.get(id=booked.id)
    assert moved.starts_at > booked.starts_at + timedelta(hours=12)
    assert moved.office_id == town.offices["dorf"].id
    await manager.reload()
    await expect(manager.get_by_text("angenommen")).to_be_visible()


async def test_the_other_pages_read_well_on_a_phone_and_on_a_desk(
    chromium: Browser, home: str, bus: Bus
) -> None:
    (day,) = coming_days(1)
    await bus.publish("weiler", day, "15:00", "17:00")
    assert await Halt.exists(opens_at=local(day, "15:00"))
    manager = await signed_in(chromium, home, script=True)
    for size in (NARROW, WIDE):
        await manager.set_viewport_size({"width": size[0], "height": size[1]})
        for path in ("bus/muster", "bus/fahrzeug", "bus/rechnungen", f"bus?monat={day:%Y-%m}"):
            await manager.goto(f"{home}amt/planung/{path}")
            assert await violations(manager) == []
