"""What a manager is shown before a change is what people are offered after it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from starlette.applications import Starlette

from termin.booking import Alternative
from termin.mobile import HaltPlan, draft_halts
from tests.api.manager.conftest import Leader
from tests.api.manager.test_bus import BUS, bus
from tests.termin.mobile.villages import Bus
from tests.town import MONDAY, NOW, ZONE, local

__all__ = ["bus"]

DECEMBER = date(2026, 12, 14)
LOST = date(2027, 1, 11)
RATHAUS = date(2027, 1, 12)
INSTEAD = date(2027, 1, 13)
BEYOND = date(2027, 1, 25)
"""Nothing is given so far ahead: the horizon is 60 days."""

SHOWN = re.compile(r"(\d+)\.(\d+)\.(\d{4}), (\d\d):(\d\d)<br>(?:Bürgerbus|Rathaus)")


async def computed(leader: Leader, bus: Bus) -> None:
    """Six are booked on a day that a computed month gives up for a short halt two days later."""
    for on in (MONDAY, DECEMBER, LOST):
        await bus.publish("dorf", on, "09:00", "11:00" if on == LOST else "09:30")
    town = leader.town
    await town.duty("1", "ada", RATHAUS, ("09:00", "10:00"))
    await town.duty("2", "ben", RATHAUS, ("09:00", "10:00"))
    for place in range(6):
        start = local(LOST, "09:00") + timedelta(minutes=15 * place)
        await town.book(start, office="dorf", phone="0123 456" if place else "")
    bus.unit.public_share, bus.unit.walk_in_share = 50, 50
    await bus.unit.save()
    stop = bus.stops["dorf"].id
    plans = [HaltPlan(on, 525, 540, 600, 610, stop) for on in (INSTEAD, BEYOND)]
    first, last = date(2027, 1, 1), date(2027, 1, 31)
    await draft_halts(bus.unit, first, last, plans, NOW, replacing=True)


async def test_each_is_offered_what_was_shown_nearest_to_the_day_they_lose(
    leader: Leader, bus: Bus, app: Starlette
) -> None:
    await computed(leader, bus)
    await app.state.house.availability.refresh(NOW)
    page = await leader.get(f"{BUS}/veroeffentlichungen?monat=2027-01")
    assert "6 Termine sind betroffen" in page.text
    shown = [
        datetime(int(year), int(month), int(day), int(hour), int(minute), tzinfo=ZONE)
        for day, month, year, hour, minute in SHOWN.findall(page.text)
    ]
    assert [one.date() for one in shown] == [*[INSTEAD] * 2, *[DECEMBER] * 2, *[RATHAUS] * 2]
    assert shown[-1] == shown[-2], "two counters of the town hall have room at one time"
    assert "Die andere Zeit bleibt drei Tage frei." in page.text
    fields = {"fahrzeug": str(bus.unit.id), "monat": "2027-01", "grund": "Neuer Fahrplan"}
    done = await leader.post(f"{BUS}/veroeffentlichungen", **fields)
    assert "Für 6 Personen ist eine andere Zeit gesucht" in done.text
    rows = await Alternative.all().order_by("lost_at")
    assert [one.starts_at for one in rows] == shown
    assert all(one.until == NOW + timedelta(days=3) for one in rows)


async def test_a_time_that_is_too_soon_is_the_last_resort_and_says_how_long_it_is_kept(
    leader: Leader, bus: Bus, app: Starlette
) -> None:
    await bus.publish("dorf", MONDAY)
    halt = await bus.publish("dorf", LOST)
    await leader.town.book(local(LOST, "09:30"), office="dorf")
    await app.state.house.availability.refresh(NOW)
    page = await leader.get(f"{BUS}/halte/{halt.id}")
    assert "Mo., 23.11.2026, 09:30" in page.text
    assert "frei nur bis Mo., 23.11.2026, 07:30" in page.text
    assert "drei Tage frei, wo nichts anderes dabeisteht" in page.text
    await bus.publish("dorf", DECEMBER)
    await app.state.house.availability.refresh(NOW)
    page = await leader.get(f"{BUS}/halte/{halt.id}")
    assert "Mo., 14.12.2026, 09:30" in page.text
    assert "frei nur bis" not in page.text


async def test_how_each_hears_of_it_is_said_by_what_they_left(
    leader: Leader, bus: Bus, app: Starlette
) -> None:
    halt = await bus.publish("dorf", MONDAY, "09:00", "11:00")
    ways = [("a@example.org", "0123"), ("b@example.org", ""), ("", "0123"), ("", "")]
    for place, (email, phone) in enumerate(ways):
        start = local(MONDAY, "09:00") + timedelta(minutes=15 * place)
        await leader.town.book(start, office="dorf", email=email, phone=phone)
    await app.state.house.availability.refresh(NOW)
    page = await leader.get(f"{BUS}/halte/{halt.id}")
    assert page.text.count("bekommt E-Mail") == 2
    assert page.text.count("keine E-Mail: bitte anrufen") == 1
    assert page.text.count("weder E-Mail noch Telefonnummer") == 1
    assert page.text.count("nichts gefunden: bitte anrufen") == 2
    await leader.post(f"{BUS}/halte/{halt.id}/absagen", grund="Der Bus ist kaputt.")
    month = await leader.get(f"{BUS}?monat=2026-11")
    assert "2 Personen sind anzurufen" in month.text
    assert "2 Personen sind nicht anzurufen" in month.text
    halted = await leader.get(f"{BUS}/halte/{halt.id}")
    assert halted.text.count("<strong>bitte anrufen</strong>") == 2
    assert halted.text.count("<strong>keine Telefonnummer</strong>") == 2
