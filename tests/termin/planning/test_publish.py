"""A draft becomes public day by day, and nobody with an appointment loses it unseen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta

import pytest

from termin.booking import By, cancel_appointment
from termin.capacity import AT_POSTS, Claim, Duty, DutyState, Segment, Shares
from termin.events import PlanPublished
from termin.journal import of_day
from termin.officeday import OfficeDay
from termin.offices import Counter, PostKind
from termin.planning import publish as publication
from termin.planning.drafts import preview
from termin.planning.plan import OfficeDate
from termin.planning.publish import Became, DayResult, begin_publication, publish_draft
from termin.planning.rows import DraftState, PlanDraft
from tests.termin.planning.drafting import draft_of, planned, publish, stands
from tests.town import MONDAY, NOW, Town, local

TUESDAY = MONDAY + timedelta(days=1)


async def test_what_was_published_gives_way_to_the_plan(town: Town) -> None:
    await town.duty("1", "ada")
    draft = await draft_of(
        town, planned(town, "1", "ada", ("09:00", "13:00")), planned(town, "2", "ben")
    )
    (result,) = await publish(draft)
    assert (result.became, result.added, result.withdrawn) == (Became.DONE, 2, 1)
    assert await stands(town) == {
        ("1", "Ada", "09:00", "13:00"),
        ("2", "Ben", "08:00", "12:00"),
    }
    assert (await PlanDraft.get(id=draft.id)).state is DraftState.PUBLISHED


async def test_a_duty_that_stays_the_same_is_not_touched(town: Town) -> None:
    duty = await town.duty("1", "ada")
    (result,) = await publish(await draft_of(town, planned(town, "1", "ada")))
    assert (result.kept, result.added, result.withdrawn) == (1, 0, 0)
    assert (await Duty.get(id=duty.id)).state is DutyState.PUBLISHED


async def test_a_duty_of_a_draft_is_cut_by_its_shares_within_opening_hours(town: Town) -> None:
    plan = planned(town, "1", "ada", ("07:00", "12:00"), shares=Shares(0, 0, 100))
    await publish(await draft_of(town, plan))
    (segment,) = await Segment.all()
    assert (segment.use, segment.starts_at) == ("walk_in", local(MONDAY, "08:00"))


async def test_who_has_an_appointment_stays_at_the_counter_where_it_is_still_staffed(
    town: Town,
) -> None:
    await town.duty("1", "ada")
    made = await town.book(local(MONDAY, "10:00"))
    draft = await draft_of(
        town, planned(town, "1", "cem", ("09:30", "12:00")), planned(town, "2", "ada")
    )
    (day,) = await preview(draft, NOW)
    assert (day.reseated, day.stranded) == (0, ())
    await publish(draft)
    claim = await Claim.get(appointment_id=made.id).prefetch_related("duty__clerk")
    assert claim.counter_id == town.counters["1"].id
    assert claim.duty.clerk.name == "Cem"


async def test_who_has_an_appointment_goes_to_another_counter_at_the_same_time(town: Town) -> None:
    await town.duty("1", "ada")
    made = await town.book(local(MONDAY, "10:00"))
    draft = await draft_of(town, planned(town, "3", "ada"))
    (day,) = await preview(draft, NOW)
    assert (day.reseated, day.stranded) == (1, ())
    await publish(draft)
    claim = await Claim.get(appointment_id=made.id)
    assert claim.counter_id == town.counters["3"].id
    assert claim.starts_at == local(MONDAY, "10:00")


async def test_time_for_walk_ins_is_given_to_who_would_else_lose_the_appointment(
    town: Town,
) -> None:
    await town.duty("1", "ada")
    made = await town.book(local(MONDAY, "10:00"))
    draft = await draft_of(town, planned(town, "2", "ada", shares=Shares(0, 0, 100)))
    (result,) = await publish(draft)
    assert result.became is Became.DONE
    assert (await Claim.get(appointment_id=made.id)).counter_id == town.counters["2"].id


@pytest.mark.parametrize("post", PostKind)
async def test_nobody_is_sent_to_the_reception_or_the_telephone_instead(
    town: Town, post: PostKind
) -> None:
    await Counter.filter(id=town.counters["2"].id).update(post=post)
    await town.duty("1", "ada")
    made = await town.book(local(MONDAY, "10:00"))
    draft = await draft_of(town, planned(town, "2", "ada", shares=AT_POSTS))
    (day,) = await preview(draft, NOW)
    assert [one.id for one in day.stranded] == [made.id]
    (result,) = await publish(draft)
    assert (result.became, result.stranded) == (Became.STRANDS, (str(made.id),))


async def test_a_day_on_which_somebody_would_lose_their_place_stays_as_it_was(town: Town) -> None:
    await town.duty("1", "ada")
    made = await town.book(local(MONDAY, "10:00"))
    tuesday = planned(town, "1", "ada", on=TUESDAY)
    draft = await draft_of(town, planned(town, "1", "ada", ("08:00", "10:00")), tuesday)
    monday, _ = await preview(draft, NOW)
    assert [one.id for one in monday.stranded] == [made.id]
    refused, done = await publish(draft)
    assert (refused.became, refused.stranded) == (Became.STRANDS, (str(made.id),))
    assert done.became is Became.DONE
    assert ("1", "Ada", "08:00", "12:00") in await stands(town)
    assert (await PlanDraft.get(id=draft.id)).state is DraftState.DRAFT
    await cancel_appointment(made.id, By.STAFF, NOW)
    again, unchanged = await publish(draft)
    assert again.became is Became.DONE
    assert (unchanged.kept, unchanged.added) == (1, 0)
    assert (await PlanDraft.get(id=draft.id)).state is DraftState.PUBLISHED


async def test_a_skill_that_is_no_longer_there_strands_too(town: Town) -> None:
    await town.duty("1", "ada")
    made = await town.book(local(MONDAY, "10:00"), service="zulassung", skills=("kfz",))
    draft = await draft_of(town, planned(town, "1", "ben"))
    (day,) = await preview(draft, NOW)
    assert [one.id for one in day.stranded] == [made.id]


async def test_offices_that_exchange_clerks_are_published_together(town: Town) -> None:
    await town.duty("1", "ada")
    await town.duty("N1", "dora")
    draft = await draft_of(town, planned(town, "1", "dora"), planned(town, "N1", "ada"))
    results = await publish(draft)
    assert {one.became for one in results} == {Became.DONE}
    assert await stands(town) == {
        ("1", "Dora", "08:00", "12:00"),
        ("N1", "Ada", "08:00", "12:00"),
    }


async def test_a_clerk_on_duty_at_an_office_out_of_the_plan_is_not_taken_from_there(
    town: Town,
) -> None:
    await town.duty("N1", "ada")
    (result,) = await publish(await draft_of(town, planned(town, "1", "ada")))
    assert result.became is Became.OVERLAPS
    assert await stands(town) == {("N1", "Ada", "08:00", "12:00")}


async def test_today_and_the_past_are_left_alone(town: Town) -> None:
    draft = await draft_of(town, planned(town, "1", "ada"))
    await begin_publication(draft.id, None, NOW)
    at_nine = local(MONDAY, "09:00")
    (result,) = [one async for one in publish_draft(draft.id, lambda: at_nine)]
    assert result.became is Became.OVER
    assert not await Duty.exists()


async def test_a_publication_that_was_killed_goes_on_where_it_stopped(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    wednesday = MONDAY + timedelta(days=2)
    days = (MONDAY, TUESDAY, wednesday)
    draft = await draft_of(town, *(planned(town, "1", "ada", on=on) for on in days))
    await begin_publication(draft.id, None, NOW)
    whole = publication._publish_step
    with monkeypatch.context() as broken:
        broken.setattr(publication, "_publish_step", _dies_on(whole, TUESDAY))
        with pytest.raises(PowerCut):
            async for _ in publish_draft(draft.id, lambda: NOW):
                pass
    assert await Duty.filter(state=DutyState.PUBLISHED).count() == 1
    assert (await PlanDraft.get(id=draft.id)).state is DraftState.PUBLISHING
    rest = [result.on async for result in publish_draft(draft.id, lambda: NOW)]
    assert rest == [TUESDAY, wednesday]
    assert await Duty.filter(state=DutyState.PUBLISHED).count() == 3


async def test_each_day_tells_one_publication(town: Town) -> None:
    await town.duty("1", "ada")
    draft = await draft_of(town, planned(town, "2", "ada"))
    await publish(draft)
    (day,) = await OfficeDay.all()
    (told,) = [one for one in await of_day(day.id) if one.kind == PlanPublished.kind]
    (new,) = await Duty.filter(state=DutyState.PUBLISHED)
    assert told.facts["draft"] == draft.id
    assert told.facts["added"] == [new.id]
    assert len(told.facts["withdrawn"]) == 1


class PowerCut(Exception):
    """The process is gone."""


Step = Callable[..., Awaitable[list[DayResult]]]


def _dies_on(whole: Step, day: date) -> Step:
    async def step(
        draft: PlanDraft, days: Sequence[OfficeDate], zones: object, now: datetime
    ) -> list[DayResult]:
        if any(on == day for _, on in days):
            raise PowerCut
        return await whole(draft, days, zones, now)

    return step


async def test_who_fills_a_gap_changes_today_until_a_duty_has_begun(town: Town) -> None:
    await town.duty("1", "ada")

    async def published_at(clock: str, *, fills: bool) -> list[Became]:
        draft = await draft_of(town, planned(town, "1", "cem"))
        await PlanDraft.filter(id=draft.id).update(fills=fills)
        await begin_publication(draft.id, None, NOW)
        at = local(MONDAY, clock)
        return [one.became async for one in publish_draft(draft.id, lambda: at)]

    assert await published_at("07:00", fills=False) == [Became.OVER]
    assert await published_at("09:00", fills=True) == [Became.OVER]
    assert await stands(town) == {("1", "Ada", "08:00", "12:00")}
    assert await published_at("07:00", fills=True) == [Became.DONE]
    assert await stands(town) == {("1", "Cem", "08:00", "12:00")}
