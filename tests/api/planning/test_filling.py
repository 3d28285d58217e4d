"""Somebody falls ill: the gaps are filled, few people change, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.planning.answer import read_answer
from api.planning.work import plan_next
from scheduler.roster import wire
from scheduler.roster.check import check
from termin.planning.plan import read_plan
from termin.planning.rows import PlanDraft, PlanRun, RunState
from termin.planning.runs import Request, ask_for
from termin.planning.shifts import read_shifts
from termin.staff.rows import Absence, Clerk, Contract
from tests.api.manager.conftest import Leader, clock, leader
from tests.api.planning.test_pages import Friday
from tests.town import MONDAY, NOW, Town, local

__all__ = ["clock", "leader"]

TUESDAY = MONDAY + timedelta(days=1)


async def staffed(town: Town, seconds: float = 4.0) -> PlanDraft:
    """Return a draft of a week in which six people of the town hall have contracts and work."""
    office = town.offices["rathaus"]
    for name in ("emil", "fina", "gero"):
        town.clerks[name] = await Clerk.create(
            municipality=town.municipality, name=name.title(), every_skill=True
        )
    for clerk in town.clerks.values():
        await Clerk.filter(id=clerk.id).update(office_id=office.id)
        await Contract.create(
            municipality=town.municipality,
            clerk=clerk,
            minutes_per_week=2340,
            valid_from=MONDAY - timedelta(days=300),
        )
    for number, (counter, name) in enumerate((("1", "ada"), ("2", "cem"), ("3", "dora"))):
        await town.duty(counter, name, hours=("08:00", "16:00"))
        for quarter in range(4):
            await town.book(local(MONDAY, f"{9 + number:02}:{15 * quarter:02}"))
    run = await ask_for(Request(town.municipality.id, (office.id,), MONDAY, seconds), NOW)
    assert await plan_next(Friday())
    return await PlanDraft.get(run_id=run.id)


async def test_a_sick_call_changes_few_people_and_is_lawful(leader: Leader) -> None:
    draft = await staffed(leader.town)
    address = f"/amt/planung/entwuerfe/{draft.id}"
    page = await leader.get(address)
    for text in ("Arbeitszeiten: Rathaus", "Jemand fällt aus", "Pause", "keine 24 Wochen bekannt"):
        assert text in page.text
    old = read_shifts(draft.shifts)
    ill = next(one.clerk for one in old if one.on == TUESDAY)
    page = await leader.post(
        f"{address}/ausfaelle", person=str(ill), ausfall_von="24.11.2026", ausfall_bis="25.11.2026"
    )
    assert (await Absence.get()).starts_at == local(TUESDAY, "00:00")
    assert await plan_next(Friday())
    run = await PlanRun.all().order_by("-id").first()
    assert run is not None
    assert run.state is RunState.DONE, run.fault
    new = await PlanDraft.get(run_id=run.id)
    changed = set(old) ^ set(read_shifts(new.shifts))
    assert ill in {one.clerk for one in changed}
    assert len({one.clerk for one in changed} - {ill}) <= 3
    assert {one.on for one in changed} <= {TUESDAY, TUESDAY + timedelta(days=1)}
    assert not [
        one
        for one in read_plan(new.plan)
        if one.clerk == ill and one.on in (TUESDAY, TUESDAY + timedelta(days=1))
    ]
    (kept,) = read_answer(run.answer).rosters
    verdict = check(wire.read(kept.problem), wire.read_roster(kept.roster))
    assert verdict.legal, verdict.broken
    page = await leader.get(f"/amt/planung/entwuerfe/{new.id}")
    assert "Wer wie einspringt" in page.text
    name = read_plan(new.plan)[0].name
    await leader.post(f"/amt/planung/entwuerfe/{new.id}/festlegungen", festgelegt=[name], neu="ja")
    run = await PlanRun.all().order_by("-id").first()
    assert run is not None
    assert set(run.wishes) == {"pins", "shifts"}
    assert "besetzt „" in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("person", "999"), ("ausfall_von", "20.11.2026"), ("ausfall_bis", "22.11.2026")],
)
async def test_a_sick_call_that_cannot_be_is_refused(
    leader: Leader, field: str, value: str
) -> None:
    draft = await staffed(leader.town, seconds=1.0)
    who = read_shifts(draft.shifts)[0].clerk
    sent = {"person": str(who), "ausfall_von": "24.11.2026", field: value}
    page = await leader.post(f"/amt/planung/entwuerfe/{draft.id}/ausfaelle", **sent)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert not await Absence.exists()


async def test_pins_that_cannot_hold_together_are_listed(leader: Leader) -> None:
    town = leader.town
    draft = await staffed(town)
    duty = next(one for one in read_plan(draft.plan) if one.on == TUESDAY)
    await Absence.create(
        municipality=town.municipality,
        clerk_id=duty.clerk,
        kind="leave",
        starts_at=local(TUESDAY, "00:00"),
        ends_at=local(TUESDAY + timedelta(days=1), "00:00"),
    )
    address = f"/amt/planung/entwuerfe/{draft.id}"
    await leader.post(f"{address}/festlegungen", festgelegt=[duty.name], neu="ja")
    assert await plan_next(Friday())
    run = await PlanRun.all().order_by("-id").first()
    assert run is not None
    assert run.state is RunState.FAILED
    page = await leader.get(f"/amt/planung/laeufe/{run.id}")
    for text in ("Das kann nicht zusammen gelten", "So ist es festgelegt", "nicht da."):
        assert text in page.text
