"""A run from the queue to a draft, with the real solver in its own process."""

from __future__ import annotations

import asyncio
import json
import re

from api.database import DatabaseAddress
from api.planning.answer import read_answer, read_asked
from api.planning.carrying import carry_out
from api.planning.wishes import with_pins
from api.planning.work import plan_next
from termin.capacity import Claim, Duty, DutyState
from termin.planning.plan import read_plan
from termin.planning.publish import begin_publication, publish_draft
from termin.planning.rows import PlanDraft, PlanRun, RunState
from termin.planning.runs import Request, ask_for, stop, take_back, take_run
from tests.api.commands.termin import termin
from tests.api.planning.drafts import a_run
from tests.town import MONDAY, NOW, Town, build_town, local


class Stopped:
    """The town's present."""

    def now(self):  # type: ignore[no-untyped-def]
        return NOW


async def test_a_run_becomes_a_draft_that_keeps_every_appointment(town: Town) -> None:
    await town.duty("1", "ada")
    await town.duty("2", "cem", hours=("09:00", "10:00"))
    booked = [await town.book(local(MONDAY, "09:00")) for _ in range(2)]
    run = await a_run(town)
    await PlanRun.filter(id=run.id).update(seconds=3)
    assert await plan_next(Stopped())
    run = await PlanRun.get(id=run.id)
    assert run.state is RunState.DONE
    asked, answer = read_asked(run.problem), read_answer(run.answer)
    assert (len(asked.dates), answer.lost) == (5, [])
    assert 0 <= answer.bound <= answer.value == run.value
    draft = await PlanDraft.get(run_id=run.id)
    assert draft.name == "Woche 48/2026, Rathaus (Entwurf 1)"
    await begin_publication(draft.id, None, NOW)
    _ = [one async for one in publish_draft(draft.id, lambda: NOW)]
    for one in booked:
        claim = await Claim.get(appointment_id=one.id).prefetch_related("duty")
        assert claim.starts_at == local(MONDAY, "09:00")
        assert claim.duty.state is DutyState.PUBLISHED


async def test_a_run_that_is_stopped_keeps_its_best(town: Town) -> None:
    run = await a_run(town, "rathaus", "nord")
    taken = await take_run(NOW)
    assert taken is not None
    working = asyncio.create_task(carry_out(taken, lambda: NOW))
    await stop(run.id, NOW)
    draft = await asyncio.wait_for(working, 120)
    assert draft is not None
    assert (await PlanRun.get(id=run.id)).state is RunState.CANCELLED


async def test_no_draft_comes_of_a_run_that_is_taken_back(town: Town) -> None:
    run = await a_run(town)
    taken = await take_run(NOW)
    assert taken is not None
    working = asyncio.create_task(carry_out(taken, lambda: NOW))
    await take_back(run.id, NOW)
    assert await asyncio.wait_for(working, 120) is None
    assert (await PlanRun.get(id=run.id)).state is RunState.CANCELLED
    assert not await PlanDraft.exists()


async def test_what_is_pinned_stays(town: Town) -> None:
    first = await a_run(town)
    await PlanRun.filter(id=first.id).update(seconds=1)
    await plan_next(Stopped())
    draft = await PlanDraft.get(run_id=first.id)
    pin = read_plan(draft.plan)[0] if read_plan(draft.plan) else None
    office = town.offices["rathaus"].id
    if pin is None:
        from termin.planning.plan import PlannedDuty

        pin = PlannedDuty(office, MONDAY, town.counters["2"].id, 540, 660, town.clerks["cem"].id)
    request = Request(town.municipality.id, (office,), MONDAY, 1.0, 1, with_pins({}, (pin,)))
    again = await ask_for(request, NOW)
    await plan_next(Stopped())
    kept = read_plan((await PlanDraft.get(run_id=again.id)).plan)
    assert any(
        (one.counter, one.clerk, one.on) == (pin.counter, pin.clerk, pin.on)
        and one.start <= pin.start
        and pin.end <= one.end
        for one in kept
    )


async def test_an_office_that_is_gone_ends_the_run_with_a_reason(town: Town) -> None:
    run = await a_run(town)
    await PlanRun.filter(id=run.id).update(offices=[999])
    await plan_next(Stopped())
    run = await PlanRun.get(id=run.id)
    assert run.state is RunState.FAILED
    assert run.fault


async def test_the_command_prints_a_plan_and_publishes_it(
    rows: DatabaseAddress, town: Town
) -> None:
    week = ("plan", "--week", "2099-W02", "--office", "Rathaus", "--seconds", "1")
    ran = await termin(rows, *week, "--publish")
    assert ran.status == 0, ran.errors
    assert re.search(r"step (1 of 2, counters|2 of 2, people): ", ran.errors)
    assert "Warum der Plan so viel kostet" in ran.output
    assert "gap" in ran.output
    assert "Arbeitszeiten: Rathaus" in ran.output
    ran = await termin(rows, *week, "--json")
    told = json.loads(ran.output)
    assert {"value", "bound", "gap", "seconds", "seed", "duties", "findings"} <= set(told)
    shift = told["shifts"][0]
    assert {"office", "on", "clerk", "start", "end", "breaks", "tasks"} == set(shift)
    assert told["notes"][0]["rule"] == "short past"
    assert await Duty.filter(state=DutyState.PUBLISHED).count() == len(
        read_plan((await PlanDraft.filter().order_by("id").first()).plan)  # type: ignore[union-attr]
    )


async def test_the_command_refuses_in_a_sentence(rows: DatabaseAddress, town: Town) -> None:
    for arguments, said in (
        (("--week", "2026-W60", "--office", "Rathaus"), "is no week"),
        (("--week", "9999-W52", "--office", "Rathaus"), "is no week"),
        (("--week", "2026-W48", "--office", "Mars"), "There is no office"),
    ):
        ran = await termin(rows, "plan", *arguments)
        assert ran.status == 1
        assert said in ran.errors
    await build_town("anderstadt")
    for office, said in (("Mars", "No municipality has an office 'Mars'"), ("Rathaus", "which")):
        ran = await termin(rows, "plan", "--week", "2026-W48", "--office", office)
        assert ran.status == 1
        assert said in ran.errors


async def test_a_seed_that_no_solver_takes_is_refused(rows: DatabaseAddress) -> None:
    for seed in ("-5", "99999999999"):
        week = ("--week", "2026-W48", "--office", "Rathaus", "--seed", seed)
        ran = await termin(rows, "plan", *week)
        assert ran.status == 2
        assert "--seed" in ran.errors
