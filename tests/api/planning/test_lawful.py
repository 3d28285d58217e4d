"""No named week breaks working time law, whoever is away and whatever they did before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.planning.answer import Answer, read_answer
from api.planning.facts import ClerkFacts, Past, PostFacts, WeekFacts
from api.planning.problem import problem_of
from api.planning.solving import Task, answer_to, quickly
from api.planning.staffing import Solve
from api.planning.work import plan_next
from scheduler.capacity.problem import Place, Plan
from scheduler.roster import wire
from scheduler.roster.check import check
from scheduler.roster.problem import Problem, Roster
from scheduler.roster.solve import solve
from scheduler.watch import Solution
from termin.planning.demand import Work, demand_of
from termin.planning.rows import PlanDraft, PlanRun
from termin.planning.shifts import PlannedShift, read_shifts
from termin.staff import PreferenceKind
from tests.api.planning.drafts import a_run
from tests.api.planning.test_pages import Friday
from tests.api.planning.weeks import KFZ, OFFICE, PLAIN, clerk, counter, week, with_office
from tests.town import MONDAY, Town

DATES = [MONDAY + timedelta(days=ahead) for ahead in range(7)]
OPENING = {on: ((480, 1080 if on.weekday() == 3 else 960),) for on in DATES[:5]}


def a_week(seed: int) -> WeekFacts:
    """Return a week of an office, its people, their past and their absences made from a seed."""
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    people = tuple(_clerk(random, number) for number in range(random.randint(2, 7)))
    counters = [counter(1), counter(2, PLAIN), counter(3), counter(4, KFZ)]
    booked = [
        Work(OFFICE, on, minute, random.choice((PLAIN, KFZ)), random.uniform(5, 60))
        for on in OPENING
        for minute in range(480, 960, 30)
    ]
    post = PostFacts(counter(9), frozenset({11, 12}))
    facts = with_office(week(counters=counters, clerks=people), open=OPENING, posts=(post,))
    holidays = frozenset(random.sample(DATES[:5], random.randint(0, 1)))
    opening = {on: times for on, times in OPENING.items() if on not in holidays}
    return replace(
        with_office(facts, open=opening),
        holidays=holidays,
        demand=demand_of((), (), booked, DATES),
    )


def _clerk(random: Random, number: int) -> ClerkFacts:
    known = clerk(11 + number, random.choice((None, None, PLAIN, KFZ)))
    away = {
        on: ((0, 1440),) if random.random() < 0.5 else ((random.randrange(480, 700, 30), 900),)
        for on in DATES[:5]
        if random.random() < 0.15
    }
    evening = {on: ((1020, 1320),) for on in DATES[:5] if random.random() < 0.05}
    return replace(
        known,
        minutes=random.choice((2340, 2340, 1170, 600)),
        weekdays=frozenset({0, 1, 3}) if random.random() < 0.2 else None,
        longest=random.choice((600, 600, 480, 300)),
        late=random.choice((None, 0, 1)),
        mentor=11 if number == 1 and random.random() < 0.5 else None,
        away={**away, **evening},
        elsewhere=evening,
        wishes={DATES[0]: ((random.choice(list(PreferenceKind)), 2),)},
        past=Past(ended=random.choice((None, 60, 2000)), allowance=random.choice((0, 500, -300))),
    )


def answered(facts: WeekFacts, seed: int, solver: Solve = quickly) -> Answer:
    translation = problem_of(facts, few=5.0)
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    counts = {
        Place(0, day, kind, min(row.groups), block): 1
        for day in range(len(translation.dates))
        for kind, row in enumerate(translation.problem.sites[0].kinds)
        for block in range(translation.problem.blocks)
        if random.random() < 0.7
        if min(translation.problem.sites[0].staff[day][block * 2 : block * 2 + 2]) > kind
    }
    sites = tuple(
        replace(site, budget=(None,) * len(translation.dates)) for site in translation.problem.sites
    )
    translation = replace(translation, problem=replace(translation.problem, sites=sites))
    found = answer_to(Task(translation, 1.0, 1), Solution(Plan(counts), 1.0, 0.0, 0.1), solver)
    assert isinstance(found, Answer), found
    return found


def judge(found: Answer) -> None:
    """Judge by the check, and by what can be read from duties and shifts alone."""
    (kept,) = found.rosters
    verdict = check(wire.read(kept.problem), wire.read_roster(kept.roster))
    assert verdict.legal, verdict.broken
    shifts = {(one.clerk, one.on): one for one in found.shifts}
    counters: defaultdict[tuple[int, date], list[tuple[int, int]]] = defaultdict(list)
    for duty in found.duties:
        shift = shifts[duty.clerk, duty.on]
        assert shift.start <= duty.start < duty.end <= shift.end
        assert not any(a < duty.end and duty.start < b for a, b in shift.breaks)
        counters[duty.counter, duty.on].append((duty.start, duty.end))
    for spans in counters.values():
        spans.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
    rested(found.shifts)


def rested(shifts: Sequence[PlannedShift]) -> None:
    """Assert eleven hours between days, ten hours at most, and breaks (ArbZG §§ 3 to 5)."""
    days = {(one.clerk, one.on): one for one in shifts}
    for one in shifts:
        before = days.get((one.clerk, one.on - timedelta(days=1)))
        assert before is None or one.start + 1440 - before.end >= 660
        assert one.work <= 600
        breaks = one.end - one.start - one.work
        assert breaks >= (45 if one.work > 540 else 30 if one.work > 360 else 0)


@given(st.integers(0, 10**6))
@settings(max_examples=25)
def test_no_named_week_breaks_the_law(seed: int) -> None:
    judge(answered(a_week(seed), seed))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_searched_week_breaks_the_law(seed: int) -> None:
    def search(problem: Problem, seconds: float) -> Solution[Roster]:
        return solve(problem, min(1.0, seconds), seed, workers=0)

    judge(answered(a_week(seed), seed, search))


async def test_who_works_on_sunday_night_rests_before_monday(town: Town) -> None:
    sunday = MONDAY - timedelta(days=1)
    for counter_name, name in (("1", "ada"), ("2", "cem"), ("3", "ben"), ("N1", "dora")):
        await town.duty(counter_name, name, on=sunday, hours=("14:00", "23:00"))
    run = await a_run(town)
    await PlanRun.filter(id=run.id).update(seconds=10)
    assert await plan_next(Friday())
    shifts = read_shifts((await PlanDraft.get(run_id=run.id)).shifts)
    monday = [one for one in shifts if one.on == MONDAY]
    assert monday
    assert min(one.start for one in monday) >= 10 * 60
    rested(shifts)
    assert read_answer((await PlanRun.get(id=run.id)).answer).notes
