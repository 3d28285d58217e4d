"""An import can be repeated, and leaves alone what was planned here."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tortoise.connection import get_connection

from api.database import DatabaseAddress
from termin.catalogue import (
    EmptyExport,
    NotReadable,
    Service,
    ServiceAtOffice,
    Skill,
    describe,
    import_catalogue,
    import_dldb,
    load_view,
    take_in,
    which_is_which,
)
from termin.catalogue.dldb import NotAnExport, parse
from termin.catalogue.export import Export
from termin.catalogue.rows import Combination
from termin.errors import Invalid, NotFound
from termin.offices import Municipality, Office, OpeningHours
from tests.termin.catalogue.samples import CITY, SMALL, beside, city, large, sample, small

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
SHIPPED = Path(__file__).parents[3] / "termin" / "catalogue" / "catalogue.json"

TABLES = (
    "municipality",
    "service",
    "office",
    "service_at_office",
    "combination",
    "lebenslage",
    "lebenslage_step",
    "journal",
    "opening_hours",
    "skill",
)


@pytest.fixture
async def place(rows: DatabaseAddress) -> int:
    """A municipality without anything."""
    town = await Municipality.create(slug="muster", name="Musterstadt", land="HE")
    return int(town.id)


async def dump() -> dict[str, Any]:
    """Everything an import could touch: all rows, and where the sequences stand."""
    connection = get_connection("default")
    found: dict[str, Any] = {}
    for table in TABLES:
        found[table] = await connection.execute_query_dict(
            f"SELECT t::text, xmin::text FROM {table} t ORDER BY id"
        )
    found["sequences"] = await connection.execute_query_dict(
        "SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename"
    )
    return found


async def test_a_second_run_changes_nothing_at_all(place: int) -> None:
    export = parse(*small())
    first = await take_in(place, export, NOW)
    assert first.created == 3 + 2 + 4 + 2
    before = await dump()
    second = await take_in(place, export, LATER)
    assert (second.changed, second.unchanged) == (0, 11)
    assert await dump() == before
    assert "Nothing changed." in describe(second)


async def test_a_change_of_facts_is_taken_over_and_told_once(place: int) -> None:
    await take_in(place, parse(*small()), NOW)
    services, locations = small()
    services["data"][0]["name"] = "Ausweis neu"
    locations["data"][0]["services"][0]["appointment"]["slots"] = "6"
    report = await take_in(place, parse(services, locations), LATER)
    assert (report.counts["services"].updated, report.counts["relations"].updated) == (1, 1)
    assert report.changed == 2
    assert (await Service.get(external_id="101")).name == "Ausweis neu"
    events = await get_connection("default").execute_query_dict(
        "SELECT kind, facts FROM journal ORDER BY id"
    )
    assert [event["kind"] for event in events] == ["catalogue-imported"] * 2
    assert json.loads(events[1]["facts"]) == {"source": "dldb", "services": 3, "offices": 2}


async def test_what_is_planned_here_outlives_every_import(place: int) -> None:
    services, locations = small()
    await take_in(place, parse(services, locations), NOW)
    skill = await Skill.create(municipality_id=place, slug="pass", name="Pass")
    await Service.filter(external_id="101").update(skill=skill, fully_online=True, group="ausweis")
    office = await Office.get(external_id="1")
    await Office.filter(id=office.id).update(
        walk_ins=False, early_minutes=5, late_minutes=7, time_zone="Europe/Lisbon", step_free=True
    )
    await OpeningHours.create(
        municipality_id=place, office=office, weekday=0, opens=480, closes=720
    )
    of_101 = ServiceAtOffice.filter(service__external_id="101", office__external_id="1")
    await of_101.update(local_minutes=35, local_public=False)
    own = await Service.create(municipality_id=place, external_id="own", name="Eigenes")
    await ServiceAtOffice.create(municipality_id=place, service=own, office=office, minutes=10)
    local = await Service.get(external_id="103")
    await ServiceAtOffice.create(municipality_id=place, service=local, office=office, minutes=25)
    first = await Service.get(external_id="101")
    await Combination.create(municipality_id=place, service=first, other=own)
    before = await dump()

    services["data"][0]["name"] = "Ausweis neu"
    locations["data"][0]["services"] = locations["data"][0]["services"][:1]
    locations["data"][0]["name"] = "Rathaus Mitte"
    locations["data"][0]["services"][0]["appointment"]["slots"] = "6"
    await take_in(place, parse(services, locations), LATER)
    await take_in(place, parse(*small()), LATER)

    after = await dump()
    for table in ("opening_hours", "skill"):
        assert after[table] == before[table]
    row = await of_101.get()
    assert (row.minutes, row.local_minutes, row.local_public) == (20, 35, False)
    service = await Service.get(external_id="101")
    assert (service.skill_id, service.fully_online, service.group) == (skill.id, True, "ausweis")
    found = await Office.get(id=office.id)
    assert (found.walk_ins, found.early_minutes, found.late_minutes) == (False, 5, 7)
    assert (found.time_zone, found.step_free) == ("Europe/Lisbon", True)
    assert await ServiceAtOffice.filter(source="local", retired_at=None).count() == 2
    assert await Combination.filter(source="local").count() == 1


async def test_what_a_town_relates_itself_is_not_taken_over_by_an_import(place: int) -> None:
    services, locations = small()
    entry = locations["data"][0]["services"].pop()
    services["data"][1]["locations"] = []
    await take_in(place, parse(services, locations), NOW)
    service, office = await Service.get(external_id="102"), await Office.get(external_id="1")
    await ServiceAtOffice.create(municipality_id=place, service=service, office=office, minutes=55)
    locations["data"][0]["services"].append(entry)
    report = await take_in(place, parse(services, locations), LATER)
    assert report.changed == 0
    row = await ServiceAtOffice.get(service=service, office=office)
    assert (row.source, row.minutes) == ("local", 55)


async def test_what_is_gone_is_retired_and_comes_back_if_it_returns(place: int) -> None:
    await take_in(place, parse(*small()), NOW)
    ids = {row.external_id: row.id for row in await Service.all()}
    services, locations = small()
    gone = services["data"].pop(0)
    report = await take_in(place, parse(services, locations), LATER)
    assert report.counts["services"].retired == 1
    assert report.counts["relations"].retired == 2
    assert report.counts["combinations"].retired == 2
    retired = await Service.get(id=ids["101"])
    assert retired.retired_at == LATER
    view = await load_view(place)
    assert [one.external_id for one in view.services()] == ["102"]
    assert view.service(ids["101"]).retired
    again = await take_in(place, parse(services, locations), LATER + timedelta(days=1))
    assert again.changed == 0
    assert (await Service.get(id=ids["101"])).retired_at == LATER

    services["data"].insert(0, gone)
    back = await take_in(place, parse(services, locations), LATER + timedelta(days=2))
    assert (back.counts["services"].returned, back.counts["relations"].returned) == (1, 2)
    assert (await Service.get(id=ids["101"])).retired_at is None
    assert {row.external_id: row.id for row in await Service.all()} == ids


async def test_documents_stay_where_a_source_says_nothing_of_them(place: int) -> None:
    await take_in(place, parse(*small()), NOW)
    assert (await Service.get(external_id="102")).documents_from == "dldb"
    services, locations = small()
    del services["data"][1]["requirements"]
    await take_in(place, parse(services, locations), NOW)
    silent = await Service.get(external_id="102")
    assert (silent.documents, silent.documents_from) == ({}, "")
    await Service.filter(id=silent.id).update(documents={"de": ["Pass"]}, documents_from="local")
    report = await take_in(place, parse(services, locations), NOW)
    assert report.changed == 0
    assert (await Service.get(id=silent.id)).documents == {"de": ["Pass"]}


async def test_an_empty_export_retires_nothing(place: int) -> None:
    await take_in(place, parse(*small()), NOW)
    before = await dump()
    for empty in (Export(), replace(parse(*small()), offices=()), parse([], [])):
        with pytest.raises(EmptyExport):
            await take_in(place, empty, LATER)
    assert await dump() == before


async def test_two_imports_at_once_do_not_double_anything(place: int) -> None:
    export = parse(*small())
    reports = await asyncio.gather(*(take_in(place, export, NOW) for _ in range(4)))
    assert sorted(report.created for report in reports) == [0, 0, 0, 11]
    assert await Service.all().count() == 3


async def test_municipalities_do_not_mix(place: int) -> None:
    other = (await Municipality.create(slug="anders", name="Anders", land="BY")).id
    await take_in(place, parse(*small()), NOW)
    await take_in(other, parse(*small()), NOW)
    services, locations = small()
    services["data"].pop()
    await take_in(other, parse(services, locations), LATER)
    assert await Service.filter(municipality_id=place, retired_at=None).count() == 3
    assert await Combination.filter(municipality_id=place).count() == 2


async def test_a_large_city_comes_in_within_seconds(place: int) -> None:
    export = parse(*large())
    started = time.monotonic()
    report = await take_in(place, export, NOW)
    assert report.created == 653 + 537 + 537 * 14
    assert (await take_in(place, export, LATER)).changed == 0
    assert time.monotonic() - started < 20


async def test_files_are_read_and_a_municipality_is_made_if_it_is_named(
    rows: DatabaseAddress, tmp_path: Path
) -> None:
    services, locations = which_is_which([SMALL])
    with pytest.raises(NotFound):
        await import_dldb(services, locations, "neu", NOW)
    with pytest.raises(Invalid):
        await import_dldb(services, locations, "Neu Stadt", NOW, name="Neustadt", land="XX")
    nothing = tmp_path / "nothing.json"
    nothing.write_text("[]")
    with pytest.raises(EmptyExport):
        await import_dldb(services, nothing, "neu", NOW, name="Neustadt", land="SN")
    assert not await Municipality.exists(slug="neu")
    report = await import_dldb(services, locations, "neu", NOW, name="Neustadt", land="SN")
    assert report.created == 11
    assert (await import_dldb(services, locations, "neu", LATER)).changed == 0
    assert (await Municipality.get(slug="neu")).land == "SN"
    report = await import_catalogue(SHIPPED, "neu", NOW)
    assert report.counts["Lebenslagen"].created == 8

    marked = tmp_path / "services.json"
    marked.write_bytes(b"\xef\xbb\xbf" + services.read_bytes())
    assert (await import_dldb(marked, locations, "neu", LATER)).changed == 0
    for bad in (b"{", b"\xff\xfe", b"[" * 100_000, b""):
        marked.write_bytes(bad)
        with pytest.raises(NotReadable):
            await import_dldb(marked, locations, "neu", LATER)
    with pytest.raises(NotReadable):
        await import_dldb(tmp_path / "missing.json", locations, "neu", LATER)
    with pytest.raises(NotAnExport):
        which_is_which([services])


@sample
@beside
async def test_the_real_city_comes_in_and_a_second_run_changes_nothing(place: int) -> None:
    report = await take_in(place, city(), NOW)
    assert {kind: counts.created for kind, counts in report.counts.items()} == {
        "services": 287,
        "offices": 109,
        "relations": 526,
        "combinations": 630,
    }
    before = await dump()
    again = await take_in(place, city(), LATER)
    assert again.changed == 0
    assert await dump() == before
    # The figures are what one runs this for.
    print(f"\n{describe(report)}\n{describe(again).splitlines()[0]}")  # noqa: T201
    assert which_is_which([CITY]) == (CITY / "services_de.json", CITY / "locations_de.json")
