"""A manager sets a bus up: units and stops, entered and changed one by one."""

from __future__ import annotations

import re

from termin.offices.mobile import CrewMember, MobileUnit, Stop
from termin.offices.rows import Counter
from tests.api.manager.conftest import Leader
from tests.api.manager.test_bus import BUS, bus
from tests.termin.mobile.villages import Bus

__all__ = ["bus"]


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
