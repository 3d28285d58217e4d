"""A first roster within a second: day by day, the clerk with the fewest skills first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import gcd

from scheduler.roster.choices import REST, Impossible, refused
from scheduler.roster.problem import BACK, PAUSE, Clerk, Problem, Roster, Shift, Workday

Choices = Mapping[tuple[int, int], tuple[Shift, ...]]


def first_roster(problem: Problem, choice: Choices) -> Roster:
    """Return a legal roster that serves much of the demand. No search: each step is final.

    Raises:
        Impossible: pinned shifts alone break a limit on hours, days or rest.
    """
    return _Greedy(problem, choice).roster()


def limit(problem: Problem, clerk: Clerk) -> int:
    """Return the most minutes the clerk may work in the plan, by contract and ArbZG § 3.

    Rounded down to what shifts can add up to.
    """
    days = sum(not problem.rest_day(day) for day in range(problem.length))
    most = min(problem.owed(clerk) + clerk.flex, 480 * days + clerk.allowance)
    step = gcd(*(shift.work for shift in problem.shifts)) or 1
    return most // step * step


class _Greedy:
    def __init__(self, problem: Problem, choice: Choices) -> None:
        self.problem, self.choice = problem, choice
        self.pinned = {(pin.clerk, pin.day) for pin in problem.pins if pin.shift is not None}
        self.left = {clerk.id: limit(problem, clerk) for clerk in problem.clerks}
        self.week: Counter[tuple[int, int]] = Counter()
        self.spans: dict[tuple[int, int], Shift] = {}
        self.need: dict[int, Counter[tuple[int, str]]] = defaultdict(Counter)
        for one in problem.demand:
            self.need[one.day][one.block, one.group] += one.people
        self.ahead = Counter(clerk for clerk, _ in choice)
        self.wished = defaultdict(list)
        for wish in problem.wishes:
            self.wished[wish.clerk, wish.day].append(wish)

    def roster(self) -> Roster:
        for clerk, day in sorted(self.pinned):
            self._settle(clerk, day, self.choice[clerk, day][0])
        workdays = [
            one for day in range(self.problem.length) for one in self._day(day) if one is not None
        ]
        return Roster(tuple(workdays))

    def _settle(self, clerk: int, day: int, shift: Shift) -> None:
        if not self._possible(clerk, day, shift):
            raise Impossible(f"clerk {clerk} cannot also work on day {day}")
        self.spans[clerk, day] = shift
        self.left[clerk] -= shift.work
        self.week[clerk, self.problem.week(day)] += 1

    def _possible(self, clerk: int, day: int, shift: Shift) -> bool:
        who = self.problem.clerk[clerk]
        before, after = self.spans.get((clerk, day - 1)), self.spans.get((clerk, day + 1))
        return (
            shift.work <= self.left[clerk]
            and self.week[clerk, self.problem.week(day)] < who.days_a_week
            and (before is None or shift.start + 1440 - before.end >= REST)
            and (after is None or after.start + 1440 - shift.end >= REST)
        )

    def _day(self, day: int) -> list[Workday | None]:
        clerks = [one for one in self.problem.clerks if (one.id, day) in self.choice]
        clerks.sort(key=lambda one: ((one.id, day) not in self.pinned, len(one.skills), one.id))
        return [self._workday(clerk, day) for clerk in clerks]

    def _workday(self, clerk: Clerk, day: int) -> Workday | None:
        key = clerk.id, day
        if key in self.pinned:
            tasks, _ = self._tasks(clerk, day, self.spans[key])
            return self._take(clerk, day, self.spans[key], tasks)
        fair = self.left[clerk.id] / max(1, self.ahead[clerk.id]) + 60
        self.ahead[clerk.id] -= 1
        best: tuple[float, Shift, list[str]] | None = None
        for shift in self.choice[key]:
            if shift.work > fair or not self._possible(clerk.id, day, shift):
                continue
            tasks, gain = self._tasks(clerk, day, shift)
            gain -= 0.25 * self._hour_price() * shift.work / 60
            gain -= refused(self.wished[key], self.problem.terms, shift)
            if gain > (best[0] if best else 0.0):
                best = gain, shift, tasks
        if best is None:
            return None
        self._settle(clerk.id, day, best[1])
        return self._take(clerk, day, best[1], best[2])

    def _hour_price(self) -> float:
        return self.problem.weights.missing[0] * 60 / self.problem.block

    def _tasks(self, clerk: Clerk, day: int, shift: Shift) -> tuple[list[str], float]:
        problem, need = self.problem, self.need[day]
        steps, size = problem.weights.missing, problem.block
        owing = problem.terms.share[0] * shift.work / size
        limit, run, gain = problem.terms.screen // size, 0, 0.0
        left = sum(shift.worked(block, size) > 0 for block in shift.blocks(size))
        tasks = []
        for block in shift.blocks(size):
            worked = shift.worked(block, size)
            task, worth = (BACK if worked else PAUSE), 0.0
            left -= worked > 0
            if worked == size and owing <= left:
                for name in clerk.skills:
                    people, group = need[block, name], problem.group[name]
                    if people <= 0 or (group.screen and run >= limit):
                        continue
                    value = group.weight * steps[min(people - 1, len(steps) - 1)]
                    if value > worth:
                        task, worth = name, value
            run = run + 1 if task in problem.group and problem.group[task].screen else 0
            owing -= worked / size if task == BACK else 0
            tasks.append(task)
            gain += worth
        return tasks, gain

    def _take(self, clerk: Clerk, day: int, shift: Shift, tasks: list[str]) -> Workday:
        for block, task in zip(shift.blocks(self.problem.block), tasks, strict=True):
            if task not in (BACK, PAUSE):
                self.need[day][block, task] -= 1
        return Workday(clerk.id, day, shift.name, tuple(tasks))
