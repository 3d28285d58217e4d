"""Changes of the plan: told whole, made day by day, or not at all."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import timedelta

import pytest
from tortoise.transactions import in_transaction

from termin.booking import (
    AppointmentState,
    By,
    Closing,
    NewHours,
    NewSkills,
    Withdrawal,
    WouldStrand,
    cancel_appointment,
    impacts,
    stranded_appointments,
)
from termin.booking.replan import Change, reopen
from termin.capacity import Claim, Duty, DutyState, Segment, publish_day
from termin.interval import Interval
from termin.offices import Closure, Stretch, week_from, week_of
from termin.offices.standing import keep_hours
from termin.staff.rows import Clerk
from tests.town import MONDAY, NOW, Town, local

TUESDAY = MONDAY + timedelta(days=1)


async def make(change: Change) -> list[int]:
    return [day async for day in change.carry_out(NOW)]


async def test_a_closure_entered_twice_is_one(town: Town) -> None:
    await town.duty("1", "ada")
    during = Interval(local(MONDAY, "10:00"), local(MONDAY, "11:00"))
    closing = Closing(town.municipality.id, town.offices["rathaus"].id, during, "Übung")
    assert len(await make(closing)) == 1
    assert await make(closing) == []
    assert await Closure.all().count() == 1


async def test_a_closure_touches_only_what_is_published_at_that_time(town: Town) -> None:
    await town.duty("1", "ada")
    await town.duty("N1", "dora")
    during = Interval(local(MONDAY, "12:00"), local(MONDAY, "13:00"))
    closing = Closing(town.municipality.id, None, during, "Übung")
    assert await impacts(closing, NOW) == {}


async def test_new_hours_cut_the_days_they_change_and_no_others(town: Town) -> None:
    monday = await town.duty("1", "ada")
    tuesday = await town.duty("1", "ada", on=TUESDAY)
    office = town.offices["rathaus"].id
    week = tuple(Stretch(day, 8 * 60 if day else 9 * 60, 18 * 60) for day in range(5))
    change = NewHours(office, week, MONDAY)
    assert set(await impacts(change, NOW)) == {monday.office_day_id}
    assert await make(change) == [monday.office_day_id]
    assert (await Segment.get(duty_id=monday.id)).starts_at == local(MONDAY, "09:00")
    assert (await Segment.get(duty_id=tuesday.id)).starts_at == local(TUESDAY, "08:00")
    assert await make(change) == []
    assert len(await week_of(office)) == 10


def test_a_week_follows_the_former_one() -> None:
    former = (
        Stretch(0, 480, 960),
        Stretch(1, 480, 960, None, MONDAY - timedelta(days=30)),
        Stretch(2, 480, 960, MONDAY + timedelta(days=30)),
    )
    assert week_from(former, [Stretch(0, 540, 720)], MONDAY) == (
        Stretch(0, 480, 960, None, MONDAY - timedelta(days=1)),
        Stretch(0, 540, 720, MONDAY),
        Stretch(1, 480, 960, None, MONDAY - timedelta(days=30)),
    )


async def test_skills_are_changed_on_all_days_or_on_none(town: Town) -> None:
    first = await town.duty("1", "ben")
    second = await town.duty("1", "ben", on=TUESDAY)
    melde = town.skills["melde"].id
    booked = await town.book(local(TUESDAY, "08:00"), service="anmeldung", skills=("melde",))
    clerk = await Clerk.get(id=town.clerks["ben"].id)
    change = NewSkills(clerk, frozenset())
    found = await impacts(change, NOW)
    assert set(found) == {first.office_day_id, second.office_day_id}
    stranded = await stranded_appointments(found[second.office_day_id].settled)
    assert [one.id for one in stranded] == [booked.id]
    with pytest.raises(WouldStrand):
        await make(change)
    assert await Clerk.filter(id=clerk.id, skills=melde).exists()
    await cancel_appointment(booked.id, By.STAFF, NOW)
    assert set(await make(change)) == {first.office_day_id, second.office_day_id}
    assert not await Clerk.filter(id=clerk.id, skills=melde).exists()


async def test_who_loses_a_skill_gives_the_appointment_to_who_has_it(town: Town) -> None:
    await town.duty("1", "ben")
    booked = await town.book(local(MONDAY, "08:00"), service="anmeldung", skills=("melde",))
    other = await town.duty("2", "ada")
    await make(NewSkills(await Clerk.get(id=town.clerks["ben"].id), frozenset()))
    assert (await Claim.get(appointment_id=booked.id)).duty_id == other.id


async def test_who_is_here_already_keeps_nobody_from_changing_the_plan(town: Town) -> None:
    duty = await town.duty("1", "ada")
    booked = await town.book(local(MONDAY, "08:00"))
    booked.state = AppointmentState.ARRIVED
    await booked.save()
    await make(Withdrawal(duty.id))
    assert (await Duty.get(id=duty.id)).state is DutyState.WITHDRAWN
    assert not await Claim.filter(appointment_id=booked.id).exists()


async def test_a_closure_waits_for_whoever_is_just_publishing(town: Town) -> None:
    """Else a day cut by the old hours would stay bookable in closed time."""
    office = town.offices["rathaus"].id
    draft = await town.duty("1", "ada", publish=False)
    during = Interval(local(MONDAY, "10:00"), local(MONDAY, "11:00"))
    go = asyncio.Event()

    async def close() -> list[int]:
        await go.wait()
        return await make(Closing(town.municipality.id, office, during, "Übung"))

    closing = asyncio.create_task(close())
    async with in_transaction():
        await keep_hours(office)
        go.set()
        done, _ = await asyncio.wait([closing], timeout=0.5)
        assert not done
        await publish_day(draft.office_day_id, NOW)
    assert await closing == [draft.office_day_id]
    times = sorted((part.starts_at, part.ends_at) for part in await Segment.all())
    assert times == [
        (local(MONDAY, "08:00"), local(MONDAY, "10:00")),
        (local(MONDAY, "11:00"), local(MONDAY, "12:00")),
    ]


async def test_a_closure_half_taken_back_is_taken_back_when_asked_again(town: Town) -> None:
    await town.duty("1", "ada")
    await town.duty("1", "ada", on=TUESDAY)
    during = Interval(local(MONDAY, "08:00"), local(TUESDAY, "18:00"))
    await make(Closing(town.municipality.id, town.offices["rathaus"].id, during, "Übung"))
    assert not await Segment.exists()
    closure = await Closure.get()
    async with aclosing(reopen(closure, NOW)) as stopped:
        await anext(stopped)
    assert await Segment.all().count() == 1
    assert len([day async for day in reopen(await Closure.get(), NOW)]) == 2
    assert await Segment.all().count() == 2
    assert not await Closure.exists()
