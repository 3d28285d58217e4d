"""A bus month that gives way to another is killed by the system, and goes on where it stopped."""

from __future__ import annotations

from datetime import timedelta

from api.alternatives import seek_everywhere
from api.database import DatabaseAddress
from termin.booking import Appointment, AppointmentState, open_alternative, to_seek
from termin.mobile import HaltPlan, draft_halts, publish_halts
from termin.offices.mobile import Halt, HaltState
from tests.api.planning.killing import killed_after
from tests.termin.mobile.villages import NEXT_MONDAY, build_bus, promised_twice
from tests.town import MONDAY, NOW, Town, local

PUBLISHED = """
from datetime import date, datetime
from termin.mobile import publish_halts
async def published(unit, first, last, now):
    span = date.fromisoformat(first), date.fromisoformat(last)
    at = datetime.fromisoformat(now)
    async for step in publish_halts(int(unit), *span, "Fahrplan", at):
        yield step.halts[0].date
"""


async def test_a_killed_exchange_goes_on_and_nobody_is_lost_or_told_twice(
    rows: DatabaseAddress, town: Town
) -> None:
    bus = await build_bus(town)
    days = [MONDAY + timedelta(days=ahead) for ahead in range(3)]
    for on in days:
        await bus.publish("weiler", on)
    booked = [await town.book(local(on, "09:30"), office="weiler") for on in days]
    dorf = bus.stops["dorf"].id
    plans = [HaltPlan(on, 525, 540, 720, 730, dorf) for on in (*days, NEXT_MONDAY)]
    await draft_halts(bus.unit, MONDAY, NEXT_MONDAY, plans, NOW, replacing=True)
    given = (bus.unit.id, MONDAY, NEXT_MONDAY, NOW.isoformat())
    await killed_after(days[:2], rows, PUBLISHED, *given)
    # Two days have their new halt, one its old one; who lost a time is known.
    assert await Halt.filter(state=HaltState.PUBLISHED, stop_id=dorf).count() == 2
    assert await Halt.filter(state=HaltState.PUBLISHED, dropped=True).count() == 1
    assert {row.appointment_id for row in await to_seek()} == {one.id for one in booked[:2]}
    assert (await Appointment.get(id=booked[2].id)).state is AppointmentState.BOOKED

    steps = [step async for step in publish_halts(bus.unit.id, MONDAY, NEXT_MONDAY, "Neu", NOW)]
    assert [step.halts[0].date for step in steps] == [days[2], NEXT_MONDAY]
    assert not any(step.why for step in steps)
    assert await seek_everywhere(NOW) == 3
    assert await seek_everywhere(NOW) == 0
    kept = [await open_alternative(one.id) for one in booked]
    assert all(row and row.hold for row in kept)
    assert [row.reason for row in kept if row] == ["Fahrplan", "Fahrplan", "Neu"]
    assert await promised_twice() == []
