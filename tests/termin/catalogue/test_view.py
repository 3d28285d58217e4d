"""The catalogue in memory: what is offered, how long it takes, what goes together."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from termin.catalogue import (
    CatalogueView,
    Line,
    OfficeFacts,
    Relation,
    Service,
    ServiceAtOffice,
    ServiceFacts,
    load_view,
    take_in,
)
from termin.catalogue.dldb import parse
from termin.catalogue.facts import LebenslageFacts, Step
from termin.catalogue.rows import Combination
from termin.errors import Invalid, NotCombinable, NotFound
from termin.offices import Municipality
from tests.termin.catalogue.samples import large
from tests.town import Town

PASS, CARD, MOVE, SECRET, OLD, LONELY, ONLINE = range(1, 8)
HALL, NORTH, BACK = 11, 12, 13
THEN = Step(PASS, required=False)


def service(key: int, name: str, **facts: object) -> ServiceFacts:
    return ServiceFacts(key, str(key), name, **{"max_count": 3, **facts})  # type: ignore[arg-type]


def view(**changes: object) -> CatalogueView:
    services = [
        service(PASS, "Reisepass", skill=7),
        service(CARD, "Ausweis", minutes=10),
        service(MOVE, "Ummeldung", skill=8, combines_with_all=False),
        service(SECRET, "Interne Prüfung", public=False),
        service(OLD, "Altes", retired=True),
        service(LONELY, "Überall zu"),
        service(ONLINE, "Ätzend online", fully_online=True),
    ]
    offices = [
        OfficeFacts(HALL, "Rathaus"),
        OfficeFacts(NORTH, "Ärztehaus Nord"),
        OfficeFacts(BACK, "Hinterzimmer", public=False),
    ]
    relations = (
        Relation(PASS, HALL, 20, 3),
        Relation(CARD, HALL, 10, 3),
        Relation(MOVE, HALL, 15, 3),
        Relation(PASS, NORTH, 25, 1),
        Relation(SECRET, HALL, 5, 1),
        Relation(CARD, NORTH, 12, 3, offered=False),
        Relation(CARD, BACK, 12, 3),
        Relation(OLD, HALL, 12, 3),
    )
    facts: dict[str, object] = {
        "all_services": {one.id: one for one in services},
        "all_offices": {one.id: one for one in offices},
        "all_relations": relations,
        "combined": frozenset({(MOVE, CARD), (CARD, MOVE)}),
        "all_lebenslagen": (
            LebenslageFacts(1, "l", "Leben", steps=(Step(OLD, required=True), THEN)),
        ),
    }
    return CatalogueView(municipality=1, **(facts | changes))  # type: ignore[arg-type]


def lines(*pairs: int | tuple[int, int]) -> tuple[Line, ...]:
    return tuple(Line(*pair) if isinstance(pair, tuple) else Line(pair) for pair in pairs)


def test_citizens_see_what_is_offered_in_german_order() -> None:
    assert [one.name for one in view().services()] == [
        "Ätzend online",
        "Ausweis",
        "Reisepass",
        "Ummeldung",
    ]
    assert [one.name for one in view().offices()] == ["Ärztehaus Nord", "Rathaus"]
    assert [one.id for one in view().services_at(HALL)] == [CARD, PASS, MOVE]
    assert view().offices_of(PASS) == (NORTH, HALL)
    assert view().offices_of(CARD) == (HALL,)
    assert view().relation(CARD, NORTH) is None
    assert view().relation(CARD, 999) is None


def test_staff_see_what_is_not_shown_to_citizens() -> None:
    staff = view().internal
    assert SECRET in [one.id for one in staff.services()]
    assert BACK in [one.id for one in staff.offices()]
    assert staff.offices_of(CARD) == (NORTH, BACK, HALL)
    staff.check(lines(SECRET))
    with pytest.raises(NotFound):
        view().check(lines(SECRET))


def test_retired_services_keep_their_name_and_nothing_else() -> None:
    assert view().service(OLD).name == "Altes"
    assert OLD not in [one.id for one in view().internal.services()]
    assert view().lebenslagen()[0].steps == (THEN,)
    with pytest.raises(NotFound):
        view().check(lines(OLD))
    with pytest.raises(NotFound):
        view().service(999)
    with pytest.raises(NotFound):
        view().office(999)


def test_minutes_are_added_exactly() -> None:
    wanted = lines((PASS, 2), CARD, (PASS, 1))
    assert view().minutes(HALL, wanted) == 3 * 20 + 10
    assert view().planned(HALL, wanted) == ((PASS, 3, 60), (CARD, 1, 10))
    with pytest.raises(Invalid) as refused:
        view().minutes(NORTH, wanted)
    assert refused.value.fields.keys() == {"office"}


def test_an_office_must_do_all_of_it_and_so_often() -> None:
    assert [one.id for one in view().offices_for(lines(PASS))] == [NORTH, HALL]
    assert [one.id for one in view().offices_for(lines((PASS, 2)))] == [HALL]
    assert [one.id for one in view().offices_for(lines(PASS, CARD))] == [HALL]


def test_skills_add_up_and_the_shortest_service_is_known() -> None:
    assert view().required_skills(lines(PASS, CARD)) == {7}
    assert view().required_skills(lines(PASS, MOVE)) == {7, 8}
    assert view().smallest_minutes(HALL) == 10
    assert view().internal.smallest_minutes(HALL) == 5
    assert view().smallest_minutes(999) == 5


def test_services_combine_with_all_or_only_as_listed() -> None:
    assert view().combinable(PASS, CARD)
    assert view().combinable(MOVE, CARD)
    assert view().combinable(MOVE, MOVE)
    assert not view().combinable(MOVE, PASS)
    view().check(lines(CARD, MOVE))
    with pytest.raises(NotCombinable) as refused:
        view().check(lines(PASS, MOVE))
    assert "„Reisepass“ und „Ummeldung“" in str(refused.value)


@pytest.mark.parametrize(
    "wanted", [(), ((PASS, 0),), ((PASS, 4),), ((PASS, 2), (PASS, 2)), ((PASS, -1), (PASS, 3))]
)
def test_nothing_too_little_and_too_often_are_refused(wanted: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(Invalid) as refused:
        view().check(lines(*wanted))
    assert refused.value.fields.keys() == {"services"}


def test_too_many_different_services_are_refused() -> None:
    services = {key: service(key, f"S{key}") for key in range(1, 12)}
    relations = tuple(Relation(key, HALL, 5, 3) for key in services)
    many = view(all_services=services, all_relations=relations)
    many.check(lines(*range(1, 11)))
    with pytest.raises(Invalid):
        many.check(lines(*range(1, 12)))


def test_no_office_for_all_of_it_is_told_before_booking() -> None:
    apart = view(all_relations=(Relation(PASS, HALL, 20, 3), Relation(CARD, NORTH, 10, 3)))
    with pytest.raises(NotCombinable):
        apart.check(lines(PASS, CARD))


def test_search_knows_what_its_reader_may_see() -> None:
    assert [one.id for one in view().search("pass")][:1] == [PASS]
    assert view().search("interne prüfung") == ()
    assert [one.id for one in view().internal.search("interne prüfung")] == [SECRET]


async def test_a_view_tells_what_the_rows_say(town: Town) -> None:
    office, card = town.offices["rathaus"], town.services["ausweis"]
    await ServiceAtOffice.filter(service=card, office=office).update(local_minutes=40)
    await ServiceAtOffice.filter(service=card, office=town.offices["nord"]).update(
        local_public=False
    )
    moving = town.services["anmeldung"]
    await Service.filter(id=moving.id).update(combines_with_all=False)
    await Combination.create(municipality_id=town.municipality.id, service=moving, other=card)
    found = await load_view(town.municipality.id)
    assert found.minutes(office.id, lines((card.id, 2))) == 80
    assert found.offices_of(card.id) == (office.id,)
    assert found.required_skills(lines(moving.id)) == {town.skills["melde"].id}
    assert found.combinable(card.id, moving.id)
    assert not found.combinable(town.services["pass"].id, moving.id)
    row = await Municipality.get(id=town.municipality.id)
    assert (found.version, found.horizon_days) == (row.catalogue_version, 60)
    with pytest.raises(NotFound):
        await load_view(999_999)


async def test_a_large_catalogue_is_read_and_asked_quickly(town: Town) -> None:
    await take_in(town.municipality.id, parse(*large()), datetime(2026, 11, 20, tzinfo=UTC))
    started = time.process_time()
    found = await load_view(town.municipality.id)
    one = found.services()[0].id
    assert time.process_time() - started < 5
    wanted = lines(one)
    offices = found.offices_for(wanted)
    started = time.process_time()
    for _ in range(1000):
        found.check(wanted)
        found.minutes(offices[0].id, wanted)
        found.required_skills(wanted)
    assert time.process_time() - started < 1
