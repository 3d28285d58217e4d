"""A published plan that another one replaced says so, and can be published once more."""

from __future__ import annotations

import asyncio

import pytest
from tortoise.transactions import in_transaction

from api.clock import RealClock
from api.planning.work import publish_next
from termin.capacity import Duty, DutyState
from termin.planning.publish import AnotherPublished, begin_publication
from termin.planning.rows import DraftState, PlanDraft, PlanRun
from termin.staff import Role
from tests.api.manager.conftest import Leader, clock, leader
from tests.api.people import a_person, sign_in
from tests.api.planning.drafts import a_draft
from tests.termin.planning.drafting import draft_of, planned, publish, stands
from tests.town import NOW, Town

__all__ = ["clock", "leader"]


class Friday(RealClock):
    """The town's present."""

    def now(self):  # type: ignore[no-untyped-def]
        return NOW


def _address(draft: PlanDraft) -> str:
    return f"/amt/planung/entwuerfe/{draft.id}"


async def _two_published(town: Town) -> tuple[PlanDraft, PlanDraft]:
    one = await draft_of(town, planned(town, "1", "ada"))
    other = await draft_of(town, planned(town, "2", "ben"))
    await PlanDraft.filter(id=one.id).update(name="Erster")
    await PlanDraft.filter(id=other.id).update(name="Zweiter")
    await publish(one)
    await publish(other)
    return await PlanDraft.get(id=one.id), await PlanDraft.get(id=other.id)


async def test_a_replaced_plan_names_the_one_that_came_after_and_can_come_back(
    leader: Leader,
) -> None:
    one, other = await _two_published(leader.town)
    page = await leader.get(_address(one))
    assert "Dieser Plan war veröffentlicht" in page.text
    assert "Dieser Plan ist veröffentlicht" not in page.text
    assert f'/entwuerfe/{other.id}">Zweiter</a>' in page.text
    listed = await leader.get("/amt/planung/plaene")
    assert listed.text.count("ersetzt") == 1
    assert f'/entwuerfe/{other.id}">Zweiter</a>' in listed.text.split("Erster")[1]
    assert one.published_at is not None
    stand = one.published_at.isoformat()
    assert f'name="stand" value="{stand}"' in page.text
    again = await leader.post(f"{_address(one)}/veroeffentlichungen", stand=stand)
    assert "Wird veröffentlicht" in again.text
    assert await publish_next(Friday())
    assert await stands(leader.town) == {("1", "Ada", "08:00", "12:00")}
    # NOW stands still: what came last is told by the time, then by the number.
    await PlanDraft.filter(id=other.id).update(published_at=NOW.replace(hour=1))
    assert "ersetzt" not in (await leader.get(_address(one))).text
    assert f'/entwuerfe/{one.id}">Erster</a>' in (await leader.get(_address(other))).text


async def test_a_form_sent_twice_does_not_undo_what_was_published_in_between(
    leader: Leader,
) -> None:
    one, other = await _two_published(leader.town)
    for stand in ("", "gestern", "2026-11-20T01:00:00+00:00"):
        page = await leader.post(f"{_address(one)}/veroeffentlichungen", stand=stand)
        assert page.status_code == 200
    assert not await publish_next(Friday())
    assert await stands(leader.town) == {("2", "Ben", "08:00", "12:00")}
    assert (await PlanDraft.get(id=one.id)).state is DraftState.PUBLISHED
    assert other.state is DraftState.PUBLISHED


async def test_a_week_changed_by_hand_says_so(leader: Leader) -> None:
    draft = await draft_of(leader.town, planned(leader.town, "1", "ada"))
    await publish(draft)
    assert "von Hand" not in (await leader.get(_address(draft))).text
    await Duty.filter(state=DutyState.PUBLISHED).update(state=DutyState.WITHDRAWN)
    page = await leader.get(_address(draft))
    assert "danach von Hand geändert" in page.text
    assert "Erneut veröffentlichen" in page.text
    assert "danach von Hand geändert" in (await leader.get("/amt/planung/plaene")).text


async def test_of_two_offices_only_the_one_that_was_planned_again_is_replaced(
    leader: Leader,
) -> None:
    town = leader.town
    both = await draft_of(town, planned(town, "1", "ada"), planned(town, "N1", "dora"))
    await publish(both)
    await publish(await draft_of(town, planned(town, "2", "ben")))
    page = await leader.get(_address(both))
    assert "zum Teil ersetzt" in page.text
    assert "Dieser Plan ist veröffentlicht" in page.text


async def test_two_plans_of_a_week_are_not_published_at_once(town: Town) -> None:
    one = await draft_of(town, planned(town, "1", "ada"))
    other = await draft_of(town, planned(town, "2", "ben"))
    begun = await asyncio.gather(
        begin_publication(one.id, None, NOW),
        begin_publication(other.id, None, NOW),
        return_exceptions=True,
    )
    assert [found for found in begun if found is True] == [True]
    assert [type(found) for found in begun if found is not True] == [AnotherPublished]
    elsewhere = await draft_of(town, planned(town, "N1", "dora"))
    assert await begin_publication(elsewhere.id, None, NOW)


async def test_the_second_publication_waits_for_the_first_to_be_decided(town: Town) -> None:
    one = await draft_of(town, planned(town, "1", "ada"))
    other = await draft_of(town, planned(town, "2", "ben"))
    async with in_transaction():
        assert await begin_publication(one.id, None, NOW)
    with pytest.raises(AnotherPublished):
        await begin_publication(other.id, None, NOW)


async def test_the_history_says_who_did_what_and_outlives_the_run(leader: Leader) -> None:
    draft = await a_draft(leader.town)
    address = _address(draft)
    await leader.post(f"{address}/festlegungen", festgelegt=["nichts"])
    await leader.post(f"{address}/namen", name="Für den Personalrat")
    await leader.post(f"{address}/veroeffentlichungen")
    assert await publish_next(Friday())
    after = await draft_of(leader.town, planned(leader.town, "1", "ada"))
    await publish(after)
    await PlanRun.filter(id=draft.run_id).delete()
    told = (await leader.get(address)).text.split('id="verlauf"')[1].split("</section>")[0]
    words = (
        "Berechnet.",
        "Dienste festgelegt: 0.",
        "Umbenannt.",
        "Veröffentlichung begonnen.",
        "Veröffentlicht.",
        "Ersetzt durch",
    )
    places = [told.index(word) for word in words]
    assert places == sorted(places)
    assert told.count("Leitung") + told.count("leitung") == 3
    assert f"/entwuerfe/{after.id}" in told


async def test_who_may_not_open_a_plan_sees_no_history(leader: Leader) -> None:
    one, _ = await _two_published(leader.town)
    town = leader.town
    await a_person("nord", Role.MANAGER, at=town.municipality, office=town.offices["nord"].id)
    await sign_in(leader.client, "nord")
    assert (await leader.get(_address(one))).status_code == 404
