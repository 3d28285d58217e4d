"""Our own catalogue, alone and on top of an imported city."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.database import DatabaseAddress
from termin.catalogue import (
    Lebenslage,
    NotACatalogue,
    Service,
    ServiceAtOffice,
    load_view,
    parse_catalogue,
    shipped_catalogue,
    take_in,
    take_in_catalogue,
)
from termin.catalogue.dldb import parse
from termin.catalogue.fee import fee_text
from termin.offices import Municipality, Office
from tests.termin.catalogue.samples import beside, city, sample, small
from tests.termin.catalogue.test_imports import dump

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
async def place(rows: DatabaseAddress) -> int:
    """A municipality without anything."""
    town = await Municipality.create(slug="muster", name="Musterstadt", land="HE")
    return int(town.id)


def test_the_shipped_catalogue_is_clean_and_whole() -> None:
    catalogue = shipped_catalogue()
    assert (len(catalogue.services), len(catalogue.lebenslagen)) == (71, 8)
    assert catalogue.oddities == ()
    known = {one.record.external_id for one in catalogue.services}
    for one in catalogue.services:
        assert {"de", "en"} <= one.documents.keys()
        assert one.names.keys() == {"en"}
    for lebenslage in catalogue.lebenslagen:
        assert lebenslage.steps[0].service in known
        assert any(step.required for step in lebenslage.steps)
        assert lebenslage.notes
    assert sum(one.record.on_start_page for one in catalogue.services) == 10


@pytest.mark.parametrize(
    ("fees", "text"),
    [
        ({"ab_24": 46.0, "unter_24": 27.6}, "ab 24 Jahren 46,00 Euro, unter 24 Jahren 27,60 Euro"),
        ({"fix": 0.0}, "kostenlos"),
        ({"von": 12.0, "bis": 15.0}, "von 12,00 Euro bis 15,00 Euro"),
        ({"fix": None}, ""),
        ({"neue_art": "3,50"}, "neue art 3,50 Euro"),
        (None, ""),
        ("je nach Aufwand", "je nach Aufwand"),
    ],
)
def test_fees_are_a_sentence(fees: object, text: str) -> None:
    assert fee_text(fees) == text


def test_odd_records_are_told_and_files_of_another_kind_refused() -> None:
    found = parse_catalogue(
        {
            "services": [{"id": "a", "name_de": "A"}, {"id": "b"}, {"name_de": "C"}],
            "bundles": [{"id": "l", "name_de": "L", "steps": ["a", "x"], "required": ["a"]}],
        }
    )
    assert [str(oddity) for oddity in found.oddities] == [
        "service no. 3: has no usable id; left out",
        "service b: has no German name; taken in, but not shown to citizens",
        "Lebenslage l: step x is no service of the file; left out",
    ]
    nothing: tuple[object, ...] = (None, [], {"data": []}, {"services": 3})
    for wrong in nothing:
        with pytest.raises(NotACatalogue):
            parse_catalogue(wrong)


async def test_the_catalogue_alone_is_repeatable(place: int) -> None:
    report = await take_in_catalogue(place, shipped_catalogue(), NOW)
    assert (report.counts["services"].created, report.counts["Lebenslagen"].created) == (71, 8)
    before = await dump()
    assert (await take_in_catalogue(place, shipped_catalogue(), LATER)).changed == 0
    assert await dump() == before
    view = await load_view(place)
    birth = next(one for one in view.lebenslagen() if one.external_id == "geburt")
    names = [view.service(step.service).external_id for step in birth.steps]
    assert names[:3] == ["geburtsanzeige", "vaterschaft", "geburtsurkunde"]
    assert [step.required for step in birth.steps[:3]] == [True, False, True]
    assert birth.name_in("en") == "Birth of a child"
    wedding = await Service.get(external_id="eheanmeldung")
    assert (wedding.combines_with_all, wedding.group) == (False, "standesamt")


async def test_a_catalogue_without_services_retires_nothing(place: int) -> None:
    await take_in_catalogue(place, shipped_catalogue(), NOW)
    with pytest.raises(NotACatalogue):
        await take_in_catalogue(place, parse_catalogue({"services": []}), LATER)
    assert await Service.filter(retired_at=None).count() == 71


async def test_lebenslagen_and_steps_follow_the_file(place: int) -> None:
    def file(*steps: str, bundles: int = 1) -> object:
        services = [{"id": key, "name_de": key.upper()} for key in "abc"]
        listed = [{"id": "l", "name_de": "L", "steps": list(steps), "required": ["b"]}]
        return {"services": services, "bundles": listed[:bundles]}

    async def steps() -> list[str]:
        view = await load_view(place)
        return [view.service(step.service).external_id for step in view.lebenslagen()[0].steps]

    await take_in_catalogue(place, parse_catalogue(file("a", "b")), NOW)
    assert await steps() == ["a", "b"]
    await take_in_catalogue(place, parse_catalogue(file("b", "c")), NOW)
    assert await steps() == ["b", "c"]
    await take_in_catalogue(place, parse_catalogue(file(bundles=0)), LATER)
    assert (await load_view(place)).lebenslagen() == ()
    assert (await Lebenslage.get()).retired_at == LATER
    await take_in_catalogue(place, parse_catalogue(file("c")), LATER)
    assert await steps() == ["c"]


async def test_on_top_of_a_city_the_citys_services_are_used(place: int) -> None:
    await take_in(place, parse(*small()), NOW)
    report = await take_in_catalogue(place, shipped_catalogue(), NOW)
    assert report.counts["services of other sources"].present == 2
    assert report.counts["services"].created == 69
    view = await load_view(place)
    card = next(one for one in view.services() if one.external_id == "101")
    assert (card.name, card.name_in("en")) == ("Ausweis beantragen", "Apply for an ID card")
    assert "Bisheriger Ausweis oder Pass" in card.documents_in("de")
    fishing = await Service.get(external_id="103")
    assert fishing.names["en"] == "Fishing licence"
    assert not await Service.exists(external_id="personalausweis")
    wedding = next(one for one in view.lebenslagen() if one.external_id == "heirat")
    assert card.id in [step.service for step in wedding.steps]

    before = await dump()
    assert (await take_in(place, parse(*small()), LATER)).changed == 0
    assert (await take_in_catalogue(place, shipped_catalogue(), LATER)).changed == 0
    assert await dump() == before


async def test_a_city_that_comes_second_takes_over_only_what_nobody_offers(place: int) -> None:
    await take_in_catalogue(place, shipped_catalogue(), NOW)
    office = await Office.create(municipality_id=place, name="Rathaus")
    used = await Service.get(external_id="fischereischein")
    await ServiceAtOffice.create(municipality_id=place, service=used, office=office, minutes=15)
    await take_in(place, parse(*small()), NOW)
    await take_in_catalogue(place, shipped_catalogue(), LATER)
    assert (await Service.get(external_id="personalausweis")).retired_at == LATER
    assert (await Service.get(external_id="fischereischein")).retired_at is None


async def test_documents_of_the_city_win_over_ours(place: int) -> None:
    services, locations = small()
    services["data"][0]["requirements"] = [{"name": "Nur ein Foto"}]
    await take_in(place, parse(services, locations), NOW)
    await take_in_catalogue(place, shipped_catalogue(), NOW)
    card = await Service.get(external_id="101")
    assert (card.documents, card.documents_from) == ({"de": ["Nur ein Foto"]}, "dldb")


@sample
@beside
async def test_the_real_city_with_our_catalogue_on_top(place: int) -> None:
    await take_in(place, city(), NOW)
    report = await take_in_catalogue(place, shipped_catalogue(), NOW)
    assert report.counts["services of other sources"].present >= 50
    view = await load_view(place)
    steps = [step for lebenslage in view.internal.lebenslagen() for step in lebenslage.steps]
    offered = [step for step in steps if view.internal.offices_of(step.service)]
    # The figures are what one runs this for.
    print(f"\n{len(offered)} of {len(steps)} steps are offered in the city")  # noqa: T201
    assert len(offered) >= len(steps) // 2
    before = await dump()
    assert (await take_in(place, city(), LATER)).changed == 0
    assert (await take_in_catalogue(place, shipped_catalogue(), LATER)).changed == 0
    assert await dump() == before
