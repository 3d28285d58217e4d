"""A manager plans a bus: month and map, drafts, a cancelled halt and who is phoned."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from termin.booking import Alternative, Appointment, AppointmentState
from termin.offices.mobile import (
    Halt,
    HaltState,
    PatternStop,
    TourPattern,
)
from tests.api.manager.conftest import Leader
from tests.termin.mobile.villages import NEXT_MONDAY, Bus, build_bus
from tests.town import MONDAY, NOW, Town, build_town, local

BUS = "/amt/planung/bus"
NOVEMBER = "?monat=2026-11"


@pytest.fixture
async def bus(leader: Leader, app: Starlette) -> Bus:
    """A bus with two stops."""
    made = await build_bus(leader.town)
    app.state.house.municipalities.forget()  # what it knows of the catalogue is older
    return made


async def mondays(bus: Bus) -> TourPattern:
    pattern = await TourPattern.create(
        municipality_id=bus.unit.municipality_id,
        unit=bus.unit,
        name="Nordtour",
        rule="FREQ=WEEKLY;BYDAY=MO",
        starts_on=MONDAY,
    )
    await PatternStop.create(
        pattern=pattern, stop=bus.stops["dorf"], arrives=525, opens=540, closes=720, leaves=730
    )
    return pattern


async def test_without_a_unit_the_page_says_what_to_do(leader: Leader) -> None:
    page = await leader.get(BUS)
    assert "Noch kein Fahrzeug" in page.text
    assert (await leader.get(f"{BUS}/fahrzeug")).status_code == 200


async def test_a_month_shows_calendar_map_and_way(leader: Leader, bus: Bus) -> None:
    await bus.publish("dorf", MONDAY)
    await bus.publish("weiler", MONDAY, "13:00", "15:00")
    page = await leader.get(f"{BUS}{NOVEMBER}")
    assert page.status_code == 200
    assert "November 2026" in page.text
    assert "09:00–12:00" in page.text
    assert "<svg" in page.text
    assert "Weg am Montag, 23. November 2026" in page.text
    assert page.text.count("map__stop") == 2
    assert "km" in page.text


async def test_drafts_come_from_patterns_are_compared_and_published(
    leader: Leader, bus: Bus
) -> None:
    await mondays(bus)
    await bus.publish("dorf", MONDAY, "10:00", "12:00")
    drafted = await leader.post(f"{BUS}/entwuerfe", fahrzeug=bus.unit.id, monat="2026-11")
    assert "2 Halte sind als Entwurf eingetragen" in drafted.text
    assert re.search(r"Andere Zeit: .*Dorf am Mo., 23.11.2026, 09:00 bis 12:00 Uhr", drafted.text)
    assert re.search(r"Neu: .*Dorf am Mo., 30.11.2026", drafted.text)
    refused = await leader.post(f"{BUS}/veroeffentlichungen", fahrzeug=bus.unit.id, monat="2026-11")
    assert refused.status_code == 409
    assert "Das Fahrzeug oder jemand aus dem Team" in refused.text
    states = dict(await Halt.all().values_list("opens_at", "state"))
    assert states[local(NEXT_MONDAY, "09:00")] == HaltState.PUBLISHED
    assert states[local(MONDAY, "09:00")] == HaltState.DRAFT
    gone = await leader.post(f"{BUS}/verworfene", fahrzeug=bus.unit.id, monat="2026-11")
    assert "Entwürfe dieses Monats sind gelöscht" in gone.text
    assert not await Halt.exists(state=HaltState.DRAFT)


async def test_what_was_told_once_is_not_told_when_it_is_no_longer_so(
    leader: Leader, bus: Bus
) -> None:
    await mondays(bus)
    fields = {"fahrzeug": str(bus.unit.id), "monat": "2026-11"}
    drafted = await leader.post(f"{BUS}/entwuerfe", **fields)
    assert "2 Halte sind als Entwurf eingetragen" in drafted.text
    assert drafted.headers["Cache-Control"] == "no-store"
    first = f"{BUS}?{drafted.url.query.decode()}"
    published = await leader.post(f"{BUS}/veroeffentlichungen", **fields)
    assert "2 Halte sind veröffentlicht" in published.text
    back = await leader.get(first)
    assert "meldung=entworfen" in first
    assert "als Entwurf eingetragen" not in back.text


async def cancelled(leader: Leader, halt: Halt) -> httpx.Response:
    return await leader.post(f"{BUS}/halte/{halt.id}/absagen", grund="Der Bus ist kaputt.")


async def test_a_halt_is_cancelled_and_each_gets_another_time(
    leader: Leader, bus: Bus, app: Starlette
) -> None:
    halt = await bus.publish("dorf", MONDAY)
    await bus.publish("dorf", NEXT_MONDAY)
    first = await leader.town.book(local(MONDAY, "09:30"), office="dorf", email="a@example.org")
    second = await leader.town.book(local(MONDAY, "09:45"), office="dorf", phone="0123 456")
    await app.state.house.availability.refresh(NOW)
    page = await leader.get(f"{BUS}/halte/{halt.id}")
    assert "2 Termine sind betroffen" in page.text
    assert page.text.count("Mo., 30.11.2026") == 2
    assert "keine E-Mail: bitte anrufen" in page.text
    refused = await leader.post(f"{BUS}/halte/{halt.id}/absagen", grund="")
    assert refused.status_code == 422
    done = await cancelled(leader, halt)
    assert "Der Halt ist abgesagt" in done.text
    assert "2 Termine waren betroffen" in done.text
    rows = await Alternative.all().order_by("id")
    assert [row.appointment_id for row in rows] == [first.id, second.id]
    assert [row.starts_at for row in rows] == [
        local(NEXT_MONDAY, "09:30"),
        local(NEXT_MONDAY, "09:45"),
    ]
    assert all(row.until == NOW + timedelta(days=3) for row in rows)
    # Who has no mail address is to be phoned, and then is not any more.
    month = await leader.get(f"{BUS}{NOVEMBER}")
    assert "Eine Person ist anzurufen" in month.text
    assert f'<li><a href="/musterstadt{BUS}/halte/{halt.id}">' in month.text
    noted = await leader.post(
        f"{BUS}/halte/{halt.id}/antworten", zeile=rows[1].id, schritt="annehmen"
    )
    assert "Das ist notiert" in noted.text
    moved = await Appointment.get(id=second.id)
    assert (moved.state, moved.starts_at) == (
        AppointmentState.BOOKED,
        local(NEXT_MONDAY, "09:45"),
    )
    assert "anzurufen" not in (await leader.get(f"{BUS}{NOVEMBER}")).text
    # Who has answered is no longer asked: an old page cannot cancel what they took.
    late = await leader.post(
        f"{BUS}/halte/{halt.id}/antworten", zeile=rows[1].id, schritt="absagen"
    )
    assert "Inzwischen steht es anders" in late.text
    assert (await Appointment.get(id=second.id)).state is AppointmentState.BOOKED


async def test_cancelling_twice_is_cancelling_once(
    leader: Leader, bus: Bus, app: Starlette
) -> None:
    halt = await bus.publish("dorf", MONDAY)
    await leader.town.book(local(MONDAY, "09:30"), office="dorf")
    await app.state.house.availability.refresh(NOW)
    for _ in range(2):
        assert "Ein Termin war betroffen" in (await cancelled(leader, halt)).text
    assert await Alternative.all().count() == 1


async def test_patterns_are_said_in_words_and_kept_as_rules(leader: Leader, bus: Bus) -> None:
    fields = {
        "fahrzeug": str(bus.unit.id),
        "name": "Nordtour",
        "rhythmus": "m1",
        "wochentag": "0",
        "ab": "2026-11-20",
        "bis": "",
        "halt-1": str(bus.stops["dorf"].id),
        "von-1": "09:00",
        "bis-1": "12:00",
        "feiertag": "danach",
        "ausser": "07.12.2026\n2027-02-01",
        "dazu": "2026-12-09",
    }
    page = await leader.post(f"{BUS}/muster", **fields)
    assert "jeden 1. Montag im Monat" in page.text
    row = await TourPattern.get()
    assert row.rule == "FREQ=MONTHLY;BYDAY=1MO"
    assert row.left_out == ["2026-12-07", "2027-02-01"]
    assert "Mi., 9.12.2026" in page.text
    assert "Mo., 4.1.2027" in page.text
    clash = fields | {
        "halt-2": str(bus.stops["weiler"].id),
        "von-2": "12:05",
        "bis-2": "14:00",
    }
    wrong = await leader.post(f"{BUS}/muster", **clash)
    assert wrong.status_code == 422
    assert "noch am Halt davor" in wrong.text
    for hours, told in (
        (("00:00", "24:00"), "frühestens um 6 Uhr"),
        (("08:00", "23:00"), "spätestens um 22 Uhr"),
        (("07:00", "18:00"), "höchstens zehn Stunden"),
        (("09:00", "09:03"), "in Schritten von 5 Minuten"),
    ):
        odd = await leader.post(f"{BUS}/muster", **fields | {"von-1": hours[0], "bis-1": hours[1]})
        assert odd.status_code == 422
        assert told in odd.text
        assert re.search(r'href="#(von|bis)-1"', odd.text)
    gone = await leader.post(f"{BUS}/muster/geloeschte", fahrzeug=bus.unit.id, muster=row.id)
    assert "Das Muster ist gelöscht" in gone.text


async def test_nobody_sees_another_town(leader: Leader, bus: Bus, town: Town) -> None:
    other = await build_bus(await build_town("woanders"))
    halt = await other.publish("dorf", MONDAY)
    assert (await leader.get(f"{BUS}/halte/{halt.id}")).status_code == 404
    assert (await leader.get(f"{BUS}?fahrzeug={other.unit.id}")).status_code == 404
    assert (await leader.get(f"/bus/{other.stops['dorf'].id}")).status_code == 404
    assert (await leader.get(f"{BUS}/fahrzeuge/{other.unit.id}")).status_code == 404
    assert (await leader.get(f"{BUS}/haltepunkte/{other.stops['dorf'].id}")).status_code == 404
    assert (await leader.get(f"{BUS}/halte/{halt.id}/aenderungen")).status_code == 404
