"""A manager changes what is planned or public: judged first, and shown whom it touches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.applications import Starlette

from termin.booking import Alternative, Appointment, AppointmentState, open_alternative
from termin.mobile import plan_of
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
    assert "Mo., 30.11.2026" in shown.text
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
