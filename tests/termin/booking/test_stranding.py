"""A change of plan tells whom it touches before it is made."""

from __future__ import annotations

import pytest

from termin.booking import (
    By,
    Withdrawal,
    WouldStrand,
    apply_closure,
    cancel_appointment,
    impacts,
    lift_closure,
    stranded_appointments,
    withdraw_duty,
)
from termin.capacity import Claim, DutyOverlaps, Segment, publish_day
from termin.errors import SlotTaken
from termin.offices.rows import Closure
from termin.staff.rows import Clerk
from tests.town import MONDAY, NOW, Town, local


async def test_withdrawing_a_duty_reseats_who_finds_another_counter(town: Town) -> None:
    duty = await town.duty("1", "ada", hours=("08:00", "09:00"))
    made = await town.book(local(MONDAY, "08:00"))
    await town.duty("2", "ben", hours=("08:00", "09:00"))
    await withdraw_duty(duty.id, NOW)
    claim = await Claim.get(appointment_id=made.id)
    assert claim.counter_id == town.counters["2"].id
    assert claim.starts_at == local(MONDAY, "08:00")


async def test_withdrawing_names_who_would_be_stranded_and_does_nothing(town: Town) -> None:
    duty = await town.duty("1", "ada", hours=("08:00", "09:00"))
    made = await town.book(local(MONDAY, "08:00"))
    (impact,) = (await impacts(Withdrawal(duty.id), NOW)).values()
    assert [one.id for one in await stranded_appointments(impact.settled)] == [made.id]
    with pytest.raises(WouldStrand) as refused:
        await withdraw_duty(duty.id, NOW)
    assert refused.value.facts["appointments"] == [str(made.id)]
    assert await Segment.filter(duty_id=duty.id).exists()
    await cancel_appointment(made.id, By.STAFF, NOW)
    await withdraw_duty(duty.id, NOW)
    with pytest.raises(SlotTaken):
        await town.book(local(MONDAY, "08:30"))


async def test_a_closure_cuts_the_day_and_lifting_it_opens_it_again(town: Town) -> None:
    duty = await town.duty("1", "ada", hours=("08:00", "12:00"))
    closure = await Closure.create(
        municipality=town.municipality,
        office=town.offices["rathaus"],
        starts_at=local(MONDAY, "10:00"),
        ends_at=local(MONDAY, "11:00"),
        reason="Personalversammlung",
    )
    await apply_closure(closure, duty.office_day_id, NOW)
    with pytest.raises(SlotTaken):
        await town.book(local(MONDAY, "09:50"))
    await town.book(local(MONDAY, "09:45"))
    await town.book(local(MONDAY, "11:00"))
    await closure.delete()
    await lift_closure(closure.id, duty.office_day_id, NOW)
    await town.book(local(MONDAY, "10:00"))


async def test_a_counter_or_a_person_cannot_stand_twice(town: Town) -> None:
    await town.duty("1", "ada", hours=("08:00", "12:00"))
    for counter, clerk in (("1", "ben"), ("2", "ada"), ("N1", "ada")):
        draft = await town.duty(counter, clerk, hours=("11:00", "13:00"), publish=False)
        with pytest.raises(DutyOverlaps):
            await publish_day(draft.office_day_id, NOW)
        await draft.delete()


async def test_withdrawing_tells_also_of_those_whom_the_counter_could_not_serve(
    town: Town,
) -> None:
    duty = await town.duty("1", "ada", hours=("08:00", "09:00"))
    made = await town.book(local(MONDAY, "08:00"), service="zulassung", skills=("kfz",))
    # As after a day that was published while the skills were being changed.
    await Clerk.filter(id=town.clerks["ada"].id).update(every_skill=False)
    with pytest.raises(WouldStrand) as refused:
        await withdraw_duty(duty.id, NOW)
    assert refused.value.facts["appointments"] == [str(made.id)]
