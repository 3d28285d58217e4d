"""A roster's problem in the arrays of the compiled search, and a roster there and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from math import gcd

import numpy as np

from scheduler.roster.choices import REST, refused
from scheduler.roster.greedy import limit
from scheduler.roster.problem import BACK, PAUSE, Clerk, Problem, Roster, Shift, Workday
from scheduler.roster.state import Flags, Floats, Office, State, Whole

Choices = Mapping[tuple[int, int], tuple[Shift, ...]]


@dataclass(frozen=True)
class Ground:
    """The arrays of a problem; `shifts[k]` is the shift of choice k."""

    problem: Problem
    office: Office
    shifts: tuple[Shift, ...]

    def state(self, roster: Roster) -> State:
        """Return a roster in arrays; its shifts are among the choices."""
        problem, office = self.problem, self.office
        clerks, days = office.first.shape
        at = {clerk.id: number for number, clerk in enumerate(problem.clerks)}
        tasks = {group.name: number for number, group in enumerate(problem.groups)}
        tasks[BACK] = len(problem.groups)
        state = State(
            task=np.full((clerks, days, office.need.shape[1]), len(problem.groups) + 1, np.int64),
            chosen=np.full((clerks, days), -1, np.int64),
            there=np.zeros(office.need.shape, np.int64),
            paid=np.zeros(clerks, np.int64),
            back=np.zeros(clerks, np.int64),
            lates=np.zeros(clerks, np.int64),
            days=np.zeros((clerks, int(office.week.max(initial=0)) + 1), np.int64),
        )
        for one in roster.workdays:
            c, d = at[one.clerk], one.day
            mine = range(office.first[c, d], office.first[c, d] + office.many[c, d])
            k = next(k for k in mine if self.shifts[k].name == one.shift)
            state.chosen[c, d] = k
            state.paid[c] += office.work[k]
            state.back[c] += office.scraps[k]
            state.lates[c] += office.late[k]
            state.days[c, office.week[d]] += 1
            for block, task in zip(self.shifts[k].blocks(problem.block), one.tasks, strict=True):
                if not office.full[k, block]:
                    continue
                state.task[c, d, block] = tasks[task]
                if task == BACK:
                    state.back[c] += problem.block
                else:
                    state.there[d, block, tasks[task]] += 1
        return state

    def roster(self, state: State) -> Roster:
        """Read a roster from arrays; who is one too many has back office instead."""
        over = np.maximum(0, state.there - self.office.need)
        workdays = [
            self._workday(state, c, d, over)
            for d in range(self.problem.length)
            for c in range(len(self.problem.clerks))
            if state.chosen[c, d] >= 0
        ]
        return Roster(tuple(sorted(workdays, key=lambda one: (one.day, one.clerk))))

    def _workday(self, state: State, c: int, d: int, over: Whole) -> Workday:
        problem, k = self.problem, state.chosen[c, d]
        shift, tasks = self.shifts[k], []
        for block in shift.blocks(problem.block):
            task = state.task[c, d, block]
            if not self.office.full[k, block]:
                tasks.append(BACK if shift.worked(block, problem.block) else PAUSE)
            elif task == len(problem.groups):
                tasks.append(BACK)
            elif over[d, block, task]:
                over[d, block, task] -= 1
                tasks.append(BACK)
            else:
                tasks.append(problem.groups[task].name)
        return Workday(problem.clerks[c].id, d, shift.name, tuple(tasks))


def ground(problem: Problem, choice: Choices) -> Ground:
    """Return the arrays of a problem whose clerks choose among the given shifts."""
    terms, size = problem.terms, problem.block
    ends = [one.blocks(size).stop for one in problem.shifts]
    blocks = 1 + max([*ends, *(one.block for one in problem.demand)], default=0)
    wishes = defaultdict(list)
    for wish in problem.wishes:
        wishes[wish.clerk, wish.day].append(wish)
    first = np.zeros((len(problem.clerks), problem.length), np.int64)
    many = np.zeros_like(first)
    shifts: list[Shift] = []
    refusals: list[float] = []
    patterns = {one: _pattern(one, size) for one in problem.shifts}
    for c, clerk in enumerate(problem.clerks):
        for d in range(problem.length):
            mine = sorted(choice.get((clerk.id, d), ()), key=lambda one: patterns[one])
            first[c, d], many[c, d] = len(shifts), len(mine)
            shifts += mine
            refusals += [refused(wishes[clerk.id, d], terms, one) for one in mine]
    worked = {one: [one.worked(block, size) for block in range(blocks)] for one in set(shifts)}
    scraps = [sum(part for part in worked[one] if part < size) for one in shifts]
    full = [[part == size for part in worked[one]] for one in shifts]
    spans = [(one.start, one.end, one.blocks(size).start, one.blocks(size).stop) for one in shifts]
    step = gcd(*(one.work for one in shifts)) or 1
    office = Office(
        need=_need(problem, blocks),
        price=_prices(problem),
        able=_able(problem),
        screen=np.array([*(one.screen for one in problem.groups), False, False], np.bool_),
        first=first,
        many=many,
        must=_must(problem),
        work=np.array([one.work for one in shifts], np.int64),
        scraps=np.array(scraps, np.int64),
        span=np.array(spans, np.int64).reshape(-1, 4),
        late=np.array([one.end > terms.closing for one in shifts], np.int64),
        wish=np.array(refusals, np.float64),
        full=np.array(full, np.bool_).reshape(len(shifts), blocks),
        same=_same([patterns[one] for one in shifts], first),
        week=np.array([problem.week(d) for d in range(problem.length)], np.int64),
        limits=_limits(problem),
        pupils=_pupils(problem),
        sizes=np.array([size, terms.screen // size, REST, step], np.int64),
        share=np.array(terms.share, np.float64),
        costs=_costs(problem),
    )
    return Ground(problem, office, tuple(shifts))


def _pattern(shift: Shift, size: int) -> tuple[int, ...]:
    """Return the first block, and of each block whether it is worked in full."""
    blocks = shift.blocks(size)
    return blocks.start, *(int(shift.worked(block, size) == size) for block in blocks)


def _same(patterns: list[tuple[int, ...]], first: Whole) -> Whole:
    """Return how many blocks each choice begins with like the one before, of the same workday."""
    same = np.zeros(len(patterns), np.int64)
    begins = {int(one) for one in first.flat}
    for k in range(1, len(patterns)):
        if k not in begins:
            pairs = zip(patterns[k - 1], patterns[k], strict=False)
            same[k] = max(0, sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) - 1)
    return same


def _need(problem: Problem, blocks: int) -> Whole:
    number = {group.name: at for at, group in enumerate(problem.groups)}
    need = np.zeros((problem.length, blocks, len(problem.groups)), np.int64)
    for one in problem.demand:
        need[one.day, one.block, number[one.group]] = one.people
    return need


def _able(problem: Problem) -> Flags:
    able = [[one.name in who.skills for one in problem.groups] for who in problem.clerks]
    return np.array(able, np.bool_).reshape(len(problem.clerks), len(problem.groups))


def _must(problem: Problem) -> Flags:
    pinned = {(pin.clerk, pin.day) for pin in problem.pins if pin.shift is not None}
    days = range(problem.length)
    must = [[(who.id, d) in pinned for d in days] for who in problem.clerks]
    return np.array(must, np.bool_).reshape(len(problem.clerks), problem.length)


def _limits(problem: Problem) -> Whole:
    place = {clerk.id: c for c, clerk in enumerate(problem.clerks)}

    def limits(who: Clerk) -> tuple[int, ...]:
        late = -1 if who.late is None else who.late
        mentor = -1 if who.mentor is None else place[who.mentor]
        return problem.owed(who), limit(problem, who), who.days_a_week, late, mentor

    return np.array([limits(who) for who in problem.clerks], np.int64).reshape(-1, 5)


def _pupils(problem: Problem) -> Whole:
    """Return by clerk the numbers of those whose mentor they are, then -1."""
    of = [
        [c for c, pupil in enumerate(problem.clerks) if pupil.mentor == who.id]
        for who in problem.clerks
    ]
    most = 1 + max((len(one) for one in of), default=0)
    return np.array([one + [-1] * (most - len(one)) for one in of], np.int64).reshape(-1, most)


def _prices(problem: Problem) -> Floats:
    """Return by group what it costs that so many people are missing, or (below zero) too many."""
    many, steps = len(problem.clerks), problem.weights.missing
    most = max((one.people for one in problem.demand), default=0)
    found = np.zeros((len(problem.groups), 2 * many + most + 2))
    for g, group in enumerate(problem.groups):
        for short in range(-many, many + most + 2):
            dear = sum(steps[min(at, len(steps) - 1)] for at in range(short))
            surplus = max(0, -short) * problem.weights.surplus
            found[g, short + many] = group.weight * dear + surplus
    return found


def _costs(problem: Problem) -> Floats:
    told = problem.weights
    return np.array(
        [told.unused, told.back_little, told.back_much, told.screen, told.late, told.alone],
        np.float64,
    )
