"""Choosing: few times, the earliest first, filters that hold, and never an empty calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from starlette.applications import Starlette

from api.citizen.basket import Basket
from api.citizen.choice import choice
from api.citizen.filters import Filters
from api.offers import Offers
from termin.booking import Channel
from termin.catalogue import Line, Service, load_view
from tests.api.citizen.walk import Citizen
from tests.town import MONDAY, NOW, ZONE, Town, local

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
async def offers(citizen: Citizen, app: Starlette) -> Offers:
    """Monday morning at the town hall; Wednesday from noon at both places."""
    town = citizen.town
    await town.duty("1", "ada", WEDNESDAY, ("12:00", "16:00"))
    await town.duty("N1", "dora", WEDNESDAY, ("12:00", "16:00"))
    index = app.state.house.availability
    await index.refresh(NOW)
    view = await load_view(town.municipality.id)
    line = Line(town.services["ausweis"].id)
    return Offers.of(view, index, [line], Channel.WEB, NOW)


def test_the_earliest_stand_first_and_the_first_day_is_open(offers: Offers) -> None:
    shown = choice(offers, Filters())
    assert len(shown.first) == 5
    assert [one.start for one in shown.first] == sorted(one.start for one in shown.first)
    assert [day.on for day in shown.days] == [MONDAY, WEDNESDAY]
    assert (shown.days[0].morning, shown.days[0].afternoon) == (True, False)
    assert (shown.days[1].morning, shown.days[1].afternoon) == (False, True)
    assert shown.day == MONDAY
    (place,) = shown.places
    assert 0 < len(place.morning) <= 8
    assert not place.afternoon


def test_a_chosen_day_shows_its_places(offers: Offers) -> None:
    shown = choice(offers, Filters(day=WEDNESDAY))
    assert [place.office.name for place in shown.places] == ["Rathaus", "Bürgerbüro Nord"]
    assert all(len(place.morning + place.afternoon) <= 8 for place in shown.places)


@pytest.mark.parametrize(
    ("filters", "days"),
    [
        (Filters(weekday=2), [WEDNESDAY]),
        (Filters(half="vormittags"), [MONDAY]),
        (Filters(half="nachmittags"), [WEDNESDAY]),
        (Filters(weekday=0, half="nachmittags"), []),
        (Filters(step_free=True), []),
        (Filters(since=MONDAY + timedelta(days=1)), [WEDNESDAY]),
        (Filters(day=date(2026, 12, 24)), [MONDAY, WEDNESDAY]),
    ],
)
def test_filters_hold_for_days_and_for_the_next_times(
    offers: Offers, filters: Filters, days: list[date]
) -> None:
    shown = choice(offers, filters)
    assert [day.on for day in shown.days] == days
    if filters.narrow:
        assert {one.start.astimezone(ZONE).date() for one in shown.first} == set(days)
        halves = {one.start.astimezone(ZONE).hour < 12 for one in shown.first}
        assert not filters.half or halves <= {filters.half == "vormittags"}


def test_a_place_can_be_chosen(offers: Offers, town: Town) -> None:
    shown = choice(offers, Filters(office=town.offices["nord"].id))
    assert [day.on for day in shown.days] == [WEDNESDAY]
    assert {one.office.name for one in shown.first} == {"Bürgerbüro Nord"}
    assert len(shown.able) == 2, "the other place can still be chosen instead"


async def test_the_next_times_are_among_those_that_the_list_shows(
    citizen: Citizen, app: Starlette, offers: Offers
) -> None:
    await citizen.town.book(local(MONDAY, "09:05"))
    await app.state.house.availability.refresh(NOW)
    found = choice(offers, Filters(day=MONDAY))
    (place,) = found.places
    listed = {one.start for one in place.morning}
    assert {one.start for one in found.first if one.start.astimezone(ZONE).date() == MONDAY} <= (
        listed
    )
    assert found.first[0].start == min(listed)
    assert not {one.start for one in offers.earliest()} <= listed, "else this proves nothing"


async def test_a_day_that_has_filled_up_is_said_and_another_one_shown(citizen: Citizen) -> None:
    page = await citizen.get(f"/zeiten?anliegen={citizen.line()}&tag=2026-11-24")
    assert "Am Dienstag, 24. November 2026 ist nichts frei." in page.text
    assert "die Zeiten am Montag, 23. November 2026" in page.text
    page = await citizen.get(f"/zeiten?anliegen={citizen.line()}&tag=2026-11-23")
    assert "ist nichts frei" not in page.text


def test_nonsense_in_an_address_leaves_it_open() -> None:
    values = {"ort": "²", "wochentag": "9", "tageszeit": "nie", "tag": "2026-13-01", "ab": "x"}
    assert Filters.read(values) == Filters()


def test_a_basket_reads_what_it_writes_and_leaves_nonsense_out() -> None:
    basket = Basket.read(["7:2", "9", "", "x", "7:3", "0", "8:0", "1:100", None])
    assert basket.values == ("7:3", "9:1")
    assert Basket.read(basket.values) == basket
    assert basket.without(7).query == "anliegen=9%3A1"


async def test_a_page_never_has_more_times_than_one_can_read(citizen: Citizen) -> None:
    page = await citizen.get(f"/zeiten?anliegen={citizen.line()}")
    assert page.text.count('name="wahl"') <= 5 + 4 * 8


async def test_numbers_in_the_basket_can_be_changed_and_lines_taken_out(citizen: Citizen) -> None:
    lines = f"anliegen={citizen.line()}&anliegen={citizen.line('pass')}"
    page = await citizen.get(f"/zeiten?{lines}")
    values = re.findall(r'<option value="(\d+:\d+)"', page.text)
    assert citizen.line("ausweis", 3) in values
    assert "Noch ein Anliegen" in page.text
    page = await citizen.get(f"/zeiten?anliegen=&anliegen={citizen.line('pass', 2)}")
    assert "40 Minuten" in page.text


async def test_where_nothing_is_free_the_page_says_what_to_do(citizen: Citizen) -> None:
    citizen.town.municipality.phone = "0999 123"
    await citizen.town.municipality.save()
    lines = [citizen.line(service, 5) for service in ("ausweis", "pass", "zulassung")]
    page = await citizen.get("/zeiten?" + "&".join(f"anliegen={line}" for line in lines))
    assert "Zurzeit ist alles vergeben" in page.text
    assert "Kommen Sie ohne Termin" in page.text


async def test_a_filter_too_narrow_can_be_taken_back(citizen: Citizen) -> None:
    page = await citizen.get(f"/zeiten?anliegen={citizen.line()}&wochentag=5")
    assert "Mit dieser Eingrenzung ist nichts frei" in page.text
    assert "Alle Zeiten zeigen" in page.text


async def test_what_does_not_go_together_can_be_booked_apart(citizen: Citizen) -> None:
    both = [citizen.town.services["ausweis"].id, citizen.town.services["pass"].id]
    await Service.filter(id__in=both).update(combines_with_all=False)
    page = await citizen.get(f"/zeiten?anliegen={both[0]}&anliegen={both[1]}")
    assert page.status_code == 422
    assert "gehen nicht in einem Termin" in page.text
    assert "Oder einzeln buchen" in page.text


async def test_without_a_choice_one_is_led_to_the_list(citizen: Citizen) -> None:
    page = await citizen.get("/zeiten")
    assert "Alle Anliegen von A bis Z" in page.text


async def test_unknown_things_are_not_found(citizen: Citizen) -> None:
    for path in ("/anliegen/999999", "/anliegen/x", "/lebenslage/7", "/zeiten?anliegen=999999"):
        assert (await citizen.get(path)).status_code == 404, path


async def test_what_goes_online_says_so_first(citizen: Citizen) -> None:
    service = citizen.town.services["pass"].id
    await Service.filter(id=service).update(
        online_url="https://example.org/pass", description="Ein Pass für die Reise."
    )
    page = await citizen.get(f"/anliegen/{service}")
    online, what = page.text.index("https://example.org/pass"), page.text.index("für die Reise")
    assert online < what


@pytest.mark.parametrize(
    "page", ["impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "gebaerdensprache"]
)
async def test_statements_are_there(citizen: Citizen, page: str) -> None:
    assert (await citizen.get(f"/{page}")).status_code == 200
