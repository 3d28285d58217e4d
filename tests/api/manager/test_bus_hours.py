"""Before a bus's month is published it is said how long each village is open then."""

from __future__ import annotations

import re
from datetime import date

from api.manager.bus_hours import Visits, hours_of
from termin.mobile import HaltPlan, draft_halts
from tests.api.manager.conftest import Leader
from tests.api.manager.test_bus import BUS, bus, mondays
from tests.termin.mobile.villages import NEXT_MONDAY, Bus
from tests.town import MONDAY, NOW

__all__ = ["bus"]

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def halt(day: int, stop: int, minutes: int) -> HaltPlan:
    return HaltPlan(date(2026, 11, day), 525, 540, 540 + minutes, 550 + minutes, stop)


def test_hours_are_counted_for_each_stop_in_order_and_together() -> None:
    before = [halt(2, 1, 180), halt(9, 1, 150), halt(3, 2, 120)]
    after = [halt(2, 1, 60), halt(4, 3, 60)]
    found = hours_of([3, 2, 1, 4], before, after)
    assert [(one.stop, one.before, one.after, one.more) for one in found.stops] == [
        (3, Visits(0, 0), Visits(1, 60), 60),
        (2, Visits(1, 120), Visits(0, 0), -120),
        (1, Visits(2, 330), Visits(1, 60), -270),
    ]
    assert found.together.more == -330
    assert found.together.before.usual == 150
    assert found.left == (2,)


async def test_what_becomes_of_opening_hours_is_shown_before_a_month_is_published(
    leader: Leader, bus: Bus
) -> None:
    await bus.publish("dorf", MONDAY)
    await bus.publish("dorf", NEXT_MONDAY)
    await bus.publish("weiler", NEXT_MONDAY, "13:00", "15:00")
    plans = [HaltPlan(MONDAY, 525, 540, 600, 610, bus.stops["dorf"].id)]
    await draft_halts(bus.unit, FIRST, LAST, plans, NOW, replacing=True)
    page = re.sub(r"\s+", " ", (await leader.get(f"{BUS}/veroeffentlichungen?monat=2026-11")).text)
    assert "Zusammen sind die Haltepunkte weniger geöffnet" in page
    assert "1 Stunde statt 8 Stunden: 7 Stunden weniger." in page
    assert "Hier hält das Fahrzeug in diesem Monat nicht mehr: Bürgerbus, Weiler." in page
    assert "2 Halte, 6 Stunden" in page
    assert "im Schnitt 3 Stunden" in page
    assert "ein Halt, 1 Stunde" in page
    assert "5 Stunden weniger" in page


async def test_a_first_plan_is_compared_with_the_patterns(leader: Leader, bus: Bus) -> None:
    await mondays(bus)
    await bus.draft("dorf", MONDAY, "09:00", "15:00")
    page = await leader.get(f"{BUS}/veroeffentlichungen?monat=2026-11")
    assert "nach den Mustern" in page.text
    assert "weniger geöffnet" not in page.text
