"""A manager changes what is planned or public: judged first, and shown whom it touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.applications import Starlette

from termin.booking import Alternative, Appointment, AppointmentState, open_alternative
from termin.mobile import draft_halts, halts_between, plan_of, publish_halts
from termin.offices.mobile import Halt, HaltState
from tests.api.manager.conftest import Leader
from tests.api.manager.test_bus import BUS, bus
from tests.termin.mobile.villages import NEXT_MONDAY, Bus
from tests.town import MONDAY, NOW, local

__all__ = ["bus"]

TUESDAY = MONDAY + timedelta(days=1)


def asked(stop: object, on: object, opens: str, closes: str) -> dict[str, str]:
    return {"halt": str(stop), "tag": str(on), "von": opens, "bis": closes}


def query(values: dict[str, str]) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in values.items())


async def test_a_published_halt_is_judged_shown_and_published_anew(
    leader: Leader, bus: Bus, app: Starlette
) -> None:
    halt = await bus.publish("dorf", MONDAY)
    await bus.publish("dorf", NEXT_MONDAY)
    stays = await leader.town.book(local(MONDAY, "10:30"), office="dorf")
    goes = await leader.town.book(local(MONDAY, "09:00"), office="dorf", email="a@example.org")
    await app.state.house.availability.refresh(NOW)
    page = f"{BUS}/halte/{halt.id}"
    assert "Zeit, Tag oder Haltepunkt ändern" in (await leader.get(page)).text
    empty = await leader.get(f"{page}/aenderungen")
    assert 'value="09:00"' in empty.text
    assert "Was die Änderung bedeutet" not in empty.text
    values = asked(halt.stop_id, MONDAY, "10:00", "13:00")
    shown = await leader.get(f"{page}/aenderungen{query(values)}")
    assert "Wege, Aufbau und Arbeitszeit passen" in shown.text
    assert "Ein Termin ist betroffen" in shown.text
    assert "Mo., 23.11.2026, 10:00" in shown.text, "the changed halt itself has room"
    assert (await Halt.get(id=halt.id)).state is HaltState.PUBLISHED

    stand = halt.changed_at.isoformat()
    wrong = await leader.post(f"{page}/aenderungen", **values, stand=stand)
    assert wrong.status_code == 422
    assert "Bitte nennen Sie den Grund" in wrong.text
    old = await leader.post(f"{page}/aenderungen", **values, stand="gestern", grund="x")
    assert old.status_code == 409
    read = await Halt.get(id=halt.id)
    done = await leader.post(
        f"{page}/aenderungen", **values, stand=read.changed_at.isoformat(), grund="Sperrung"
    )
    assert "Der Halt ist geändert" in done.text
    assert "Früher: 09:00 bis 12:00 Uhr" in done.text
    assert (await Appointment.get(id=stays.id)).state is AppointmentState.BOOKED
    kept = await open_alternative(goes.id)
    assert kept
    # The new halt itself has room: nobody need wait for a week.
    assert (kept.reason, kept.starts_at) == ("Sperrung", local(MONDAY, "10:00"))
    former = await leader.get(page)
    assert "durch einen anderen ersetzt" in former.text
    assert "wartet auf Antwort" in former.text
    assert (await leader.get(f"{page}/aenderungen")).status_code == 409


async def test_what_law_and_roads_forbid_is_said_and_not_saved(leader: Leader, bus: Bus) -> None:
    await bus.publish("weiler", MONDAY, "12:30", "14:30")
    halt = await bus.draft("dorf", TUESDAY)
    late = asked(halt.stop_id, MONDAY, "09:00", "12:15")
    page = f"{BUS}/halte/{halt.id}/aenderungen"
    shown = await leader.get(page + query(late))
    assert "So geht es nicht" in shown.text
    assert "Minuten Fahrzeit nach" in shown.text
    stand = halt.changed_at.isoformat()
    refused = await leader.post(page, **late, stand=stand)
    assert refused.status_code == 409
    long = asked(halt.stop_id, TUESDAY, "08:00", "18:00")
    assert "Arb" in (await leader.get(page + query(long))).text
    assert (await Halt.get(id=halt.id)).date == TUESDAY


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("von", "00:00", "frühestens um 6 Uhr"),
        ("bis", "24:00", "spätestens um 22 Uhr"),
        ("bis", "08:00", "nach dem Beginn"),
        ("von", "09:02", "Schritten von 5 Minuten"),
        ("tag", "2026-11-01", "der noch kommt"),
        ("halt", "0", "Bitte wählen Sie einen Haltepunkt"),
    ],
)
async def test_a_halt_that_cannot_be_is_refused_at_its_field(
    leader: Leader, bus: Bus, field: str, value: str, told: str
) -> None:
    halt = await bus.draft("dorf", TUESDAY)
    values = asked(halt.stop_id, TUESDAY, "09:00", "12:00") | {field: value}
    page = await leader.get(f"{BUS}/halte/{halt.id}/aenderungen{query(values)}")
    assert page.status_code == 422
    assert told in page.text
    assert f'href="#{field}"' in page.text


async def test_a_draft_is_changed_in_place_and_may_be_unusual(leader: Leader, bus: Bus) -> None:
    halt = await bus.draft("dorf", TUESDAY)
    values = asked(bus.stops["weiler"].id, NEXT_MONDAY, "18:00", "20:00")
    page = f"{BUS}/halte/{halt.id}/aenderungen"
    shown = await leader.get(page + query(values))
    assert "Das ist ungewöhnlich, aber möglich" in shown.text
    done = await leader.post(page, **values, stand=halt.changed_at.isoformat())
    assert "Der Halt ist geändert" in done.text
    changed = await Halt.get().select_related("stop__office")
    plan = plan_of(changed)
    assert (changed.id, plan.opens, plan.closes) == (halt.id, 18 * 60, 20 * 60)
    assert await Alternative.all().count() == 0


async def replanned(bus: Bus) -> tuple[Halt, Halt]:
    """Two published halts; another plan keeps the first and lets the second fall."""
    same = await bus.publish("dorf", MONDAY)
    falls = await bus.publish("weiler", TUESDAY)
    rows = await halts_between(bus.unit.id, MONDAY, TUESDAY)
    plans = [plan_of(rows[0]), replace(plan_of(rows[0]), date=TUESDAY)]
    await draft_halts(bus.unit, MONDAY, NEXT_MONDAY, plans, NOW, replacing=True)
    return same, falls


async def test_a_month_that_is_public_gives_way_to_a_computed_one(
    leader: Leader, bus: Bus, app: Starlette
) -> None:
    same, falls = await replanned(bus)
    kept = await leader.town.book(local(MONDAY, "09:30"), office="dorf")
    lost = await leader.town.book(local(TUESDAY, "09:30"), office="weiler")
    await app.state.house.availability.refresh(NOW)
    month = await leader.get(f"{BUS}?monat=2026-11")
    assert "Ansehen und veröffentlichen" in month.text
    assert "fällt im Entwurf weg" in month.text
    asked_first = await leader.get(f"{BUS}/veroeffentlichungen?monat=2026-11")
    assert "Fällt weg: " in asked_first.text
    assert "Di., 24.11.2026, 09:00 bis 12:00 Uhr" in asked_first.text
    assert "Ein Termin ist betroffen" in asked_first.text
    assert "Was die Änderung bedeutet" in asked_first.text
    assert "Di., 24.11.2026, 09:30<br>Bürgerbus, Dorf" in asked_first.text
    fields = {"fahrzeug": str(bus.unit.id), "monat": "2026-11"}
    wrong = await leader.post(f"{BUS}/veroeffentlichungen", **fields)
    assert wrong.status_code == 422
    assert (await Halt.get(id=falls.id)).state is HaltState.PUBLISHED
    done = await leader.post(f"{BUS}/veroeffentlichungen", **fields, grund="Neuer Fahrplan")
    assert "Ein Halt ist veröffentlicht" in done.text
    assert "Für eine Person ist eine andere Zeit gesucht" in done.text
    assert (await Halt.get(id=same.id)).state is HaltState.PUBLISHED
    assert (await Halt.get(id=falls.id)).state is HaltState.CANCELLED
    assert (await Appointment.get(id=kept.id)).state is AppointmentState.BOOKED
    row = await open_alternative(lost.id)
    assert row
    assert (row.reason, row.hold is not None) == ("Neuer Fahrplan", True)


async def test_a_publication_that_was_killed_goes_on_where_it_stopped(
    leader: Leader, bus: Bus, app: Starlette
) -> None:
    await replanned(bus)
    lost = await leader.town.book(local(TUESDAY, "09:30"), office="weiler")
    # The day's transaction was the last thing that happened.
    (_,) = [step async for step in publish_halts(bus.unit.id, MONDAY, NEXT_MONDAY, "Fahrplan", NOW)]
    await app.state.house.availability.refresh(NOW)
    month = await leader.get(f"{BUS}?monat=2026-11")
    assert "Für eine Person wird noch eine andere Zeit gesucht" in month.text
    assert "anzurufen" not in month.text
    fields = {"fahrzeug": str(bus.unit.id), "monat": "2026-11"}
    done = await leader.post(f"{BUS}/ersatzzeiten", **fields)
    assert "Für eine Person ist eine andere Zeit gesucht" in done.text
    assert "wird noch eine andere Zeit gesucht" not in done.text
    row = await open_alternative(lost.id)
    assert row
    assert row.hold
    again = await leader.get(f"{BUS}/veroeffentlichungen?monat=2026-11")
    assert "Es gibt nichts zu veröffentlichen" in again.text


async def test_drafts_that_let_halts_fall_can_be_dropped(leader: Leader, bus: Bus) -> None:
    await replanned(bus)
    fields = {"fahrzeug": str(bus.unit.id), "monat": "2026-11"}
    page = await leader.post(f"{BUS}/verworfene", **fields)
    assert "fällt im Entwurf weg" not in page.text
    assert not await Halt.exists(dropped=True)
