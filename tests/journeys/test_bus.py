"""A bus in a real browser: a month with its map, a halt booked, cancelled, and its other time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from api.assets import install
from api.keys import Keys
from api.mail.letter import Letters
from api.mail.links import links_of
from api.planning.answer import Said
from api.planning.tour_answer import Clash, Hindrance, TourAnswer
from api.rendering.texts import read_texts
from termin.booking import Appointment, AppointmentState
from termin.messages import Message, MessageKind, load_notice
from termin.mobile import draft_halts, halts_between, plan_of
from termin.offices.mobile import Halt, HaltState, PatternStop, TourPattern
from termin.planning.rows import PlanRun, RunState
from termin.staff import Role
from tests.api.people import a_person
from tests.journeys.citizens import NARROW, WIDE, a_browser, coming_days, violations
from tests.journeys.offices import signed_in
from tests.outbox import take_up_all
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
    await take_up_all(datetime.now(UTC))
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
    collided, explained = [await a_run(bus, answer) for answer in (COLLIDED, EXPLAINED)]
    manager = await signed_in(chromium, home, script=True)
    for size in (NARROW, WIDE):
        await manager.set_viewport_size({"width": size[0], "height": size[1]})
        for path in (
            "bus/muster",
            "bus/fahrzeug",
            f"bus/fahrzeuge/{bus.unit.id}",
            f"bus/haltepunkte/{bus.stops['dorf'].id}",
            "bus/rechnungen",
            f"bus/rechnungen/{collided.id}",
            f"bus/rechnungen/{explained.id}",
            f"bus?monat={day:%Y-%m}",
        ):
            await manager.goto(f"{home}amt/planung/{path}")
            assert await violations(manager) == []


LACKS = Said("equipment", {"stop": "Dorf", "things": "rampe"})
COLLIDED = TourAnswer(
    0.0,
    0.0,
    1.0,
    {},
    (),
    clash=Clash((Said("pin", {"stop": "Dorf", "day": "2026-11-30"}), LACKS), (LACKS,), ()),
)
EXPLAINED = TourAnswer(
    13_070.0,
    13_000.0,
    1.0,
    {"unserved": 12_000.0, "kilometres": 1070.0},
    (),
    tuple(
        Said("unserved", {"stop": f"Dorf {number}", "got": 60, "wanted": 180}, 1000.0)
        for number in range(12)
    ),
    (Hindrance("Dorf", 3000.0, 4500.0, ()), Hindrance("Weiler", 0.0, 0.0, (LACKS,))),
)


async def a_run(bus: Bus, answer: TourAnswer) -> PlanRun:
    """A computation of this month that has ended with this."""
    (day,) = coming_days(1)
    return await PlanRun.create(
        municipality_id=bus.unit.municipality_id,
        kind="tours",
        week_from=day.replace(day=1),
        week_to=day,
        wishes={"unit": bus.unit.id},
        state=RunState.DONE,
        answer=msgspec.json.encode(answer).decode(),
        value=answer.value,
        bound=answer.bound,
        created_at=datetime.now(UTC),
    )


async def press_to(page: Page, name: str) -> None:
    """Go to a control with the tab key alone."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if await focused.count() and (await focused.evaluate(SAID) or "").strip().startswith(name):
            return
    raise AssertionError(f"no way to {name!r} with the tab key")


SAID = "e => (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText) || ''"


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_published_halt_is_changed_with_keys_alone(
    chromium: Browser, home: str, town: Town, bus: Bus, size: tuple[int, int]
) -> None:
    first, second = coming_days(2)
    halt = await bus.publish("dorf", first)
    await bus.publish("dorf", second)
    booked = await town.book(local(first, "09:00"), office="dorf", email="anna@example.org")
    stays = await town.book(local(first, "11:00"), office="dorf")
    manager = await signed_in(chromium, home, size=size, script=False)
    reader = await signed_in(chromium, home, size=size, script=True)
    await manager.goto(f"{home}amt/planung/bus/halte/{halt.id}")
    await press_to(manager, "Zeit, Tag oder Haltepunkt ändern")
    await manager.keyboard.press("Enter")
    await press_to(manager, "geöffnet von")
    await manager.keyboard.press("Control+a")
    await manager.keyboard.type("05:00")
    await press_to(manager, "Prüfen")
    await manager.keyboard.press("Enter")
    await expect(manager.locator("#fehler")).to_contain_text("frühestens um 6 Uhr")
    assert await faults(reader, manager) == []
    await press_to(manager, "geöffnet von")
    await manager.keyboard.press("Control+a")
    await manager.keyboard.type("10:30")
    await manager.keyboard.press("Enter")
    await expect(manager.get_by_text("Ein Termin ist betroffen")).to_be_visible()
    await expect(manager.get_by_text("Wege, Aufbau und Arbeitszeit passen")).to_be_visible()
    assert await faults(reader, manager) == []
    await press_to(manager, "Grund")
    await manager.keyboard.type("Die Straße ist gesperrt.")
    await press_to(manager, "So veröffentlichen")
    await manager.keyboard.press("Enter")
    await expect(manager.get_by_text("Der Halt ist geändert")).to_be_visible()
    assert await faults(reader, manager) == []
    assert (await Appointment.get(id=booked.id)).state is AppointmentState.DISPLACED
    assert (await Appointment.get(id=stays.id)).state is AppointmentState.BOOKED
    await manager.get_by_role("link", name="Früher: 09:00").click()
    await expect(manager.get_by_text("wartet auf Antwort")).to_be_visible()
    assert await faults(reader, manager) == []
    citizen = await a_browser(chromium, size, script=False)
    await citizen.goto(f"{home}termin/{booked.code}/ersatz")
    await expect(citizen.get_by_text("Die Straße ist gesperrt.")).to_be_visible()
    await citizen.goto(f"{home}bus/{bus.stops['dorf'].id}")
    await expect(citizen.get_by_text("10:30 bis 12:00 Uhr").first).to_be_visible()
    await expect(citizen.get_by_text("fällt aus")).to_have_count(0)


async def test_a_public_month_is_replaced_after_its_differences_were_shown(
    chromium: Browser, home: str, town: Town, bus: Bus
) -> None:
    first, second = coming_days(2)
    await bus.publish("dorf", first)
    booked = await town.book(local(first, "09:00"), office="dorf", email="anna@example.org")
    plan = plan_of((await halts_between(bus.unit.id, first, first))[0])
    weiler = replace(plan, stop=bus.stops["weiler"].id)
    drafts = [weiler, replace(plan, date=second)]
    await draft_halts(bus.unit, first, second, drafts, datetime.now(UTC), replacing=True)
    manager = await signed_in(chromium, home, script=True)
    for month in sorted({f"{day:%Y-%m}" for day in (first, second)}):
        for size in (NARROW, WIDE):
            await manager.set_viewport_size({"width": size[0], "height": size[1]})
            await manager.goto(f"{home}amt/planung/bus?monat={month}")
            assert await violations(manager) == []
            await manager.goto(f"{home}amt/planung/bus/veroeffentlichungen?monat={month}")
            assert await violations(manager) == []
        if await manager.get_by_label("Grund").count():
            await manager.get_by_label("Grund").fill("Neuer Fahrplan")
        await manager.get_by_role("button", name="Veröffentlichen").click()
        await expect(manager.get_by_text("ab sofort buchbar")).to_be_visible()
        assert await violations(manager) == []
    assert (await Appointment.get(id=booked.id)).state is AppointmentState.DISPLACED
    citizen = await a_browser(chromium, NARROW, script=False)
    await citizen.goto(f"{home}termin/{booked.code}/ersatz")
    await expect(citizen.get_by_role("button", name="Ja, diese Zeit nehmen")).to_be_visible()
