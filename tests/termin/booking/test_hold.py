"""Holds: one person per time, given back by itself, extended a few times."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from termin import journal
from termin.booking import (
    Channel,
    ContactDetails,
    extend_hold,
    find_hold,
    make_appointment,
    place_hold,
    release_hold,
)
from termin.capacity import Claim, Shares
from termin.errors import HoldExpired, HoldNotExtendable, NotFound, SlotTaken
from termin.offices import Counter, PostKind
from tests.town import MONDAY, NOW, Town, local

KEEP = timedelta(minutes=10)


async def test_a_held_time_is_nobody_elses(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "08:15"))
    await place_hold(town.wish(local(MONDAY, "08:00")), NOW, keep=KEEP)
    with pytest.raises(SlotTaken):
        await place_hold(town.wish(local(MONDAY, "08:00")), NOW, keep=KEEP)


async def test_two_counters_take_two_people_at_once(town: Town) -> None:
    await town.duty("1", "ada")
    await town.duty("2", "ben")
    wish = town.wish(local(MONDAY, "09:00"))
    await place_hold(wish, NOW, keep=KEEP)
    await place_hold(wish, NOW, keep=KEEP)
    claims = await Claim.all()
    assert {claim.counter_id for claim in claims} == {
        town.counters["1"].id,
        town.counters["2"].id,
    }


async def test_what_was_a_counter_and_is_the_reception_is_not_booked(town: Town) -> None:
    await town.duty("1", "ada")
    await Counter.filter(id=town.counters["1"].id).update(post=PostKind.RECEPTION)
    with pytest.raises(SlotTaken):
        await place_hold(town.wish(local(MONDAY, "09:00")), NOW, keep=KEEP)


async def test_an_expired_hold_is_free_again_and_refused_to_its_holder(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "08:15"))
    wish = town.wish(local(MONDAY, "08:00"))
    first = await place_hold(wish, NOW, keep=KEEP)
    later = NOW + KEEP
    with pytest.raises(HoldExpired):
        await make_appointment(first.id, first.secret, ContactDetails(), later)
    second = await place_hold(wish, later, keep=KEEP)
    made = await make_appointment(second.id, second.secret, ContactDetails(), later)
    assert made.starts_at == wish.start
    kinds = [event.kind for event in await journal.of_day(made.office_day_id)]
    assert kinds == [
        "duties-published",
        "hold-placed",
        "claims-expired",
        "hold-placed",
        "appointment-made",
    ]


async def test_a_hold_is_extended_three_times_and_no_more(town: Town) -> None:
    await town.duty("1", "ada")
    hold = await place_hold(town.wish(local(MONDAY, "08:00")), NOW, keep=KEEP)
    for minutes in (5, 10, 15):
        now = NOW + timedelta(minutes=minutes)
        hold_now = await extend_hold(hold.id, hold.secret, now, keep=KEEP)
        assert hold_now.expires_at == now + KEEP
    with pytest.raises(HoldNotExtendable):
        await extend_hold(hold.id, hold.secret, NOW + timedelta(minutes=20), keep=KEEP)
    claim = await Claim.get(hold_id=hold.id)
    assert claim.expires_at == NOW + timedelta(minutes=25)


async def test_a_released_hold_is_free_at_once(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "08:15"))
    wish = town.wish(local(MONDAY, "08:00"))
    hold = await place_hold(wish, NOW, keep=KEEP)
    await release_hold(hold.id, hold.secret, NOW)
    await place_hold(wish, NOW, keep=KEEP)
    with pytest.raises(NotFound):
        await find_hold(hold.id, hold.secret, NOW)


async def test_a_wrong_secret_opens_nothing(town: Town) -> None:
    await town.duty("1", "ada")
    hold = await place_hold(town.wish(local(MONDAY, "08:00")), NOW, keep=KEEP)
    for attempt in (find_hold, release_hold):
        with pytest.raises(NotFound):
            await attempt(hold.id, "wrong", NOW)
    assert await Claim.exists(hold_id=hold.id)


async def test_the_past_and_closed_times_are_never_held(town: Town) -> None:
    await town.duty("1", "ada", hours=("07:00", "12:00"))
    for clock in ("07:30", "12:00", "11:50", "03:00"):
        with pytest.raises(SlotTaken):
            await place_hold(town.wish(local(MONDAY, clock)), NOW, keep=KEEP)
    with pytest.raises(SlotTaken):
        await place_hold(town.wish(local(MONDAY, "09:00")), local(MONDAY, "09:00"), keep=KEEP)


async def test_starts_off_the_grid_are_refused(town: Town) -> None:
    await town.duty("1", "ada")
    start = local(MONDAY, "09:00") + timedelta(minutes=3)
    with pytest.raises(SlotTaken):
        await place_hold(town.wish(start), NOW, keep=KEEP)


async def test_skills_decide_who_may_serve(town: Town) -> None:
    await town.duty("2", "ben", hours=("08:00", "09:00"))
    wish = town.wish(local(MONDAY, "08:00"), service="zulassung", minutes=30, skills=("kfz",))
    with pytest.raises(SlotTaken):
        await place_hold(wish, NOW, keep=KEEP)
    able = town.wish(local(MONDAY, "08:00"), service="anmeldung", minutes=10, skills=("melde",))
    await place_hold(able, NOW, keep=KEEP)


async def test_internal_time_is_for_staff_and_walk_in_time_for_nobody(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "10:00"), shares=Shares(0, 100, 0))
    await town.duty("2", "ben", hours=("08:00", "10:00"), shares=Shares(0, 0, 100))
    start = local(MONDAY, "08:30")
    with pytest.raises(SlotTaken):
        await place_hold(town.wish(start), NOW, keep=KEEP)
    await place_hold(town.wish(start, channel=Channel.PHONE), NOW, keep=KEEP)
    with pytest.raises(SlotTaken):
        await place_hold(town.wish(start, channel=Channel.PHONE), NOW, keep=KEEP)


async def test_claims_are_reseated_when_that_is_what_is_missing(town: Town) -> None:
    """ada can do everything, ben registrations only: one with ada makes way for a car."""
    await town.duty("1", "ada", hours=("08:00", "09:00"))
    start = local(MONDAY, "08:00")
    registration = town.wish(start, service="anmeldung", minutes=10, skills=("melde",))
    held = await place_hold(registration, NOW, keep=KEEP)
    await town.duty("2", "ben", hours=("08:00", "09:00"))
    car = town.wish(start, service="zulassung", minutes=30, skills=("kfz",))
    await place_hold(car, NOW, keep=KEEP)
    moved = await Claim.get(hold_id=held.id)
    assert moved.counter_id == town.counters["2"].id
    assert moved.starts_at == start


async def test_a_day_numbers_its_changes_without_gaps(town: Town) -> None:
    duty = await town.duty("1", "ada")
    starts = [local(MONDAY, "08:00") + timedelta(minutes=15 * n) for n in range(10)]
    await asyncio.gather(*(place_hold(town.wish(start), NOW, keep=KEEP) for start in starts))
    events = await journal.of_day(duty.office_day_id)
    assert [event.day_seq for event in events] == list(range(1, 12))
