"""A halt or a month that is public already changes: nobody loses more than they have to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from termin.booking import (
    Alternative,
    Appointment,
    AppointmentState,
    Hold,
    offer,
    open_alternative,
    place_hold,
    to_seek,
)
from termin.capacity import DutyOverlaps
from termin.capacity.rows import Claim, Duty, DutyState
from termin.errors import Invalid, NotFound, SlotTaken
from termin.mobile import (
    HaltPlan,
    HaltRefused,
    Step,
    change_halt,
    draft_halts,
    exchange,
    losing,
    plan_of,
    publish_halts,
)
from termin.offices import opening_of
from termin.offices.mobile import Halt, HaltState
from tests.termin.mobile.villages import NEXT_MONDAY, Bus, build_bus, promised_twice, seek_at
from tests.town import MONDAY, NOW, Town, local

REASON = "Der Fahrplan hat sich geändert."
TUESDAY = MONDAY + timedelta(days=1)


def plan(bus: Bus, stop: str, on: date, opens: int, closes: int) -> HaltPlan:
    return HaltPlan(on, opens - 15, opens, closes, closes + 10, bus.stops[stop].id)


async def publish(bus: Bus, first: date = MONDAY, last: date = NEXT_MONDAY) -> list[Step]:
    return [step async for step in publish_halts(bus.unit.id, first, last, REASON, NOW)]


async def seek_all(town: Town, *starts: str) -> None:
    """Offer these times of next Monday to whom another time is to be sought, in turn."""
    places = [(town.offices["dorf"], local(NEXT_MONDAY, start)) for start in starts]
    for row, place in zip(await to_seek(), places, strict=True):
        appointment = await Appointment.get(id=row.appointment_id).prefetch_related("lines")
        (offered,) = await seek_at(place)(appointment)
        assert await offer(row.id, offered, NOW)


async def test_a_shorter_halt_keeps_whom_it_has_room_for(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    await bus.publish("dorf", NEXT_MONDAY)
    stays = await town.book(local(MONDAY, "09:30"), office="dorf")
    goes = await town.book(local(MONDAY, "11:30"), office="dorf")
    becomes = plan(bus, "dorf", MONDAY, 9 * 60, 11 * 60)
    read = await Halt.get(id=halt.id).select_related("stop__office")
    assert await losing([read], [becomes], NOW) == [goes.id]

    await change_halt(halt.id, becomes, REASON, NOW)

    assert (await Appointment.get(id=stays.id)).state is AppointmentState.BOOKED
    assert (await Appointment.get(id=goes.id)).state is AppointmentState.DISPLACED
    (hours,) = await opening_of(town.offices["dorf"].id, MONDAY)
    assert (hours.start, hours.end) == (local(MONDAY, "09:00"), local(MONDAY, "11:00"))
    assert (await Halt.get(id=halt.id)).state is HaltState.REPLACED
    await town.book(local(MONDAY, "10:00"), office="dorf")
    with pytest.raises(SlotTaken):
        await town.book(local(MONDAY, "11:00"), office="dorf")
    assert [row.appointment_id for row in await to_seek()] == [goes.id]

    await seek_all(town, "09:30")
    kept = await open_alternative(goes.id)
    assert kept
    assert kept.hold
    assert (kept.reason, kept.lost_at) == (REASON, local(MONDAY, "11:30"))
    assert await to_seek() == []
    assert await promised_twice() == []


async def test_a_halt_moves_to_another_day_and_stop(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    booked = await town.book(local(MONDAY, "09:30"), office="dorf")
    await change_halt(halt.id, plan(bus, "weiler", TUESDAY, 600, 720), REASON, NOW)
    assert (await Halt.get(id=halt.id)).state is HaltState.CANCELLED
    await town.book(local(TUESDAY, "10:00"), office="weiler")
    assert [row.appointment_id for row in await to_seek()] == [booked.id]
    assert await opening_of(town.offices["dorf"].id, MONDAY) == ()


async def test_what_cannot_be_changes_nothing(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    other = await bus.publish("weiler", MONDAY, "14:00", "16:00")
    booked = await town.book(local(MONDAY, "09:30"), office="dorf")
    with pytest.raises(DutyOverlaps):
        await change_halt(halt.id, plan(bus, "dorf", MONDAY, 15 * 60, 17 * 60), REASON, NOW)
    holiday = plan(bus, "dorf", date(2026, 12, 25), 600, 720)
    with pytest.raises(HaltRefused, match="Feiertags"):
        await change_halt(halt.id, holiday, REASON, NOW)
    for hours in ((5 * 60, 9 * 60), (20 * 60, 23 * 60), (6 * 60, 17 * 60), (542, 600), (600, 600)):
        with pytest.raises(Invalid):
            await change_halt(halt.id, plan(bus, "dorf", MONDAY, *hours), REASON, NOW)
    assert {one.state for one in await Halt.all()} == {HaltState.PUBLISHED}
    assert {one.id for one in await Halt.all()} == {halt.id, other.id}
    assert (await Claim.get()).appointment_id == booked.id
    assert await Alternative.all().count() == 0


async def test_a_halt_that_has_begun_stays_as_it_is(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    with pytest.raises(HaltRefused, match="begonnen"):
        await change_halt(
            halt.id, plan(bus, "dorf", MONDAY, 600, 720), REASON, local(MONDAY, "09:05")
        )


async def test_a_draft_is_simply_changed(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.draft("dorf", MONDAY)
    becomes = plan(bus, "weiler", TUESDAY, 600, 720)
    assert await change_halt(halt.id, becomes, "", NOW) == ()
    changed = await Halt.get().select_related("stop__office")
    assert (plan_of(changed), changed.state) == (becomes, HaltState.DRAFT)
    await halt.delete()
    with pytest.raises(NotFound):
        await change_halt(halt.id, becomes, "", NOW)


async def test_a_published_month_gives_way_to_another_plan(town: Town) -> None:
    bus = await build_bus(town)
    same = await bus.publish("dorf", MONDAY)
    kept = await town.book(local(MONDAY, "09:30"), office="dorf")
    other = await bus.publish("weiler", TUESDAY)
    lost = await town.book(local(TUESDAY, "09:30"), office="weiler")
    plans = [
        plan(bus, "dorf", MONDAY, 540, 720),
        plan(bus, "dorf", TUESDAY, 540, 720),
        plan(bus, "dorf", NEXT_MONDAY, 540, 720),
    ]
    made = await draft_halts(bus.unit, MONDAY, NEXT_MONDAY, plans, NOW, replacing=True)
    assert made == 2
    assert {one.id for one in await Halt.filter(dropped=True)} == {other.id}
    duties = {one.id for one in await Duty.filter(state=DutyState.PUBLISHED)}

    steps = await publish(bus)

    assert [len(step.halts) for step in steps] == [2, 1]
    assert not any(step.why for step in steps)
    assert (await Halt.get(id=same.id)).state is HaltState.PUBLISHED
    assert (await Halt.get(id=other.id)).state is HaltState.CANCELLED
    assert (await Appointment.get(id=kept.id)).state is AppointmentState.BOOKED
    assert (await Claim.get(appointment_id=kept.id)).duty_id in duties, "the same duty"
    assert [row.appointment_id for row in await to_seek()] == [lost.id]
    for on in (TUESDAY, NEXT_MONDAY):
        await town.book(local(on, "10:00"), office="dorf")
    assert await publish(bus) == [], "done is done"


async def test_a_day_that_is_refused_stays_as_it_was_and_the_others_go_on(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    booked = await town.book(local(MONDAY, "09:30"), office="dorf")
    # Dora is at a counter of another office when the bus is to stand in the next village.
    await town.duty("N1", "dora", on=MONDAY, hours=("13:00", "15:00"))
    plans = [plan(bus, "weiler", MONDAY, 840, 960), plan(bus, "dorf", TUESDAY, 540, 720)]
    await draft_halts(bus.unit, MONDAY, NEXT_MONDAY, plans, NOW, replacing=True)
    steps = await publish(bus)
    assert [bool(step.why) for step in steps] == [True, False]
    assert (await Halt.get(id=halt.id)).state is HaltState.PUBLISHED
    assert (await Appointment.get(id=booked.id)).state is AppointmentState.BOOKED
    assert await Halt.filter(state=HaltState.DRAFT).count() == 1


async def test_drafts_beside_what_is_published_drop_nothing(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    await draft_halts(bus.unit, MONDAY, MONDAY, [], NOW, replacing=True)
    assert (await Halt.get(id=halt.id)).dropped
    await draft_halts(bus.unit, MONDAY, MONDAY, [], NOW)
    assert not (await Halt.get(id=halt.id)).dropped
    assert await publish(bus) == []


async def test_stopped_between_two_days_it_goes_on(town: Town) -> None:
    bus = await build_bus(town)
    for on in (MONDAY, TUESDAY):
        await bus.publish("weiler", on)
    booked = [await town.book(local(on, "09:30"), office="weiler") for on in (MONDAY, TUESDAY)]
    plans = [plan(bus, "dorf", on, 540, 720) for on in (MONDAY, TUESDAY, NEXT_MONDAY)]
    await draft_halts(bus.unit, MONDAY, NEXT_MONDAY, plans, NOW, replacing=True)
    steps = publish_halts(bus.unit.id, MONDAY, NEXT_MONDAY, REASON, NOW)
    await anext(steps)
    await steps.aclose()
    # One day is done, and for whom it touched another time is known to be sought.
    assert [row.appointment_id for row in await to_seek()] == [booked[0].id]
    assert (await Appointment.get(id=booked[1].id)).state is AppointmentState.BOOKED
    assert len(await publish(bus)) == 2
    await seek_all(town, "09:30", "09:45")
    rows = await Alternative.all().order_by("lost_at")
    assert [row.appointment_id for row in rows] == [one.id for one in booked]
    assert all(row.hold_id for row in rows)
    assert await promised_twice() == []


async def test_exchanged_twice_it_is_exchanged_once(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    await town.book(local(MONDAY, "09:30"), office="dorf")
    draft = await bus.draft("weiler", MONDAY)
    await draft.fetch_related("stop")
    for _ in range(2):
        await exchange([halt.id], [draft], REASON, NOW)
    assert await Alternative.all().count() == 1
    assert await Duty.filter(state=DutyState.PUBLISHED).count() == 1


async def test_who_fills_in_the_form_and_fits_keeps_the_hold(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    for start in ("09:00", "11:30"):
        wish = town.wish(local(MONDAY, start), office="dorf")
        await place_hold(wish, NOW, keep=timedelta(minutes=10))
    await change_halt(halt.id, plan(bus, "dorf", MONDAY, 540, 660), REASON, NOW)
    (held,) = await Hold.all()
    assert held.starts_at == local(MONDAY, "09:00")


async def test_what_was_kept_at_a_halt_that_gives_way_is_sought_anew(town: Town) -> None:
    bus = await build_bus(town)
    first = await bus.publish("weiler", MONDAY)
    kept_at = await bus.publish("dorf", TUESDAY)
    await bus.publish("dorf", NEXT_MONDAY)
    booked = await town.book(local(MONDAY, "09:30"), office="weiler")
    await change_halt(first.id, plan(bus, "weiler", MONDAY, 600, 720), REASON, NOW)
    (row,) = await to_seek()
    appointment = await Appointment.get(id=booked.id).prefetch_related("lines")
    (offered,) = await seek_at((town.offices["dorf"], local(TUESDAY, "09:00")))(appointment)
    await offer(row.id, offered, NOW)
    read = await Halt.get(id=kept_at.id).select_related("stop__office")
    assert await losing([read], [], NOW) == [booked.id]
    await exchange([kept_at.id], [], REASON, NOW)
    assert [one.id for one in await to_seek()] == [row.id]
    await seek_all(town, "09:30")
    kept = await open_alternative(booked.id)
    assert kept
    assert kept.starts_at == local(NEXT_MONDAY, "09:30")
    assert (await Appointment.get(id=booked.id)).sequence == booked.sequence + 2
