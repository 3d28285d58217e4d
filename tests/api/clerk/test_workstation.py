"""The workstation without script: one counter, one person, nothing done twice."""

from __future__ import annotations

import asyncio
import re

import pytest

from termin.queue.rows import Ticket, TicketState
from termin.staff import Role
from tests.api.citizen.walk import Citizen
from tests.api.clerk.day import OfficeDay
from tests.termin.queue.hall_town import booked, walk_in


@pytest.fixture
async def clerk(day: OfficeDay) -> Citizen:
    """A clerk who has not chosen a counter."""
    return await day.person("ada", Role.CLERK, office="rathaus")


def address(day: OfficeDay, counter: str = "1") -> str:
    return f"/amt/schalter/{day.town.counters[counter].id}"


def steps(page: str) -> list[str]:
    """The steps that are offered."""
    return re.findall(r'action="/musterstadt/amt/schalter/\d+/(?:[0-9a-f-]{36}/)?(\w+)"', page)


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
    assert "An welchem Schalter" in (await clerk.get("/amt/schalter?wechseln=ja")).text


async def test_counters_of_others_are_not_there(day: OfficeDay, clerk: Citizen) -> None:
    foreign = day.town.counters["N1"].id
    assert (await clerk.get(f"/amt/schalter/{foreign}")).status_code == 404
    assert (await clerk.post(f"/amt/schalter/{foreign}/aufrufe")).status_code == 404
    assert (await clerk.post("/amt/schalter", schalter=foreign)).status_code == 404


async def test_the_reception_does_not_call(day: OfficeDay) -> None:
    reception = await day.person("karin", Role.RECEPTION, office="rathaus")
    assert (await reception.get("/amt/schalter")).status_code == 403


async def test_from_the_call_to_the_end(day: OfficeDay, clerk: Citizen) -> None:
    await walk_in(day.town, "08:50", count=2)
    idle = await clerk.get(address(day))
    assert steps(idle.text) == ["aufrufe"]
    assert "B001" in idle.text
    assert "wartet seit 08:50" in idle.text
    called = await clerk.post(f"{address(day)}/aufrufe")
    assert steps(called.text) == ["ankunft", "wiederholung", "ausbleiben", "ruecknahme"]
    ticket = await Ticket.get()
    own = f"{address(day)}/{ticket.id}"
    assert "Noch einmal aufgerufen" in (await clerk.post(f"{own}/wiederholung")).text
    served = await clerk.post(f"{own}/ankunft")
    assert steps(served.text) == ["abschluss", "abschluss"]
    day.at("09:12")
    assert "12 Minuten" in (await clerk.get(address(day))).text
    done = await clerk.post(f"{own}/abschluss")
    assert "Der Schalter ist frei" in done.text
    assert (await Ticket.get()).state is TicketState.FINISHED


async def test_a_wrong_call_is_undone_and_nobody_loses_a_place(
    day: OfficeDay, clerk: Citizen
) -> None:
    await walk_in(day.town, "08:50")
    await walk_in(day.town, "08:55")
    await clerk.post(f"{address(day)}/aufrufe")
    ticket = await Ticket.get(number=1)
    page = await clerk.post(f"{address(day)}/{ticket.id}/ruecknahme")
    assert "alten Platz" in page.text
    assert page.text.index("B001") < page.text.index("B002")


async def test_two_windows_call_one_person(day: OfficeDay, clerk: Citizen) -> None:
    await walk_in(day.town, "08:50")
    await walk_in(day.town, "08:55")
    both = await asyncio.gather(*(clerk.post(f"{address(day)}/aufrufe") for _ in range(2)))
    assert all("B001" in page.text for page in both)
    assert sum("Niemand wurde zusätzlich gerufen" in page.text for page in both) == 1
    assert await Ticket.filter(state=TicketState.CALLED).count() == 1


async def test_done_sent_twice_calls_only_one_more(day: OfficeDay, clerk: Citizen) -> None:
    for time in ("08:50", "08:52", "08:54"):
        await walk_in(day.town, time)
    await clerk.post(f"{address(day)}/aufrufe")
    own = f"{address(day)}/{(await Ticket.get(number=1)).id}"
    await clerk.post(f"{own}/ankunft")
    await asyncio.gather(*(clerk.post(f"{own}/abschluss", weiter="ja") for _ in range(2)))
    states = [ticket.state for ticket in await Ticket.all().order_by("number")]
    assert states == [TicketState.FINISHED, TicketState.CALLED, TicketState.WAITING]


async def test_a_step_with_somebody_elses_person_does_nothing(
    day: OfficeDay, clerk: Citizen
) -> None:
    await walk_in(day.town, "08:50")
    await clerk.post(f"{address(day, '2')}/aufrufe")
    ticket = await Ticket.get()
    page = await clerk.post(f"{address(day)}/{ticket.id}/ausbleiben")
    assert "nicht mehr an diesem Schalter" in page.text
    assert (await Ticket.get()).state is TicketState.CALLED


async def test_nobody_waiting_is_said(day: OfficeDay, clerk: Citizen) -> None:
    page = await clerk.post(f"{address(day)}/aufrufe")
    assert "Zurzeit wartet niemand" in page.text


async def test_appointments_to_come_and_what_the_person_needs(
    day: OfficeDay, clerk: Citizen
) -> None:
    appointment = await booked(day.town, "09:15")
    appointment.needs = ["quiet"]
    await appointment.save()
    idle = await clerk.get(address(day))
    assert "09:15" in idle.text
    await (await day.kiosk()).post("/kiosk/termin", code=appointment.code)
    page = await clerk.post(f"{address(day)}/aufrufe")
    assert "A001" in page.text
    assert "Ein ruhiger Platz" in page.text
