"""A manager plans a bus: month and map, drafts, a cancelled halt and who is phoned."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from api.planning.answer import Said
from api.planning.tour_answer import Clash, Hindrance, TourAnswer
from termin.booking import Alternative, Appointment, AppointmentState
from termin.offices.mobile import (
    CrewMember,
    Halt,
    HaltState,
    MobileUnit,
    PatternStop,
    Stop,
    TourPattern,
)
from termin.offices.rows import Counter
from termin.planning.rows import PlanRun, RunState
from termin.planning.runs import stop
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


async def cancelled(leader: Leader, halt: Halt) -> httpx.Response:
    return await leader.post(f"{BUS}/halte/{halt.id}/absagen", grund="Der Bus ist kaputt.")


async def test_a_halt_is_cancelled_and_each_gets_another_time(
    leader: Leader, bus: Bus, app: Starlette
) -> None:
    halt = await bus.publish("dorf", MONDAY)
    await bus.publish("dorf", NEXT_MONDAY)
    first = await leader.town.book(local(MONDAY, "09:30"), office="dorf", email="a@example.org")
    second = await leader.town.book(local(MONDAY, "09:45"), office="dorf")
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


async def test_a_unit_and_a_stop_can_be_set_up_from_nothing(leader: Leader) -> None:
    made = await leader.post(
        f"{BUS}/fahrzeug",
        name="Amtskoffer",
        art="suitcase",
        depot="Rathaus",
        breite="51,1226",
        laenge="10,5712",
        team=[str(leader.town.clerks["dora"].id)],
        ausstattung=["foto"],
    )
    assert "Das ist eingetragen" in made.text
    unit = await MobileUnit.get()
    stop = {
        "fahrzeug": str(unit.id),
        "ort": "Neudorf",
        "strasse": "Kirche",
        "breite": "51,2",
        "laenge": "10,6",
        "einwohner": "800",
        "wie": leader.office,
    }
    wrong = await leader.post(f"{BUS}/fahrzeug/haltepunkte", **(stop | {"breite": "nördlich"}))
    assert wrong.status_code == 422
    assert "Bitte geben Sie Grad an" in wrong.text
    assert "Neudorf" in (await leader.post(f"{BUS}/fahrzeug/haltepunkte", **stop)).text
    row = await Stop.get().select_related("office")
    assert row.office.name == "Amtskoffer, Halt Neudorf"
    public = await leader.get(f"/bus/{row.id}")
    assert "Zurzeit ist kein Halt geplant" in public.text


async def test_a_depot_with_too_long_a_name_is_refused_at_its_field(
    leader: Leader, bus: Bus
) -> None:
    fields = {
        "name": "Koffer",
        "depot": "x" * 201,
        "breite": "51,1226",
        "laenge": "10,5712",
        "team": [str(leader.town.clerks["dora"].id)],
    }
    page = await leader.post(f"{BUS}/fahrzeug", **fields)
    assert page.status_code == 422
    assert 'href="#depot"' in page.text
    assert "Bitte höchstens 200 Zeichen." in page.text
    assert not await MobileUnit.exists(name="Koffer")


async def test_an_error_leads_to_the_form_it_is_of(leader: Leader, bus: Bus) -> None:
    fields = {"fahrzeug": str(bus.unit.id), "ort": "Feld", "breite": "x", "laenge": "10", "wie": ""}
    page = await leader.post(f"{BUS}/fahrzeug/haltepunkte", **fields)
    assert page.status_code == 422
    assert 'href="#halt-breite"' in page.text
    assert page.text.count('aria-invalid="true"') == 3


async def test_a_unit_is_changed_by_itself(leader: Leader, bus: Bus) -> None:
    await MobileUnit.filter(id=bus.unit.id).update(equipment=["fingerabdruck", "lte"])
    await Stop.filter(id=bus.stops["dorf"].id).update(needs=["rampe"])
    path = f"{BUS}/fahrzeuge/{bus.unit.id}"
    page = await leader.get(path)
    assert re.search(r'value="fingerabdruck"\s+checked', page.text)
    assert "Bürgerbus, Dorf: Rampe fehlt an Bord" in page.text
    fields = {
        "name": "Rollbus",
        "art": "bus",
        "depot": "Bauhof",
        "breite": "51,2",
        "laenge": "10,6",
        "ausstattung": ["rampe", "foto"],
        "team": [str(leader.town.clerks[one].id) for one in ("cem", "dora")],
        "stunden": "10",
        "tempo": "30",
    }
    wrong = await leader.post(path, **fields | {"stunden": "30", "team": []})
    assert wrong.status_code == 422
    assert 'href="#stunden"' in wrong.text
    done = await leader.post(path, **fields)
    assert "Bauhof" in done.text
    assert "fehlt an Bord" not in done.text
    unit = await MobileUnit.get()
    assert (unit.name, unit.day_minutes, unit.metres_per_minute) == ("Rollbus", 600, 500)
    assert unit.equipment == ["foto", "rampe", "lte"], "what the form does not know stays"
    crew = await CrewMember.all().order_by("position")
    names = ("dora", "cem")  # who sat at the first counter still does
    assert [one.clerk_id for one in crew] == [leader.town.clerks[one].id for one in names]
    # Whoever goes along finds a counter at each stop.
    for place in bus.stops.values():
        assert await Counter.filter(office_id=place.office_id, retired_at=None).count() == 2


async def test_a_stop_is_changed_by_itself(leader: Leader, bus: Bus) -> None:
    stop = bus.stops["dorf"]
    path = f"{BUS}/haltepunkte/{stop.id}"
    page = await leader.get(path)
    assert 'value="Bürgerbus, Dorf"' in page.text
    fields = {
        "ort": "Bürgerbus, Dorf",
        "strasse": "Linde",
        "breite": "51,3",
        "laenge": "10,7",
        "einwohner": "900",
        "braucht": ["strom"],
        "bietet": ["strom"],
        "aufbau": "20",
        "abbau": "5",
    }
    wrong = await leader.post(path, **fields | {"aufbau": "200"})
    assert wrong.status_code == 422
    assert 'href="#aufbau"' in wrong.text
    done = await leader.post(path, **fields)
    assert "Linde" in done.text
    assert "fehlt an Bord" not in done.text, "it is there already"
    row = await Stop.get(id=stop.id).select_related("office")
    assert (row.setup_minutes, row.pack_minutes, row.needs, row.offers) == (
        20,
        5,
        ["strom"],
        ["strom"],
    )
    assert (row.office.latitude, row.office.name) == (51.3, "Bürgerbus, Dorf")
    await leader.post(path, **fields | {"ort": "Altdorf"})
    renamed = await Stop.get(id=stop.id).select_related("office")
    assert (renamed.office.name, renamed.office.short_name) == (
        "Bürgerbus, Halt Altdorf",
        "Bus Altdorf",
    )


async def test_a_month_is_asked_for_watched_and_stopped(leader: Leader, bus: Bus) -> None:
    wrong = await leader.post(
        f"{BUS}/rechnungen", fahrzeug=bus.unit.id, monat="2026-12", sekunden="0"
    )
    assert wrong.status_code == 422
    page = await leader.post(
        f"{BUS}/rechnungen", fahrzeug=bus.unit.id, monat="2026-12", sekunden="10"
    )
    assert "Der Plan wird gerechnet" in page.text
    run = await PlanRun.get()
    assert (run.kind, run.wishes) == ("tours", {"unit": bus.unit.id})
    await leader.post(f"{BUS}/rechnungen/{run.id}/abbrueche")
    assert (await PlanRun.get()).state is RunState.CANCELLED
    await stop(run.id, NOW)


async def test_nobody_sees_another_town(leader: Leader, bus: Bus, town: Town) -> None:
    other = await build_bus(await build_town("woanders"))
    halt = await other.publish("dorf", MONDAY)
    assert (await leader.get(f"{BUS}/halte/{halt.id}")).status_code == 404
    assert (await leader.get(f"{BUS}?fahrzeug={other.unit.id}")).status_code == 404
    assert (await leader.get(f"/bus/{other.stops['dorf'].id}")).status_code == 404
    assert (await leader.get(f"{BUS}/fahrzeuge/{other.unit.id}")).status_code == 404
    assert (await leader.get(f"{BUS}/haltepunkte/{other.stops['dorf'].id}")).status_code == 404
    assert (await leader.get(f"{BUS}/halte/{halt.id}/aenderungen")).status_code == 404


async def test_a_month_that_is_over_is_refused_on_the_form(leader: Leader, bus: Bus) -> None:
    page = await leader.post(
        f"{BUS}/rechnungen", fahrzeug=bus.unit.id, monat="2026-10", sekunden="10"
    )
    assert page.status_code == 422
    assert "Dieser Monat ist vorbei" in page.text
    assert 'href="#monat"' in page.text
    assert not await PlanRun.exists()


async def ended(bus: Bus, answer: TourAnswer) -> PlanRun:
    return await PlanRun.create(
        municipality_id=bus.unit.municipality_id,
        kind="tours",
        week_from=MONDAY.replace(day=1),
        week_to=MONDAY,
        wishes={"unit": bus.unit.id},
        state=RunState.DONE,
        answer=msgspec.json.encode(answer).decode(),
        created_at=NOW,
    )


async def test_what_cannot_hold_together_is_said_with_what_would_free_it(
    leader: Leader, bus: Bus
) -> None:
    pin = Said("pin", {"stop": "Dorf", "day": "2026-11-30"})
    lacks = Said("equipment", {"stop": "Dorf", "things": "rampe, strom"})
    run = await ended(bus, TourAnswer(0, 0, 1, {}, (), clash=Clash((pin, lacks), (lacks,), ())))
    page = await leader.get(f"{BUS}/rechnungen/{run.id}")
    assert "Nicht alles geht zugleich" in page.text
    assert "Dorf ist am Mo., 30.11.2026 schon gebucht." in page.text
    assert "Dorf braucht an Bord: Rampe, Strom." in page.text
    assert "Was es lösen würde" in page.text
    assert "Ein Fahrzeug mit dem ausstatten, was Dorf braucht." in page.text
    assert "Ohne Ergebnis" not in page.text


async def test_each_penalty_is_a_sentence_with_its_cost_and_limits_are_named(
    leader: Leader, bus: Bus
) -> None:
    said = (
        Said("unserved", {"stop": "Dorf", "got": 60, "wanted": 180}, 12000.0),
        Said("kilometres", {"vehicle": "Bürgerbus", "km": 21.4, "day": "2026-11-30"}, 1070.0),
    )
    hindrances = (
        Hindrance("Dorf", 3000.0, 4500.0, ()),
        Hindrance("Weiler", 0.0, 0.0, (Said("days out", {"vehicle": "Bürgerbus"}),)),
        Hindrance("Feld", 0.0, 0.0, ()),
    )
    found = TourAnswer(13070, 13000, 1, {}, (), said, hindrances)
    run = await ended(bus, found)
    page = await leader.get(f"{BUS}/rechnungen/{run.id}")
    assert "Dorf bekommt 60 von 180 gewünschten Minuten am Schalter." in page.text
    assert "12.000" in page.text
    assert "Bürgerbus fährt am Mo., 30.11.2026 21,4 km." in page.text
    assert "brächte 3.000 Punkte und kostete anderswo 4.500" in page.text
    assert "Weiler: Im Weg steht: Bürgerbus fährt nur an seinen Wochentagen." in page.text
    assert "Feld: Kein einzelner weiterer" in page.text
