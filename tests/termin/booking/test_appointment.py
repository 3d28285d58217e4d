"""Appointments: made once, moved without a gap or an overlap, cancelled for good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from termin import journal
from termin.booking import (
    AppointmentState,
    By,
    Contact,
    ContactDetails,
    Target,
    by_code,
    cancel_appointment,
    confirm_appointment,
    erase_contact,
    make_appointment,
    move_appointment,
    place_hold,
)
from termin.capacity import Claim
from termin.capacity.expiry import sweep_all
from termin.errors import NotFound, SlotTaken, WrongState
from termin.tokens import ALPHABET, spoken
from tests.town import MONDAY, NOW, Town, local

KEEP = timedelta(minutes=10)
TUESDAY = date(2026, 11, 24)


def target(town: Town, start_at: str, on: date = MONDAY, office: str = "rathaus") -> Target:
    service = town.services["ausweis"].id
    start = local(on, start_at)
    return Target(town.offices[office].id, "Europe/Berlin", start, ((service, 1, 15),), frozenset())


async def test_a_form_sent_twice_books_once(town: Town) -> None:
    await town.duty("1", "ada")
    hold = await place_hold(town.wish(local(MONDAY, "08:00")), NOW, keep=KEEP)
    first = await make_appointment(hold.id, hold.secret, ContactDetails(name="A"), NOW)
    second = await make_appointment(hold.id, hold.secret, ContactDetails(name="A"), NOW)
    assert first.code == second.code
    assert await Claim.all().count() == 1
    with pytest.raises(NotFound):
        await make_appointment(hold.id, "another secret", ContactDetails(), NOW)


async def test_the_code_is_found_however_it_is_typed(town: Town) -> None:
    await town.duty("1", "ada")
    made = await town.book(local(MONDAY, "08:00"))
    assert set(made.code) <= set(ALPHABET)
    for typed in (made.code, made.code.lower(), spoken(made.code), f" {made.code} "):
        found = await by_code(town.municipality.id, typed)
        assert found.id == made.id
    for wrong in ("", "ABC", made.code[:-1], made.code[::-1]):
        if wrong != made.code:
            with pytest.raises(NotFound):
                await by_code(town.municipality.id, wrong)


async def test_a_cancelled_time_is_free_at_once_and_cancelling_twice_is_refused(
    town: Town,
) -> None:
    await town.duty("1", "ada", hours=("08:00", "08:15"))
    made = await town.book(local(MONDAY, "08:00"))
    cancelled = await cancel_appointment(made.id, By.CITIZEN, NOW)
    assert (cancelled.state, cancelled.sequence) == (AppointmentState.CANCELLED, 1)
    await town.book(local(MONDAY, "08:00"))
    with pytest.raises(WrongState):
        await cancel_appointment(made.id, By.CITIZEN, NOW)


async def test_a_move_frees_the_old_time_and_keeps_the_code(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "09:00"))
    await town.duty("1", "ada", on=TUESDAY, hours=("08:00", "09:00"))
    made = await town.book(local(MONDAY, "08:00"))
    moved = await move_appointment(made.id, target(town, "08:30", TUESDAY), By.CITIZEN, NOW)
    assert (moved.code, moved.sequence) == (made.code, 1)
    claim = await Claim.get()
    assert claim.starts_at == local(TUESDAY, "08:30")
    kinds = [event.kind for event in await journal.of_day(made.office_day_id)]
    assert kinds[-1] == "appointment-moved-away"


async def test_a_move_may_overlap_its_own_old_time(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "08:30"))
    made = await town.book(local(MONDAY, "08:00"))
    moved = await move_appointment(made.id, target(town, "08:05"), By.CITIZEN, NOW)
    assert moved.starts_at == local(MONDAY, "08:05")


async def test_a_move_to_a_taken_time_changes_nothing(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "08:30"))
    made = await town.book(local(MONDAY, "08:00"))
    await town.book(local(MONDAY, "08:15"))
    with pytest.raises(SlotTaken):
        await move_appointment(made.id, target(town, "08:15"), By.CITIZEN, NOW)
    found = await by_code(town.municipality.id, made.code)
    assert (found.starts_at, found.sequence) == (local(MONDAY, "08:00"), 0)
    assert await Claim.filter(appointment_id=made.id).count() == 1


async def test_citizens_cannot_move_what_has_begun_but_staff_can(town: Town) -> None:
    await town.duty("1", "ada")
    made = await town.book(local(MONDAY, "08:00"))
    begun = local(MONDAY, "08:00")
    with pytest.raises(WrongState):
        await move_appointment(made.id, target(town, "10:00"), By.CITIZEN, begun)
    moved = await move_appointment(made.id, target(town, "10:00"), By.STAFF, begun)
    assert moved.starts_at == local(MONDAY, "10:00")


async def test_an_unconfirmed_appointment_lapses_and_its_time_is_free(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "08:15"))
    wish = town.wish(local(MONDAY, "08:00"))
    hold = await place_hold(wish, NOW, keep=KEEP)
    details = ContactDetails(email="a@example.org")
    within = timedelta(minutes=60)
    made = await make_appointment(hold.id, hold.secret, details, NOW, confirm_within=within)
    assert made.state is AppointmentState.UNCONFIRMED
    later = NOW + timedelta(minutes=61)
    assert await sweep_all(later) == 1
    with pytest.raises(WrongState):
        await confirm_appointment(made.id, later)
    await place_hold(wish, later, keep=KEEP)


@pytest.mark.parametrize(("minutes", "asked"), [(59, False), (60, False), (61, True)])
async def test_no_link_is_asked_for_where_the_time_for_it_would_reach_the_start(
    town: Town,
    minutes: int,
    asked: bool,  # noqa: FBT001
) -> None:
    await town.duty("1", "ada")
    start = local(MONDAY, "10:00")
    now = start - timedelta(minutes=minutes)
    hold = await place_hold(town.wish(start), now, keep=KEEP)
    details = ContactDetails(email="a@example.org")
    within = timedelta(minutes=60)
    made = await make_appointment(hold.id, hold.secret, details, now, confirm_within=within)
    assert made.state is (AppointmentState.UNCONFIRMED if asked else AppointmentState.BOOKED)
    assert made.confirm_until == (now + within if asked else None)


async def test_a_confirmed_appointment_stays(town: Town) -> None:
    await town.duty("1", "ada")
    hold = await place_hold(town.wish(local(MONDAY, "08:00")), NOW, keep=KEEP)
    details = ContactDetails(email="a@example.org")
    within = timedelta(minutes=60)
    made = await make_appointment(hold.id, hold.secret, details, NOW, confirm_within=within)
    for _ in range(2):
        confirmed = await confirm_appointment(made.id, NOW + timedelta(minutes=5))
        assert confirmed.state is AppointmentState.BOOKED
    assert await sweep_all(NOW + timedelta(days=1)) == 0
    assert (await Claim.get(appointment_id=made.id)).expires_at is None


async def test_without_an_address_no_confirmation_is_asked_for(town: Town) -> None:
    await town.duty("1", "ada")
    hold = await place_hold(town.wish(local(MONDAY, "08:00")), NOW, keep=KEEP)
    made = await make_appointment(
        hold.id, hold.secret, ContactDetails(), NOW, confirm_within=timedelta(minutes=60)
    )
    assert made.state is AppointmentState.BOOKED
    assert not await Contact.exists()


async def test_contact_data_is_erased_alone(town: Town) -> None:
    await town.duty("1", "ada")
    made = await town.book(local(MONDAY, "08:00"), email="a@example.org")
    await erase_contact(made.id, NOW)
    assert not await Contact.exists()
    found = await by_code(town.municipality.id, made.code)
    assert found.state is AppointmentState.BOOKED


async def test_the_journal_holds_no_personal_data(town: Town) -> None:
    await town.duty("1", "ada")
    hold = await place_hold(town.wish(local(MONDAY, "08:00")), NOW, keep=KEEP)
    details = ContactDetails("Erika Muster", "erika@example.org", "0301234567")
    made = await make_appointment(hold.id, hold.secret, details, NOW)
    await cancel_appointment(made.id, By.CITIZEN, NOW)
    told = str([event.facts for event in await journal.of_day(made.office_day_id)])
    for secret in ("Erika", "example.org", "0301234567", made.code, hold.secret):
        assert secret not in told
