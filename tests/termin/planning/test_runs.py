"""A run is taken by one worker, watched, stopped, and never lost."""

from __future__ import annotations

import asyncio

import pytest
from tortoise.connection import get_connection

from termin.errors import Invalid
from termin.planning.rows import PlanRun, RunState
from termin.planning.runs import (
    Heard,
    Request,
    ask_for,
    end_run,
    give_back_lost,
    hear,
    stop,
    take_back,
    take_run,
)
from tests.town import MONDAY, NOW, Town


async def asked(town: Town) -> PlanRun:
    return await ask_for(Request(town.municipality.id, (town.offices["nord"].id,), MONDAY), NOW)


async def state_of(run: PlanRun) -> RunState:
    return (await PlanRun.get(id=run.id)).state


async def test_a_run_is_taken_once_by_however_many_workers(town: Town) -> None:
    run = await asked(town)
    taken = await asyncio.gather(*(take_run(NOW) for _ in range(5)))
    assert [one.id for one in taken if one] == [run.id]


async def test_what_is_heard_of_a_run_can_be_read_while_it_runs(town: Town) -> None:
    run = await asked(town)
    await take_run(NOW)
    assert not await hear(run.id, Heard(2.5, 120.0, 100.0, 1, 4, 2, 3))
    seen = await PlanRun.get(id=run.id)
    assert (seen.elapsed, seen.value, seen.bound, seen.parts_done, seen.parts) == (
        2.5, 120.0, 100.0, 1, 4,
    )  # fmt: skip
    assert (seen.step, seen.steps) == (2, 3)


async def test_a_run_that_is_stopped_hears_of_it_with_its_next_sign_of_life(town: Town) -> None:
    run = await asked(town)
    await take_run(NOW)
    await stop(run.id, NOW)
    assert await hear(run.id, Heard(1, None, None))
    assert await state_of(run) is RunState.RUNNING


async def test_a_run_that_nobody_has_begun_ends_at_once_when_stopped(town: Town) -> None:
    run = await asked(town)
    await stop(run.id, NOW)
    assert await state_of(run) is RunState.CANCELLED
    assert await take_run(NOW) is None


async def test_a_run_that_is_taken_back_ends_at_once_begun_or_not(town: Town) -> None:
    run, begun = await asked(town), await asked(town)
    await take_run(NOW, begun.id)
    await take_back(run.id, NOW)
    await take_back(begun.id, NOW)
    assert await state_of(run) is await state_of(begun) is RunState.CANCELLED
    assert await hear(begun.id, Heard(1, None, None))
    assert not await end_run(begun.id, RunState.DONE, NOW)
    done = await asked(town)
    await take_run(NOW, done.id)
    await end_run(done.id, RunState.DONE, NOW)
    await take_back(done.id, NOW)
    assert await state_of(done) is RunState.DONE


async def test_a_run_ends_once(town: Town) -> None:
    run = await asked(town)
    await take_run(NOW)
    assert await end_run(run.id, RunState.DONE, NOW, value=3.0)
    assert not await end_run(run.id, RunState.FAILED, NOW)
    assert await state_of(run) is RunState.DONE
    assert (await PlanRun.get(id=run.id)).value == 3.0


async def test_the_run_of_a_dead_worker_is_taken_up_by_another(town: Town) -> None:
    run = await asked(town)
    await take_run(NOW)
    assert await give_back_lost() == 0
    await get_connection("default").execute_query(
        "UPDATE plan_run SET heard_at = clock_timestamp() - interval '1 minute'", []
    )
    assert await give_back_lost() == 1
    again = await take_run(NOW)
    assert again is not None
    assert again.id == run.id


async def test_who_lost_a_run_to_another_worker_is_told_to_stop(town: Town) -> None:
    run = await asked(town)
    assert await hear(run.id, Heard(1, None, None))


@pytest.mark.parametrize("wrong", [{"seconds": 0}, {"offices": ()}, {"monday": NOW.date()}])
async def test_a_run_that_makes_no_sense_is_refused(town: Town, wrong: dict[str, object]) -> None:
    usual: dict[str, object] = {
        "municipality": town.municipality.id,
        "offices": (town.offices["nord"].id,),
        "monday": MONDAY,
    }
    with pytest.raises(Invalid):
        await ask_for(Request(**{**usual, **wrong}), NOW)  # type: ignore[arg-type]
