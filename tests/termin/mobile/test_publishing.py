"""A published halt is an office that can be booked, for exactly as long as it stands there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from termin.capacity import DutyOverlaps
from termin.capacity.books import read_book
from termin.capacity.rows import Duty, Segment
from termin.errors import Invalid, SlotTaken
from termin.mobile import HaltPlan, HaltRefused, draft_halts, publish_halt
from termin.offices import opening_of
from termin.offices.mobile import Halt, HaltState
from tests.termin.mobile.villages import NEXT_MONDAY, build_bus
from tests.town import MONDAY, NOW, Town, local


async def test_a_published_halt_can_be_booked_from_opening_to_closing(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    booked = await town.book(local(MONDAY, "09:00"), office="dorf")
    last = await town.book(local(MONDAY, "11:45"), office="dorf")
    assert {booked.office_id, last.office_id} == {town.offices["dorf"].id}
    for outside in ("08:45", "12:00"):
        with pytest.raises(SlotTaken):
            await town.book(local(MONDAY, outside), office="dorf")
    (hours,) = await opening_of(town.offices["dorf"].id, MONDAY)
    assert (hours.start, hours.end) == (local(MONDAY, "09:00"), local(MONDAY, "12:00"))
    assert (await Halt.get(id=halt.id)).state is HaltState.PUBLISHED


async def test_a_draft_is_nobodys_office(town: Town) -> None:
    bus = await build_bus(town)
    await bus.draft("dorf", MONDAY)
    assert await opening_of(town.offices["dorf"].id, MONDAY) == ()
    with pytest.raises(SlotTaken):
        await town.book(local(MONDAY, "09:00"), office="dorf")


async def test_published_twice_it_is_published_once(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    day = await publish_halt(halt.id, NOW)
    assert len((await read_book(day)).on_duty) == 1


async def test_the_bus_is_at_one_place_at_a_time_and_so_is_its_crew(town: Town) -> None:
    bus = await build_bus(town)
    await bus.publish("dorf", MONDAY)
    other = await bus.draft("weiler", MONDAY, "11:00", "14:00")
    with pytest.raises(DutyOverlaps):
        await publish_halt(other.id, NOW)
    assert (await Halt.get(id=other.id)).state is HaltState.DRAFT
    await town.duty("N1", "dora", NEXT_MONDAY)
    busy = await bus.draft("weiler", NEXT_MONDAY)
    with pytest.raises(DutyOverlaps):
        await publish_halt(busy.id, NOW)
    assert await Segment.filter(counter_id=town.counters["weiler"].id).count() == 0


async def test_no_halt_is_published_on_a_holiday_or_without_a_crew(town: Town) -> None:
    bus = await build_bus(town)
    christmas = await bus.draft("dorf", MONDAY.replace(month=12, day=25))
    with pytest.raises(HaltRefused, match="Feiertags"):
        await publish_halt(christmas.id, NOW)
    await bus.unit.crew.all().delete()
    halt = await bus.draft("dorf", MONDAY)
    with pytest.raises(HaltRefused, match="fehlt"):
        await publish_halt(halt.id, NOW)
    assert await Duty.all().count() == 0


async def test_drafts_take_the_place_of_drafts_and_leave_what_is_published(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    same = HaltPlan(MONDAY, 525, 540, 720, 730, bus.stops["dorf"].id)
    other = HaltPlan(MONDAY, 800, 815, 900, 910, bus.stops["weiler"].id)
    assert await draft_halts(bus.unit, MONDAY, MONDAY, [same, other], NOW) == 1
    assert await draft_halts(bus.unit, MONDAY, MONDAY, [], NOW) == 0
    assert [one.id for one in await Halt.all()] == [halt.id]


@pytest.mark.parametrize("change", [{"opens": 542}, {"closes": 530}, {"stop": 0}])
async def test_a_plan_out_of_order_is_refused(town: Town, change: dict[str, int]) -> None:
    bus = await build_bus(town)
    values = {"arrives": 525, "opens": 540, "closes": 720, "leaves": 730}
    plan = HaltPlan(MONDAY, **values | {"stop": bus.stops["dorf"].id} | change)
    with pytest.raises(Invalid):
        await draft_halts(bus.unit, MONDAY, MONDAY, [plan], NOW)
    outside = HaltPlan(MONDAY, **values, stop=bus.stops["dorf"].id)
    with pytest.raises(Invalid):
        await draft_halts(bus.unit, MONDAY + timedelta(days=1), NEXT_MONDAY, [outside], NOW)
