"""A bus that does not come: nobody is lost, nobody gets what another has, all can go on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from termin.booking import (
    Alternative,
    AlternativeState,
    Appointment,
    AppointmentState,
    By,
    Hold,
    Offered,
    Target,
    accept_alternative,
    cancel_appointment,
    move_appointment,
    open_alternative,
    place_hold,
)
from termin.capacity.expiry import sweep_all
from termin.capacity.rows import Claim
from termin.errors import HoldExpired, SlotTaken, WrongState
from termin.mobile import cancel_halt, left_open, touched_by
from termin.offices import opening_of
from tests.termin.mobile.villages import (
    KEEP,
    NEXT_MONDAY,
    build_bus,
    cancel,
    displaced,
    promised_twice,
    seek_at,
)
from tests.town import MONDAY, NOW, Town, local


async def test_each_touched_appointment_gets_another_time_that_is_kept(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    await bus.publish("dorf", NEXT_MONDAY)
    booked = await town.book(local(MONDAY, "09:30"), office="dorf")
    assert await touched_by(halt.id, NOW) == (booked.id,)
    there = (town.offices["dorf"], local(NEXT_MONDAY, "09:30"))
    assert await cancel(halt, seek_at(there)) == 1

    appointment = await Appointment.get(id=booked.id)
    assert appointment.state is AppointmentState.DISPLACED
    kept = await open_alternative(booked.id)
    assert kept
    assert kept.hold
    assert (kept.starts_at, kept.until) == (local(NEXT_MONDAY, "09:30"), NOW + KEEP)
    assert kept.hold.expires_at == NOW + KEEP
    assert await opening_of(town.offices["dorf"].id, MONDAY) == ()
    for gone in (MONDAY, NEXT_MONDAY):
        with pytest.raises(SlotTaken):
            await town.book(local(gone, "09:30"), office="dorf")
    assert await touched_by(halt.id, NOW) == ()
    assert await left_open(bus.unit.id, NOW) == []


async def test_accepting_moves_the_appointment_and_twice_does_no_harm(town: Town) -> None:
    booked = await displaced(town, await build_bus(town))
    for _ in range(2):
        moved = await accept_alternative(booked.id, NOW)
        assert (moved.state, moved.starts_at) == (
            AppointmentState.BOOKED,
            local(NEXT_MONDAY, "10:00"),
        )
    assert (moved.code, moved.sequence) == (booked.code, booked.sequence + 2)
    (claim,) = await Claim.all()
    assert (claim.appointment_id, claim.hold_id, claim.expires_at) == (booked.id, None, None)
    assert await Hold.all().count() == 0
    assert await moved.lines.all().count() == 1


async def test_declining_cancels_and_frees_what_was_kept(town: Town) -> None:
    booked = await displaced(town, await build_bus(town))
    cancelled = await cancel_appointment(booked.id, By.CITIZEN, NOW)
    assert cancelled.state is AppointmentState.CANCELLED
    assert (await Alternative.get()).state is AlternativeState.DECLINED
    await town.book(local(NEXT_MONDAY, "10:00"), office="dorf")
    with pytest.raises(WrongState):
        await accept_alternative(booked.id, NOW)


async def test_another_time_can_be_chosen_even_one_that_overlaps_what_is_kept(town: Town) -> None:
    booked = await displaced(town, await build_bus(town))
    lines = ((town.services["ausweis"].id, 1, 15),)
    start = local(NEXT_MONDAY, "10:05")
    target = Target(town.offices["dorf"].id, "Europe/Berlin", start, lines, frozenset())
    moved = await move_appointment(booked.id, target, By.CITIZEN, NOW)
    assert (moved.state, moved.starts_at) == (AppointmentState.BOOKED, start)
    assert (await Alternative.get()).state is AlternativeState.OVERTAKEN
    assert await Hold.all().count() == 0


async def test_without_an_answer_the_time_goes_and_the_person_stays(town: Town) -> None:
    booked = await displaced(town, await build_bus(town))
    later = NOW + KEEP + timedelta(minutes=1)
    with pytest.raises(HoldExpired):
        await accept_alternative(booked.id, later)
    await sweep_all(later)
    kept = await open_alternative(booked.id)
    assert kept
    assert kept.hold is None
    assert kept.starts_at
    assert (await Appointment.get(id=booked.id)).state is AppointmentState.DISPLACED
    await town.book(local(NEXT_MONDAY, "10:00"), office="dorf", now=later)


async def test_what_is_taken_is_passed_over_and_who_finds_nothing_is_known(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    await bus.publish("weiler", NEXT_MONDAY, "09:00", "09:30")
    first = await town.book(local(MONDAY, "09:00"), office="dorf")
    second = await town.book(local(MONDAY, "09:30"), office="dorf")
    third = await town.book(local(MONDAY, "10:00"), office="dorf")
    weiler = town.offices["weiler"]
    seek = seek_at((weiler, local(NEXT_MONDAY, "09:00")), (weiler, local(NEXT_MONDAY, "09:15")))
    assert await cancel(halt, seek) == 3
    kept = [await open_alternative(one.id) for one in (first, second, third)]
    assert [one.starts_at if one else None for one in kept] == [
        local(NEXT_MONDAY, "09:00"),
        local(NEXT_MONDAY, "09:15"),
        None,
    ]
    assert await promised_twice() == []


async def test_after_a_crash_between_two_appointments_it_goes_on(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    await bus.publish("dorf", NEXT_MONDAY)
    booked = [await town.book(local(MONDAY, f"{hour}:00"), office="dorf") for hour in ("09", "10")]
    starts = (local(NEXT_MONDAY, "09:00"), local(NEXT_MONDAY, "10:00"))
    seek = seek_at(*((town.offices["dorf"], start) for start in starts))
    asked: list[Appointment] = []

    async def crashing(appointment: Appointment) -> Sequence[Offered]:
        asked.append(appointment)
        if len(asked) == 2:
            raise RuntimeError("the machine went away")
        return await seek(appointment)

    with pytest.raises(RuntimeError):
        await cancel(halt, crashing)
    # Nobody can book there any more, and whoever is not dealt with is known and still booked.
    with pytest.raises(SlotTaken):
        await town.book(local(MONDAY, "11:00"), office="dorf")
    assert [one.id for one in await left_open(bus.unit.id, NOW)] == [halt.id]
    assert await touched_by(halt.id, NOW) == (booked[1].id,)
    assert await cancel(halt, seek, reason="another word") == 1
    rows = await Alternative.all().order_by("id")
    assert [row.appointment_id for row in rows] == [one.id for one in booked]
    assert {row.reason for row in rows} == {"Der Bus ist in der Werkstatt."}
    assert await promised_twice() == []


async def test_two_cancel_while_others_book_the_same_times(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    await bus.publish("dorf", NEXT_MONDAY, "09:00", "10:00")
    booked = [
        await town.book(local(MONDAY, clock), office="dorf")
        for clock in ("09:00", "09:15", "09:30", "09:45", "10:00", "10:15")
    ]
    free = [local(NEXT_MONDAY, clock) for clock in ("09:00", "09:15", "09:30", "09:45")]
    seek = seek_at(*((town.offices["dorf"], start) for start in free))

    async def book(number: int) -> bool:
        try:
            await town.book(free[number % 4], office="dorf")
        except SlotTaken:
            return False
        return True

    found = await asyncio.gather(cancel(halt, seek), cancel(halt, seek), *map(book, range(8)))
    assert sum(found[:2]) == len(booked)
    rows = await Alternative.filter(state=AlternativeState.OPEN)
    assert {row.appointment_id for row in rows} == {one.id for one in booked}
    assert len([row for row in rows if row.hold_id]) + sum(found[2:]) == 4
    assert await promised_twice() == []


async def test_what_was_kept_at_a_halt_that_falls_too_is_replaced(town: Town) -> None:
    bus = await build_bus(town)
    first = await bus.publish("dorf", MONDAY)
    second = await bus.publish("dorf", NEXT_MONDAY)
    await bus.publish("weiler", NEXT_MONDAY, "13:00", "15:00")
    booked = await town.book(local(MONDAY, "09:30"), office="dorf")
    await cancel(first, seek_at((town.offices["dorf"], local(NEXT_MONDAY, "09:30"))))
    assert await touched_by(second.id, NOW) == (booked.id,)
    await cancel(second, seek_at((town.offices["weiler"], local(NEXT_MONDAY, "13:00"))))
    kept = await open_alternative(booked.id)
    assert kept
    assert kept.hold
    assert (kept.office_id, kept.lost_at) == (town.offices["weiler"].id, local(MONDAY, "09:30"))
    assert await Hold.all().count() == 1


async def test_who_fills_in_the_form_loses_the_hold(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    await place_hold(
        town.wish(local(MONDAY, "09:00"), office="dorf"), NOW, keep=timedelta(minutes=10)
    )
    assert await cancel(halt, seek_at()) == 0
    assert await Hold.all().count() == 0


async def test_a_draft_cannot_be_cancelled(town: Town) -> None:
    bus = await build_bus(town)
    halt = await bus.draft("dorf", MONDAY)
    with pytest.raises(WrongState):
        [step async for step in cancel_halt(halt.id, "?", seek_at(), NOW)]
