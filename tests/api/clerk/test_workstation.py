"""The workstation without script: one counter, one person, nothing done twice."""

from __future__ import annotations

import asyncio
import re

import pytest

from termin.queue.rows import Ticket, TicketState
from termin.staff import Role
from tests.api.citizen.walk import Citizen
from tests.api.clerk.day import OfficeDay
from tests.api.clerk.desk import Desk, desk_of, steps
from tests.termin.queue.hall_town import booked, walk_in


@pytest.fixture
async def clerk(day: OfficeDay) -> Citizen:
    """A clerk who has not chosen a counter."""
    return await day.person("ada", Role.CLERK, office="rathaus")


@pytest.fixture
async def desk(day: OfficeDay, clerk: Citizen) -> Desk:
    """The same clerk at counter 1."""
    return desk_of(day, clerk)


async def test_a_counter_is_chosen_once(day: OfficeDay, clerk: Citizen) -> None:
    page = await clerk.get("/amt/schalter")
    assert "An welchem Schalter" in page.text
    # As a word: the secret of the page's policy is random and may hold the letters.
    shown = re.findall(r"\bN1\b", re.sub(r'nonce="[^"]*"|content="[^"]*"', "", page.text))
    assert not shown, "counters of other offices are not theirs"
    assert (await clerk.post("/amt/schalter")).status_code == 422
    chosen = await clerk.post("/amt/schalter", schalter=day.town.counters["2"].id)
    assert "Schalter 2" in chosen.text
    assert "Schalter 2" in (await clerk.get("/amt/schalter")).text
    assert "Ihr Schalter" in (await clerk.get("/amt/schalter?wechseln=ja")).text


async def test_the_choice_shows_who_is_where(day: OfficeDay, clerk: Citizen) -> None:
    ben = await day.person("ben", Role.CLERK, office="rathaus")
    await ben.post("/amt/schalter", schalter=day.town.counters["2"].id)
    await walk_in(day.town, "08:50")
    await ben.post(f"/amt/schalter/{day.town.counters['2'].id}/aufrufe")
    await ben.post(f"/amt/schalter/{day.town.counters['3'].id}/pause", minuten=10)
    page = (await clerk.get("/amt/schalter")).text
    assert page.count("unbesetzt") == 2
    assert "Person ben" in page or "ben" in page.lower()
    assert "gerade B001" in page
    assert "Pause bis 09:10 Uhr" in page


async def test_a_counter_with_a_person_is_not_called_empty(day: OfficeDay, clerk: Citizen) -> None:
    await walk_in(day.town, "08:50")
    await clerk.post(f"/amt/schalter/{day.town.counters['2'].id}/aufrufe")
    page = (await clerk.get("/amt/schalter")).text
    assert re.search(r">\s*besetzt<br>gerade B001", page)
    assert page.count("unbesetzt") == 2


async def test_one_more_who_waits_is_said_as_one(day: OfficeDay, desk: Desk) -> None:
    shown = 0
    for _ in range(12):
        await walk_in(day.town, "08:50")
        page = await desk.page()
        shown += "eine weitere Person wartet" in page
        assert "1 weitere warten" not in page
    assert shown == 1
    assert re.search(r"\d weitere warten", page)


async def test_counters_of_others_are_not_there(day: OfficeDay, clerk: Citizen) -> None:
    foreign = day.town.counters["N1"].id
    assert (await clerk.get(f"/amt/schalter/{foreign}")).status_code == 404
    assert (await clerk.get(f"/amt/schalter/{foreign}/haus")).status_code == 404
    assert (await clerk.post(f"/amt/schalter/{foreign}/aufrufe")).status_code == 404
    assert (await clerk.post(f"/amt/schalter/{foreign}/pause")).status_code == 404
    assert (await clerk.post("/amt/schalter", schalter=foreign)).status_code == 404


async def test_a_ticket_of_another_office_is_not_there(day: OfficeDay, desk: Desk) -> None:
    await day.town.duty("N1", "dora")
    await walk_in(day.town, "08:50", office="nord")
    ticket = await Ticket.get()
    for noun in ("ankunft", "abschluss", "unterbrechung", "weiterleitung", "vorrang", "weggang"):
        assert (await desk.send(f"{ticket.id}/{noun}")).status_code == 404, noun
    assert (await desk.send("aufrufe", wen=ticket.id)).status_code == 404
    assert (await desk.send("unsinn/ankunft")).status_code == 404
    assert (await Ticket.get()).state is TicketState.WAITING


async def test_the_reception_does_not_call(day: OfficeDay) -> None:
    reception = await day.person("karin", Role.RECEPTION, office="rathaus")
    assert (await reception.get("/amt/schalter")).status_code == 403


async def test_from_the_call_to_the_end(day: OfficeDay, desk: Desk) -> None:
    await walk_in(day.town, "08:50", count=2)
    idle = await desk.page()
    assert steps(idle) == ["pause", "alarm", "aufrufe", "aufrufe"]
    assert "B001" in idle
    assert "wartet seit 08:50" in idle
    called = await desk.call()
    assert steps(called)[1:6] == [
        "ankunft",
        "wiederholung",
        "ausbleiben",
        "weiterleitung",
        "ruecknahme",
    ]
    assert "B001 ist aufgerufen" in called
    assert "B001 ist noch einmal aufgerufen" in await desk.turn("wiederholung")
    served = await desk.turn("ankunft")
    assert steps(served)[2:7] == [
        "abschluss",
        "abschluss",
        "abschluss",
        "unterbrechung",
        "weiterleitung",
    ]
    day.at("09:12")
    assert "12 von 30 Minuten" in await desk.page()
    day.at("09:35")
    assert "5 Minuten länger als geplant" in await desk.page()
    done = await desk.turn("abschluss")
    assert "B001 ist fertig. Der Schalter ist frei" in done
    assert (await Ticket.get()).state is TicketState.FINISHED


async def test_a_wrong_call_is_undone_and_nobody_loses_a_place(day: OfficeDay, desk: Desk) -> None:
    await walk_in(day.town, "08:50")
    await walk_in(day.town, "08:55")
    await desk.call()
    page = await desk.turn("ruecknahme", number=1)
    assert "B001 steht wieder am alten Platz" in page
    assert page.index('id="wartet-') < page.index("B002")


async def test_two_windows_call_one_person(day: OfficeDay, desk: Desk) -> None:
    await walk_in(day.town, "08:50")
    await walk_in(day.town, "08:55")
    both = await asyncio.gather(*(desk.call() for _ in range(2)))
    assert all('<span class="number-huge">B001' in page for page in both)
    assert sum("Niemand wurde zusätzlich gerufen" in page for page in both) == 1
    assert await Ticket.filter(state=TicketState.CALLED).count() == 1


async def test_done_sent_twice_calls_only_one_more(day: OfficeDay, desk: Desk) -> None:
    for time in ("08:50", "08:52", "08:54"):
        await walk_in(day.town, time)
    await desk.call()
    await desk.turn("ankunft", number=1)
    await asyncio.gather(*(desk.turn("abschluss", number=1, weiter="ja") for _ in range(2)))
    states = [ticket.state for ticket in await Ticket.all().order_by("number")]
    assert states == [TicketState.FINISHED, TicketState.CALLED, TicketState.WAITING]


async def test_a_step_with_somebody_elses_person_says_how_it_stands(
    day: OfficeDay, desk: Desk
) -> None:
    await walk_in(day.town, "08:50")
    await desk.at("2").call()
    for noun in ("ausbleiben", "abschluss", "unterbrechung", "weiterleitung"):
        assert "B001 ist jetzt zu Schalter 2 gerufen" in await desk.turn(noun), noun
    assert (await Ticket.get()).state is TicketState.CALLED


async def test_a_step_sent_twice_says_that_it_was_done(day: OfficeDay, desk: Desk) -> None:
    await walk_in(day.town, "08:50")
    await desk.call()
    await desk.turn("ankunft")
    assert "B001 ist jetzt an Schalter 1" in await desk.turn("ankunft")
    await desk.turn("abschluss")
    assert "B001 ist schon fertig" in await desk.turn("abschluss")


async def test_nobody_waiting_is_said(desk: Desk) -> None:
    assert "Zurzeit wartet niemand" in await desk.call()


async def test_the_person_is_told_with_all_that_matters(day: OfficeDay, desk: Desk) -> None:
    appointment = await booked(day.town, "09:15")
    appointment.needs = ["quiet"]
    await appointment.save()
    assert "09:15" in await desk.page()
    await (await day.kiosk()).post("/kiosk/termin", code=appointment.code)
    ticket = await Ticket.get()
    await desk.send(f"{ticket.id}/vorrang")
    page = await desk.call()
    for words in ("A001", "Ein ruhiger Platz", "Termin 09:15 Uhr", "Vorrang", "15 Minuten"):
        assert words in page, words


async def test_without_script_only_an_idle_counter_loads_itself_anew(
    day: OfficeDay, desk: Desk
) -> None:
    await walk_in(day.town, "08:50")
    assert 'http-equiv="refresh"' in await desk.page()
    await desk.call()
    assert 'http-equiv="refresh"' not in await desk.page()


async def test_nonsense_in_the_address_says_nothing(day: OfficeDay, desk: Desk) -> None:
    await walk_in(day.town, "08:50")
    ticket = await Ticket.get()
    for query in ("meldung=unsinn", "meldung=fertig", "meldung=schon&wer=x", f"wer={ticket.id}"):
        answer = await desk.clerk.get(f"{desk.address}?{query}")
        assert answer.status_code == 200, query


async def test_keys_are_switched_off_for_this_browser(desk: Desk) -> None:
    assert 'data-keys="an"' in await desk.page()
    back = f"/musterstadt{desk.address}"
    await desk.clerk.post("/amt/tasten", tasten="aus", zurueck=back)
    assert 'data-keys="aus"' in await desk.page()
    await desk.clerk.post("/amt/tasten", tasten="an", zurueck=back)
    assert 'data-keys="an"' in await desk.page()


@pytest.mark.parametrize(
    "elsewhere", ["https://boese.example/", "//boese.example", "/musterstadt/termin", ""]
)
async def test_the_way_back_stays_inside(desk: Desk, elsewhere: str) -> None:
    answer = await desk.clerk.client.post(
        "/musterstadt/amt/tasten", data={"tasten": "an", "zurueck": elsewhere}
    )
    assert answer.headers["location"].endswith("/musterstadt/amt/schalter")
