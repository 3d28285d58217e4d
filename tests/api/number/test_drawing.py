"""Drawing a number on one's own phone, with the code that hangs in the house."""

from __future__ import annotations

import pytest

from api.number.code import is_poster_code, poster_code
from api.security.limits import Limit
from termin.offices.rows import Office
from termin.queue.rows import Ticket, TicketLine
from termin.staff import Role
from termin.tokens import ALPHABET, spoken
from tests.api.citizen.walk import Citizen, first
from tests.api.clerk.day import OfficeDay


@pytest.fixture
async def office(day: OfficeDay) -> Office:
    """The Rathaus, which gives numbers to phones."""
    found = day.town.offices["rathaus"]
    found.phone_numbers = True
    await found.save()
    return found


def way(day: OfficeDay, office: Office) -> str:
    """Where the code on the poster leads."""
    return f"/ziehen/{office.id}/{poster_code(day.app.state.house.keys, office)}"


async def drawn(day: OfficeDay, phone: Citizen, path: str, **more: object) -> str:
    """Draw a number for an identity card, as the page has it; return where that led."""
    page = await phone.get(path)
    assert page.status_code == 200, page.text
    key = first(r'name="wunsch" value="([^"]+)"', page.text)
    fields = {"wunsch": key, "anliegen": day.town.services["ausweis"].id, **more}
    answer = await phone.post(path, **fields)
    assert answer.status_code == 200, answer.text
    return str(answer.url)


async def test_a_phone_draws_a_number_and_sees_it(day: OfficeDay, office: Office) -> None:
    phone = await day.stranger()
    led = await drawn(day, phone, way(day, office))
    ticket = await Ticket.get()
    assert led.endswith(f"/nummer/{ticket.id}")
    assert ticket.channel.value == "web"
    again = await phone.get(way(day, office))
    assert "Sie haben schon eine Nummer" in again.text
    assert f"/nummer/{ticket.id}" in again.text


async def test_a_double_tap_draws_once_and_another_wish_twice(
    day: OfficeDay, office: Office
) -> None:
    phone, path = await day.stranger(), way(day, office)
    page = await phone.get(path)
    key = first(r'name="wunsch" value="([^"]+)"', page.text)
    service = day.town.services["ausweis"].id
    for _ in range(2):
        await phone.post(path, wunsch=key, anliegen=service)
    assert await Ticket.all().count() == 1
    await drawn(day, phone, path)
    assert await Ticket.all().count() == 2


async def test_several_services_for_several_persons(day: OfficeDay, office: Office) -> None:
    services = [day.town.services[one].id for one in ("ausweis", "pass")]
    phone = await day.stranger()
    await drawn(day, phone, way(day, office), anliegen=services, personen="3")
    lines = await TicketLine.all().order_by("service_id")
    assert {(one.service_id, one.count) for one in lines} == {(one, 3) for one in services}


async def test_nothing_chosen_keeps_the_page(day: OfficeDay, office: Office) -> None:
    phone, path = await day.stranger(), way(day, office)
    page = await phone.post(path, wunsch="abc", personen="2")
    assert page.status_code == 422
    assert "Bitte wählen Sie aus, was Sie erledigen möchten." in page.text
    assert 'value="abc"' in page.text
    assert (await phone.post(path, anliegen="x")).status_code == 404
    assert (await phone.post(path, anliegen="99999")).status_code in (404, 422)
    assert not await Ticket.exists()


async def test_words_find_services_and_choices_stay(day: OfficeDay, office: Office) -> None:
    phone = await day.stranger()
    chosen = day.town.services["pass"].id
    page = await phone.get(f"{way(day, office)}?q=ausweis&anliegen={chosen}")
    assert "Gefundene Anliegen" in page.text
    assert first(rf'value="{chosen}"\s+(checked)', page.text) == "checked"
    none = await phone.get(f"{way(day, office)}?q=qqqqqq")
    assert "nichts gefunden" in none.text


@pytest.mark.parametrize("code", ["K7Q4MXD2PR", "x", "K7Q4MXD2P0"])
async def test_a_wrong_code_draws_nothing(day: OfficeDay, office: Office, code: str) -> None:
    phone, path = await day.stranger(), f"/ziehen/{office.id}/{code}"
    for answer in (
        await phone.get(path),
        await phone.post(path, anliegen=day.town.services["ausweis"].id),
    ):
        assert answer.status_code == 404
        assert "gilt nicht mehr" in answer.text
    assert not await Ticket.exists()


async def test_a_code_may_be_typed(day: OfficeDay, office: Office) -> None:
    code = spoken(poster_code(day.app.state.house.keys, office)).lower()
    page = await (await day.stranger()).get(f"/ziehen/{office.id}/{code}")
    assert page.status_code == 200


async def test_guessing_codes_comes_to_an_end(day: OfficeDay, office: Office) -> None:
    phone = await day.stranger()
    tries = range(int(Limit.CODE.burst) + 2)
    statuses = [(await phone.get(f"/ziehen/{office.id}/K7Q4MXD2PR")).status_code for _ in tries]
    assert statuses[-1] == 429


async def test_an_office_that_gives_no_numbers_to_phones_says_so(
    day: OfficeDay, office: Office
) -> None:
    await Office.filter(id=office.id).update(phone_numbers=False)
    page = await (await day.stranger()).get(way(day, office))
    assert page.status_code == 404
    assert "keine Nummern auf dem Telefon" in page.text


async def test_a_closed_and_a_full_office_say_what_to_do(day: OfficeDay, office: Office) -> None:
    phone, path = await day.stranger(), way(day, office)
    service = day.town.services["ausweis"].id
    day.at("06:00")
    closed = await phone.post(path, anliegen=service)
    assert closed.status_code == 409
    assert "Zurzeit geben wir keine Nummern aus" in closed.text
    assert "ab 08:00 Uhr" in closed.text
    day.at("09:00")
    await Office.filter(id=office.id).update(walk_in_limit=0)
    full = await phone.post(path, anliegen=service)
    assert full.status_code == 409
    assert "Für heute sind keine Nummern mehr da" in full.text
    assert "Buchen Sie einen Termin" in full.text


async def test_an_office_of_another_town_is_not_found(day: OfficeDay, office: Office) -> None:
    phone = await day.stranger()
    assert (await phone.get("/ziehen/999999/K7Q4MXD2PR")).status_code == 404
    assert (await phone.get("/ziehen/x/K7Q4MXD2PR")).status_code == 404


async def test_a_manager_prints_the_poster_and_renews_its_code(
    day: OfficeDay, office: Office
) -> None:
    manager = await day.person("leitung", Role.MANAGER)
    before = way(day, office)
    poster = await manager.get("/amt/aushang")
    assert "Ihre Nummer auf dem Telefon" in poster.text
    assert spoken(before[-10:]) in poster.text
    new = await manager.post(f"/amt/aushang/{office.id}/erneuerungen")
    assert "Der neue Code gilt" in new.text
    phone = await day.stranger()
    assert (await phone.get(before)).status_code == 404
    after = way(day, await Office.get(id=office.id))
    assert after != before
    assert (await phone.get(after)).status_code == 200


async def test_the_reception_prints_but_does_not_renew(day: OfficeDay, office: Office) -> None:
    reception = await day.person("karin", Role.RECEPTION, office="rathaus")
    poster = await reception.get(f"/amt/aushang/{office.id}")
    assert poster.status_code == 200
    assert "Neuen Code machen" not in poster.text
    assert (await reception.post(f"/amt/aushang/{office.id}/erneuerungen")).status_code == 403
    other = day.town.offices["nord"].id
    assert (await reception.get(f"/amt/aushang/{other}")).status_code == 403


async def test_codes_differ_by_office_edition_and_house(day: OfficeDay, office: Office) -> None:
    keys = day.app.state.house.keys
    one = poster_code(keys, office)
    assert set(one) <= set(ALPHABET)
    assert poster_code(keys, day.town.offices["nord"]) != one
    office.phone_edition += 1
    assert poster_code(keys, office) != one
    assert not is_poster_code(keys, office, one)
    assert is_poster_code(keys, office, poster_code(keys, office))
