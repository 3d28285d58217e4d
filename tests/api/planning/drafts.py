"""A run and its draft as a solver would leave them, without one: every counter open all day."""

from __future__ import annotations

from datetime import datetime

from api.planning.answer import Answer, asked_of, write
from api.planning.carrying import _name
from api.planning.problem import Translation, problem_of
from api.planning.reading import read_week
from api.planning.solving import Task, answer_to
from scheduler.capacity.check import check
from scheduler.capacity.problem import Place, Plan
from scheduler.watch import Solution
from termin.planning.drafts import make_draft
from termin.planning.rows import PlanDraft, PlanRun, RunState
from termin.planning.runs import Request, ask_for, end_run, take_run
from tests.town import MONDAY, NOW, Town


async def a_run(town: Town, *offices: str) -> PlanRun:
    """Ask for a plan."""
    ids = tuple(town.offices[name].id for name in offices or ("rathaus",))
    return await ask_for(Request(town.municipality.id, ids, MONDAY), NOW)


async def a_draft(town: Town, *offices: str, most: int = 9, now: datetime = NOW) -> PlanDraft:
    """Return a draft in which up to `most` counters of each kind are open all day."""
    run = await a_run(town, *offices)
    await take_run(now, run.id)
    facts = await read_week(run.municipality_id, run.offices, MONDAY, now)
    translation = problem_of(facts)
    plan = everything(translation, most)
    cost = check(translation.problem, plan).cost
    task = Task(translation, 1.0, 1)
    answer = answer_to(task, Solution(plan, cost, cost * 0.98, 1.5))
    assert isinstance(answer, Answer), answer
    await PlanRun.filter(id=run.id).update(problem=write(asked_of(translation)))
    await end_run(
        run.id, RunState.DONE, now, answer=write(answer), value=answer.value, bound=answer.bound
    )
    run = await PlanRun.get(id=run.id)
    return await make_draft(run, await _name(run), answer.duties, (), now, answer.shifts)


def everything(translation: Translation, most: int = 9) -> Plan:
    """Return the plan that opens what staff and counters allow, for the first group of each."""
    problem, counts = translation.problem, {}
    for number, site in enumerate(problem.sites):
        for day in range(len(problem.days)):
            budget = site.budget[day]
            left = 10**6 if budget is None else budget
            for block in range(problem.blocks):
                staff = min(site.staff[day][slot] for slot in problem.slots_of(block))
                for kind, row in enumerate(site.kinds):
                    cost = len(problem.slots_of(block))
                    count = min(row.count, staff, most, left // cost)
                    if count:
                        counts[Place(number, day, kind, min(row.groups), block)] = count
                        staff -= count
                        left -= count * cost
    return Plan(counts)
