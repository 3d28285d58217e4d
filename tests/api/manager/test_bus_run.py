"""A manager lets a bus month be computed, and reads why the plan is as it is."""

from __future__ import annotations

import msgspec

from api.planning.answer import Said
from api.planning.tour_answer import Clash, Hindrance, TourAnswer
from termin.planning.rows import PlanRun, RunState
from termin.planning.runs import stop
from tests.api.manager.conftest import Leader
from tests.api.manager.test_bus import BUS, bus
from tests.termin.mobile.villages import Bus
from tests.town import MONDAY, NOW

__all__ = ["bus"]


async def test_a_month_is_asked_for_watched_and_stopped(leader: Leader, bus: Bus) -> None:
    wrong = await leader.post(
        f"{BUS}/rechnungen", fahrzeug=bus.unit.id, monat="2026-12", sekunden="0"
    )
    assert wrong.status_code == 422
    page = await leader.post(
        f"{BUS}/rechnungen", fahrzeug=bus.unit.id, monat="2026-12", sekunden="10"
    )
    assert "Der Plan wird gerechnet" in page.text
    run = await PlanRun.get()
    assert (run.kind, run.wishes) == ("tours", {"unit": bus.unit.id})
    await leader.post(f"{BUS}/rechnungen/{run.id}/abbrueche")
    assert (await PlanRun.get()).state is RunState.CANCELLED
    await stop(run.id, NOW)


async def test_a_month_that_is_over_is_refused_on_the_form(leader: Leader, bus: Bus) -> None:
    page = await leader.post(
        f"{BUS}/rechnungen", fahrzeug=bus.unit.id, monat="2026-10", sekunden="10"
    )
    assert page.status_code == 422
    assert "Dieser Monat ist vorbei" in page.text
    assert 'href="#monat"' in page.text
    assert not await PlanRun.exists()


async def ended(bus: Bus, answer: TourAnswer) -> PlanRun:
    return await PlanRun.create(
        municipality_id=bus.unit.municipality_id,
        kind="tours",
        week_from=MONDAY.replace(day=1),
        week_to=MONDAY,
        wishes={"unit": bus.unit.id},
        state=RunState.DONE,
        answer=msgspec.json.encode(answer).decode(),
        created_at=NOW,
    )


async def test_what_cannot_hold_together_is_said_with_what_would_free_it(
    leader: Leader, bus: Bus
) -> None:
    pin = Said("pin", {"stop": "Dorf", "day": "2026-11-30"})
    lacks = Said("equipment", {"stop": "Dorf", "things": "rampe, strom"})
    run = await ended(bus, TourAnswer(0, 0, 1, {}, (), clash=Clash((pin, lacks), (lacks,), ())))
    page = await leader.get(f"{BUS}/rechnungen/{run.id}")
    assert "Nicht alles geht zugleich" in page.text
    assert "Dorf ist am Mo., 30.11.2026 schon gebucht." in page.text
    assert "Dorf braucht an Bord: Rampe, Strom." in page.text
    assert "Was es lösen würde" in page.text
    assert "Ein Fahrzeug mit dem ausstatten, was Dorf braucht." in page.text
    assert "Ohne Ergebnis" not in page.text


async def test_each_penalty_is_a_sentence_with_its_cost_and_limits_are_named(
    leader: Leader, bus: Bus
) -> None:
    said = (
        Said("unserved", {"stop": "Dorf", "got": 60, "wanted": 180}, 12000.0),
        Said("kilometres", {"vehicle": "Bürgerbus", "km": 21.4, "day": "2026-11-30"}, 1070.0),
    )
    hindrances = (
        Hindrance("Dorf", 3000.0, 4500.0, ()),
        Hindrance("Weiler", 0.0, 0.0, (Said("days out", {"vehicle": "Bürgerbus"}),)),
        Hindrance("Feld", 0.0, 0.0, ()),
    )
    found = TourAnswer(13070, 13000, 1, {}, (), said, hindrances)
    run = await ended(bus, found)
    page = await leader.get(f"{BUS}/rechnungen/{run.id}")
    assert "Dorf bekommt 60 von 180 gewünschten Minuten am Schalter." in page.text
    assert "12.000" in page.text
    assert "Bürgerbus fährt am Mo., 30.11.2026 21,4 km." in page.text
    assert "brächte 3.000 Punkte und kostete anderswo 4.500" in page.text
    assert "Weiler: Im Weg steht: Bürgerbus fährt nur an seinen Wochentagen." in page.text
    assert "Feld: Kein einzelner weiterer" in page.text
