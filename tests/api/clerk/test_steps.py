"""What a counter does beside the plain way: park, send on, tell more, take back, pause."""

from __future__ import annotations

import re

import pytest

from termin.offices.rows import Counter
from termin.queue.rows import Ticket, TicketLine, TicketState
from termin.staff import Role
from tests.api.clerk.day import OfficeDay
from tests.api.clerk.desk import Desk, desk_of, steps
from tests.termin.queue.hall_town import walk_in


@pytest.fixture
async def desk(day: OfficeDay) -> Desk:
    """Ada at counter 1, and B001 waits."""
    ada = await day.person("ada", Role.CLERK, office="rathaus")
    await walk_in(day.town, "08:50")
    return desk_of(day, ada)


async def serve(desk: Desk) -> None:
    """Call the first and let them come."""
    await desk.call()
    await desk.turn("ankunft", number=1)


# ---------- parking ----------


async def test_who_is_parked_is_called_again(day: OfficeDay, desk: Desk) -> None:
    await serve(desk)
    parked = await desk.turn("unterbrechung", erinnerung=10, raum="Fotoautomat")
    assert "B001 ist geparkt" in parked
    assert "Fotoautomat" in parked
    assert "Erinnerung 09:10 Uhr" in parked
    assert "Jetzt wieder rufen" not in parked
    day.at("09:11")
    page = await desk.page()
    assert "Jetzt wieder rufen" in page
    assert "Erinnerung: B001 ist geparkt." in page
    ticket = await Ticket.get()
    again = await desk.call(wen=ticket.id)
    assert '<span class="number-huge">B001' in again
    assert (await Ticket.get()).state is TicketState.CALLED


async def test_who_is_parked_goes_back_into_the_line(desk: Desk) -> None:
    await serve(desk)
    await desk.turn("unterbrechung", erinnerung="unsinn")
    assert (await Ticket.get()).remind_at is None
    page = await desk.turn("rueckkehr")
    assert "B001 wartet wieder" in page
    assert "War schon an einem Schalter" in page


async def test_the_reminder_is_of_the_counter_that_parked(day: OfficeDay, desk: Desk) -> None:
    await serve(desk)
    await desk.turn("unterbrechung", erinnerung=5)
    day.at("09:10")
    other = await desk.at("2").page()
    assert "von Schalter 1" in other
    assert "Erinnerung: B001" not in other


# ---------- sending on ----------


async def test_a_person_is_sent_to_an_area_and_called_there(day: OfficeDay, desk: Desk) -> None:
    await Counter.filter(id=day.town.counters["3"].id).update(area="Kasse", takes_new=False)
    await serve(desk)
    assert 'value="bereich:Kasse"' in await desk.page()
    page = await desk.turn("weiterleitung", wohin="bereich:Kasse")
    assert "B001 ist weitergeleitet" in page
    assert "Eine Person wartet für andere Schalter" in page
    there = await desk.at("3").call()
    assert '<span class="number-huge">B001' in there
    assert "War schon an Schalter 1" in there
    assert "Kasse" in there


async def test_a_person_is_sent_to_a_counter(day: OfficeDay, desk: Desk) -> None:
    await serve(desk)
    await desk.turn("weiterleitung", wohin=f"schalter:{day.town.counters['2'].id}")
    assert "Zurzeit wartet niemand" in await desk.at("3").call()
    assert "B001 ist aufgerufen" in await desk.at("2").call()


async def test_another_office_gives_a_number_of_its_own(day: OfficeDay, desk: Desk) -> None:
    await day.town.duty("N1", "dora")
    await serve(desk)
    page = await desk.turn("weiterleitung", wohin=f"ort:{day.town.offices['nord'].id}")
    assert "B001 geht weiter nach Bürgerbüro Nord und hat dort die Nummer B001" in page
    manager = await day.person("leitung", Role.MANAGER)
    there = await desk_of(day, manager, "N1").call()
    assert "Kommt von Rathaus, dort B001" in there


@pytest.mark.parametrize("where", ["", "bereich:Mond", "schalter:1", "ort:99999", "unsinn"])
async def test_nowhere_is_mended_with_the_form_open(desk: Desk, where: str) -> None:
    await serve(desk)
    ticket = await Ticket.get()
    answer = await desk.send(f"{ticket.id}/weiterleitung", wohin=where)
    assert answer.status_code == 422
    assert f'id="weiterleiten-{ticket.id}" name="falten" open' in answer.text
    assert "wohin-fehler" in answer.text
    assert (await Ticket.get()).state is TicketState.SERVING


# ---------- telling more at the end ----------


async def test_what_was_really_done_is_told(day: OfficeDay, desk: Desk) -> None:
    await serve(desk)
    services = day.town.services
    page = await desk.turn(
        "abschluss",
        genau="ja",
        personen=2,
        minuten="7,5",
        **{
            f"mal-{services['ausweis'].id}": 0,
            f"grund-{services['ausweis'].id}": "documents-missing",
            "dazu-1": services["pass"].id,
            "dazumal-1": 2,
        },
    )
    assert "B001 ist fertig" in page
    ticket = await Ticket.get()
    assert (ticket.persons, ticket.served_minutes) == (2, 7.5)
    lines = {line.service_id: line for line in await TicketLine.all()}
    missing = lines[services["ausweis"].id]
    assert (missing.done, missing.because) == (0, "documents-missing")
    assert (lines[services["pass"].id].count, lines[services["pass"].id].done) == (0, 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [("mal", "0"), ("mal", "x"), ("personen", "0"), ("personen", "viele"), ("minuten", "lang")],
)
async def test_figures_that_cannot_be_are_mended(
    day: OfficeDay, desk: Desk, field: str, value: str
) -> None:
    await serve(desk)
    ticket = await Ticket.get()
    name = f"mal-{day.town.services['ausweis'].id}" if field == "mal" else field
    answer = await desk.send(f"{ticket.id}/abschluss", genau="ja", **{name: value})
    assert answer.status_code == 422
    assert f'id="abschluss-{ticket.id}" name="falten" open' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{value}"' in answer.text, "what was typed stays"
    assert (await Ticket.get()).state is TicketState.SERVING


async def test_all_figures_that_cannot_be_are_said_at_once_each_at_its_field(
    day: OfficeDay, desk: Desk
) -> None:
    await serve(desk)
    ticket = await Ticket.get()
    planned, more = day.town.services["ausweis"].id, day.town.services["pass"].id
    added = {"dazu-1": more, "dazumal-1": -1, "dazu-2": more}
    figures = {f"mal-{planned}": 99999, "personen": "abc", "minuten": "-5"}
    answer = await desk.send(f"{ticket.id}/abschluss", genau="ja", **figures, **added)
    assert answer.status_code == 422
    wrong = [f"mal-{planned}", "dazumal-1", "dazu-2", "personen", "minuten"]
    assert re.findall('<a class="kern-link[^"]*" href="#([^"]+)"', answer.text) == wrong
    assert re.findall('class="small-field__error" id="(.+)-fehler"', answer.text) == wrong
    assert "Anzahlen von 0 bis 99" in answer.text
    assert (await Ticket.get()).state is TicketState.SERVING


async def test_a_service_not_offered_is_said_where_it_was_chosen(desk: Desk) -> None:
    await serve(desk)
    ticket = await Ticket.get()
    answer = await desk.send(f"{ticket.id}/abschluss", genau="ja", **{"dazu-2": 99999})
    assert answer.status_code == 422
    assert 'id="dazu-2-fehler"' in answer.text
    assert 'href="#dazu-2"' in answer.text


# ---------- taking back ----------


@pytest.mark.parametrize(
    ("noun", "fields", "state"),
    [
        ("abschluss", {}, TicketState.SERVING),
        ("unterbrechung", {"erinnerung": "5"}, TicketState.SERVING),
        ("weiterleitung", {"wohin": "schalter:2"}, TicketState.SERVING),
        ("ausbleiben", {}, TicketState.CALLED),
    ],
)
async def test_a_step_is_taken_back_within_half_a_minute(
    day: OfficeDay, desk: Desk, noun: str, fields: dict[str, str], state: TicketState
) -> None:
    if "wohin" in fields:
        fields = {"wohin": f"schalter:{day.town.counters['2'].id}"}
    await (desk.call() if noun == "ausbleiben" else serve(desk))
    page = await desk.turn(noun, None, **fields)
    assert "widerruf" in steps(page)
    assert "noch 30 s" in page
    back = await desk.turn("widerruf")
    assert "Zurückgenommen. B001 steht wie vorher" in back
    assert '<span class="number-huge">B001' in back
    assert (await Ticket.get()).state is state
    assert "widerruf" not in steps(back)


async def test_later_there_is_no_way_back(day: OfficeDay, desk: Desk) -> None:
    await serve(desk)
    await desk.turn("abschluss")
    day.time.at = day.time.at.replace(second=31)
    assert "widerruf" not in steps(await desk.page())
    assert "nicht mehr zurücknehmen" in await desk.turn("widerruf")
    assert (await Ticket.get()).state is TicketState.FINISHED


async def test_nobody_comes_back_to_a_counter_that_is_taken(day: OfficeDay, desk: Desk) -> None:
    await walk_in(day.town, "08:55")
    await serve(desk)
    page = await desk.turn("abschluss", number=1, weiter="ja")
    assert "B002 ist aufgerufen" in page
    assert "widerruf" not in steps(page)
    assert "schon jemand" in await desk.turn("widerruf", number=1)
    await desk.turn("ruecknahme", number=2)
    assert "widerruf" in steps(await desk.page())


async def test_the_way_back_is_only_at_the_counter_of_the_step(day: OfficeDay, desk: Desk) -> None:
    await serve(desk)
    await desk.turn("abschluss")
    assert "widerruf" not in steps(await desk.at("2").page())


# ---------- out of turn, and missed ----------


async def test_a_chosen_person_is_called_out_of_turn_and_it_is_said(
    day: OfficeDay, desk: Desk
) -> None:
    await walk_in(day.town, "08:55")
    page = await desk.page()
    assert "Das ist außer der Reihe: Eine Person kommt vorher dran." in page
    second = await Ticket.get(number=2)
    assert "B002 ist aufgerufen" in await desk.call(wen=second.id)
    assert "schon jemand" in await desk.call(wen=(await Ticket.get(number=1)).id)
    assert "B002 ist jetzt zu Schalter 1 gerufen" in await desk.at("2").call(wen=second.id)


@pytest.mark.parametrize("way", ["call", "wait"])
async def test_who_was_missed_is_here_after_all(desk: Desk, way: str) -> None:
    await desk.call()
    page = await desk.turn("ausbleiben")
    assert "Doch noch da" in page
    ticket = await Ticket.get()
    if way == "call":
        assert "B001 ist aufgerufen" in await desk.call(wen=ticket.id)
    else:
        assert "B001 wartet wieder" in await desk.turn("wiederkehr")


async def test_everybody_in_the_house_is_found(day: OfficeDay, desk: Desk) -> None:
    for minute in range(51, 59):
        await walk_in(day.town, f"08:{minute}")
    await desk.at("2").call()
    page = (await desk.clerk.get(f"{desk.address}/haus")).text
    for number in range(1, 10):
        assert f"B00{number}" in page
    last = await Ticket.get(number=9)
    assert "B009 hat Vorrang" in await desk.turn("vorrang", number=9)
    assert (await Ticket.get(id=last.id)).priority
    assert "B009 hat keinen Vorrang mehr" in await desk.turn("vorrang/ende", number=9)
    assert "B009 ist gegangen" in await desk.turn("weggang", number=9)


# ---------- pause ----------


async def test_a_pause_is_said_and_ends_by_itself_with_a_call(desk: Desk) -> None:
    page = (await desk.send("pause", minuten=5)).text
    assert "Pause bis 09:05 Uhr" in page
    assert "Pause bis 09:15 Uhr" in (await desk.send("pause", minuten=15)).text
    called = await desk.call()
    assert "Pause bis" not in called
    assert "B001 ist aufgerufen" in called


async def test_a_pause_is_ended(desk: Desk) -> None:
    await desk.send("pause", minuten="unsinn")
    page = (await desk.send("pause/ende")).text
    assert "Die Pause ist zu Ende" in page
    assert "Pause bis" not in page
    assert (await desk.send("pause/ende")).status_code == 200
