"""Reading a service database: what is there is taken, what is odd is told, little is refused."""

from __future__ import annotations

from typing import Any

import pytest

from termin.catalogue.dldb import NotAnExport, parse
from termin.catalogue.export import Export, OfficeRecord, RelationRecord, ServiceRecord
from tests.termin.catalogue.samples import beside, city, large, sample, small


def odd(export: Export) -> list[str]:
    return [str(oddity) for oddity in export.oddities]


def service(export: Export, key: str = "101") -> ServiceRecord:
    return next(one for one in export.services if one.external_id == key)


def office(export: Export, key: str = "1") -> OfficeRecord:
    return next(one for one in export.offices if one.external_id == key)


def relation(export: Export, of: str = "101", at: str = "1") -> RelationRecord:
    return next(one for one in export.relations if (one.service, one.office) == (of, at))


def with_service(**changes: object) -> Export:
    services, locations = small()
    services["data"][0].update(changes)
    return parse(services, locations)


def with_office(**changes: object) -> Export:
    services, locations = small()
    locations["data"][0].update(changes)
    return parse(services, locations)


def with_relation(**changes: object) -> Export:
    services, locations = small()
    locations["data"][0]["services"][0].update(changes)
    return parse(services, locations)


def test_a_clean_export_is_read_whole_and_nothing_is_odd() -> None:
    export = parse(*small())
    assert odd(export) == []
    assert service(export) == ServiceRecord(
        external_id="101",
        name="Ausweis beantragen",
        description="Für alle ab 16.\nBitte selbst kommen.\n\n– Foto mitbringen\n"
        "– Alten Ausweis mitbringen",
        keywords=("Perso", "Kennkarte"),
        leika=("99008001012000",),
        minutes=20,
        max_count=3,
        documents=None,
        fee="37 Euro",
        online_url="",
        public=True,
        on_start_page=True,
        combines_with_all=False,
    )
    assert office(export) == OfficeRecord(
        external_id="1",
        name="Rathaus",
        short_name="Rathaus (A 11)",
        unit="Bürgerdienste",
        street="Marktplatz 1",
        postal_code="12345",
        city="Musterstadt",
        latitude=50.1,
        longitude=8.6,
        phone="01234 5678",
        email="rathaus@musterstadt.example",
        public=True,
    )
    assert export.relations == (
        RelationRecord("101", "1", 20),
        RelationRecord("102", "1", 10, max_count=4),
        RelationRecord("101", "2", 30),
        RelationRecord("103", "2", 30, public=False),
    )
    assert set(export.combinations) == {("101", "102"), ("102", "101")}
    assert service(export, "102").documents == ("Ausweis", "Bestätigung des Vermieters")
    assert service(export, "102").online_url == "https://online.example/anmelden"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda records, _: records,
        lambda records, _: {"data": records},
        lambda records, name: {name: records},
        lambda records, name: {"data": {name: records}},
        lambda records, _: {record["id"]: record for record in records},
        lambda records, _: {record.pop("id"): record for record in records},
        lambda records, _: {"data": {record["id"]: record for record in records}},
    ],
)
def test_records_are_found_however_they_are_wrapped(wrap: Any) -> None:
    services, locations = small()
    export = parse(wrap(services["data"], "services"), wrap(locations["data"], "locations"))
    assert export == parse(*small())


@pytest.mark.parametrize("nothing", [None, 7, "text", True, {"a": 1, "b": [2]}])
def test_what_holds_no_records_is_refused(nothing: object) -> None:
    services, locations = small()
    with pytest.raises(NotAnExport):
        parse(nothing, locations)
    with pytest.raises(NotAnExport):
        parse(services, nothing)


def test_numbers_may_be_text_and_ids_may_be_numbers() -> None:
    services, locations = small()
    for record in services["data"]:
        record["id"] = int(record["id"])
        record["duration"] = str(record["duration"])
        record["maxQuantity"] = f" {record['maxQuantity']} "
        for place in record["locations"]:
            place["location"] = int(place["location"])
    for record in locations["data"]:
        record["id"] = float(record["id"])
        record["slotTimeInMinutes"] = f"{record['slotTimeInMinutes']}.0"
        for entry in record["services"]:
            entry["service"] = int(entry["service"])
            entry["appointment"]["slots"] = int(entry["appointment"]["slots"])
    assert parse(services, locations) == parse(*small())


def test_missing_keys_leave_what_is_usual() -> None:
    export = parse([{"id": 1, "name": "Eins"}], [{"id": 2, "name": "Zwei", "services": [1]}])
    assert service(export, "1") == ServiceRecord("1", "Eins")
    assert office(export, "2") == OfficeRecord("2", "Zwei")
    assert export.relations == (RelationRecord("1", "2", 15),)
    assert odd(export) == ["office 2: no minutes for 1; 15 each are assumed"]


@pytest.mark.parametrize(
    ("geo", "place", "told"),
    [
        ({"lat": 50.1, "lon": 8.6}, (50.1, 8.6), 0),
        ({"lat": "50,1", "lng": " 8.6° "}, (50.1, 8.6), 0),
        ({"latitude": "50.1", "longitude": "8.6"}, (50.1, 8.6), 0),
        ({"lat": 8.6, "lon": 50.1}, (50.1, 8.6), 1),
        ({"lat": 0, "lon": 0}, None, 1),
        ({"lat": "0", "lon": "0"}, None, 1),
        ({"lat": 1.0, "lon": 1.0}, None, 1),
        ({"lat": 48.85, "lon": 2.35}, None, 1),
        ({"lat": None, "lon": None}, None, 0),
        ({"lat": "Nord", "lon": "Ost"}, None, 1),
        ({"lat": 50.1}, None, 1),
        ({"lat": float("nan"), "lon": float("inf")}, None, 1),
        (None, None, 0),
        ([50.1, 8.6], None, 1),
        ("50.1, 8.6", None, 1),
    ],
)
def test_only_coordinates_in_germany_are_believed(
    geo: object, place: tuple[float, float] | None, told: int
) -> None:
    export = with_office(geo=geo)
    found = office(export)
    assert (found.latitude, found.longitude) == (place or (None, None))
    assert len(export.oddities) == told


def test_a_point_that_different_streets_share_is_a_placeholder() -> None:
    export = parse(*large())
    assert all(found.latitude is None for found in export.offices)
    told = [text for text in odd(export) if text.startswith("coordinates")]
    assert told == [
        "coordinates: 53.45, 13.45 stands for 537 offices in different streets; left out"
    ]


def test_offices_in_one_house_keep_their_point() -> None:
    services, locations = small()
    first = locations["data"][0]
    more = [{**first, "id": str(number), "name": f"Stock {number}"} for number in range(10, 20)]
    export = parse(services["data"], [*locations["data"], *more])
    assert all(found.latitude is not None for found in export.offices)


@pytest.mark.parametrize(
    ("leika", "keys", "told"),
    [
        ("99008001012000", ("99008001012000",), 0),
        (99008001012000, ("99008001012000",), 0),
        ("99 008 001 012 000", ("99008001012000",), 0),
        ("99008001012000, 99085001000000", ("99008001012000", "99085001000000"), 0),
        (["99008001012000", "99008001012000", None, ""], ("99008001012000",), 0),
        ("12345", (), 1),
        (["99008001012000", "kein"], ("99008001012000",), 1),
        ({}, (), 0),
        (True, (), 0),
        (None, (), 0),
    ],
)
def test_leika_keys_come_as_text_number_or_list(
    leika: object, keys: tuple[str, ...], told: int
) -> None:
    export = with_service(leika=leika)
    assert service(export).leika == keys
    assert len(export.oddities) == told


@pytest.mark.parametrize(
    "combinable", [["101", "102"], [101, 102], {"1": {"101": [1], "102": [1]}}, {"102": [1]}, "102"]
)
def test_combinations_come_as_list_object_or_text(combinable: object) -> None:
    assert set(with_service(combinable=combinable).combinations) == {("101", "102"), ("102", "101")}


def test_no_word_about_combinations_leaves_them_open_and_an_empty_list_forbids_them() -> None:
    assert service(with_service(combinable=None)).combines_with_all
    assert not service(with_service(combinable=[])).combines_with_all


def test_a_combination_that_one_side_lists_is_taken_both_ways_and_told() -> None:
    export = with_service(combinable=[101, 103, 999])
    assert ("103", "101") in export.combinations
    assert "service 101: combines with unknown services: 999; left out" in odd(export)
    told = "service 101: combines with 103, which does not list it; taken in both ways"
    assert told in odd(export)


@pytest.mark.parametrize(
    ("changes", "minutes"),
    [
        ({}, 20),
        ({"appointment": {"slots": "3"}}, 15),
        ({"appointment": {"slots": "0"}}, 20),
        ({"appointment": {}}, 20),
        ({"appointment": None, "duration": "25 min"}, 25),
        ({"appointment": {"slots": "0"}, "duration": None}, 20),
        ({"appointment": {"slots": -4}, "duration": -1}, 20),
        ({"appointment": {"slots": 10**12}, "duration": 1e300}, 20),
    ],
)
def test_minutes_are_slots_times_slot_time_or_the_stated_duration(
    changes: dict[str, object], minutes: int
) -> None:
    assert relation(with_relation(**changes)).minutes == minutes


def test_slots_and_duration_that_contradict_each_other_are_told() -> None:
    export = with_relation(duration=45)
    assert relation(export).minutes == 20
    assert odd(export) == ["relation 101/1: slots make 20 minutes, duration says 45; 20 are taken"]


def test_the_offices_side_is_right_and_the_services_side_fills_in() -> None:
    services, locations = small()
    services["data"][0]["locations"][0]["appointment"] = {"slots": "9", "allowed": False}
    assert relation(parse(services, locations)) == RelationRecord("101", "1", 20)
    del locations["data"][0]["services"][0]
    filled = parse(services, locations)
    assert relation(filled) == RelationRecord("101", "1", 45, bookable=False)
    assert odd(filled) == ["office 1: does not name services that name it: 101; taken in"]


def test_relations_to_what_is_not_there_are_left_out_and_told() -> None:
    services, locations = small()
    services["data"][0]["locations"].append({"location": "77"})
    locations["data"][0]["services"].append({"service": "88"})
    export = parse(services, locations)
    assert len(export.relations) == 4
    assert "service 101: names unknown offices: 77; left out" in odd(export)
    assert "office 1: names unknown services: 88; left out" in odd(export)


def test_a_relation_that_is_not_allowed_or_booked_elsewhere_is_not_bookable() -> None:
    assert not relation(with_relation(appointment={"allowed": False})).bookable
    assert not relation(with_relation(appointment={"allowed": "false"})).bookable
    assert not relation(with_relation(appointment={"external": 1})).bookable
    assert not relation(with_relation(appointment=False)).bookable
    assert relation(with_relation(appointment={"allowed": "1"})).bookable


def test_records_that_cannot_be_used_are_told_one_by_one() -> None:
    services, locations = small()
    services["data"] += [None, "text", {"name": "ohne Id"}, {"id": {}}, services["data"][0]]
    export = parse(services, locations)
    assert len(export.services) == 3
    assert odd(export) == [
        "service no. 4: is no record; left out",
        "service no. 5: is no record; left out",
        "service no. 6: has no usable id; left out",
        "service no. 7: has no usable id; left out",
        "service 101: is there more than once; the first is taken",
        "file services: datacount says 3, there are 8 records",
    ]


def test_a_nameless_record_is_taken_in_but_not_shown() -> None:
    assert service(with_service(name=None)) == service(with_service(name="<br>"))
    found = service(with_service(name=" "))
    assert (found.name, found.public) == ("(101)", False)


@pytest.mark.parametrize(
    ("said", "most"), [(0, 1), ("0", 1), (None, 1), (7, 7), ("7", 7), (900, 100)]
)
def test_quantities_stay_within_reason(said: object, most: int) -> None:
    assert service(with_service(maxQuantity=said)).max_count == most


def test_nothing_goes_on_that_a_database_would_refuse_or_a_page_would_run() -> None:
    name = "A\u0000us\u200bweis \ud800 <script>alert(1)</script>\u202e"
    export = with_service(
        name=name,
        description="<![bad]><p onclick=x>Ja &amp; nein</p><style>p{}</style>" + "<b>" * 1000,
        onlineprocessing={"link": "javascript:alert(1)"},
    )
    found = service(export)
    assert found.name == "Ausweis"
    assert "Ja & nein" in found.description
    assert not any(sign in found.description for sign in ("<", "onclick", "p{}"))
    assert found.online_url == ""


def test_links_to_the_old_booking_pages_are_no_online_service() -> None:
    link = {"link": "https://termine.example/#/services/101"}
    assert service(with_service(onlineprocessing=link)).online_url == ""


def test_a_large_export_of_the_older_kind_is_read_whole() -> None:
    export = parse(*large())
    assert (len(export.services), len(export.offices), len(export.relations)) == (
        653,
        537,
        537 * 14,
    )
    assert "file services: datacount says 560, there are 653 records" in odd(export)
    assert sum(one.bookable for one in export.relations) == 537 * 5


@sample
@beside
def test_the_real_city_is_read_whole() -> None:
    export = city()
    assert (len(export.services), len(export.offices), len(export.relations)) == (287, 109, 526)
    assert "file locations: datacount says 108, there are 109 records" in odd(export)
    assert sum("10308996" in text for text in odd(export)) == 17
    assert not any("<" in one.description + one.fee for one in export.services)
    assert all(found.latitude is not None for found in export.offices)
    assert {one.minutes for one in export.relations if one.service == "10224132"} == {20, 30}
