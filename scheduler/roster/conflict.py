"""What cannot hold together: pins, absences, fixed days and law, by assumptions of CP-SAT."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ortools.sat.python import cp_model

from scheduler.roster.choices import REST, legal
from scheduler.roster.greedy import limit
from scheduler.roster.problem import Clerk, Problem


def smallest(problem: Problem) -> tuple[str, ...]:
    """Return sentences that cannot hold together, none of which could be left out; else none."""
    for clerk in problem.clerks:
        found = _Conflict(problem, clerk).smallest()
        if found:
            return found
    return ()


class _Conflict:
    """The shifts of one clerk: no rule that must hold ties two clerks together."""

    def __init__(self, problem: Problem, clerk: Clerk) -> None:
        self.problem, self.clerk = problem, clerk
        self.model = cp_model.CpModel()
        self.said: dict[int, str] = {}
        self.works = {
            (day, shift.name): self.model.new_bool_var(f"{day} {shift.name}")
            for day in range(problem.length)
            for shift in problem.shifts
        }
        for day in range(problem.length):
            self.model.add_at_most_one(self._on(day))
        self._facts()
        self._law()

    def smallest(self) -> tuple[str, ...]:
        """Shrink what the solver names by leaving out one after the other."""
        core = self._core(list(self.said))
        if core is None:
            return ()
        for one in list(core):
            smaller = self._core([other for other in core if other != one])
            if smaller is not None:
                core = smaller
        return tuple(self.said[one] for one in sorted(core))

    def _core(self, assumed: list[int]) -> list[int] | None:
        """Return some of the assumptions that contradict each other; None if they do not."""
        self.model.clear_assumptions()
        self.model.add_assumptions(
            [self.model.get_bool_var_from_proto_index(one) for one in assumed]
        )
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        if solver.solve(self.model) != cp_model.INFEASIBLE:
            return None
        named = list(solver.sufficient_assumptions_for_infeasibility())
        return [one for one in assumed if one in named]

    def _say(self, sentence: str) -> cp_model.IntVar:
        told = self.model.new_bool_var(sentence)
        self.said[told.index] = sentence
        return told

    def _on(self, day: int) -> list[cp_model.IntVar]:
        return [self.works[day, shift.name] for shift in self.problem.shifts]

    def _never(self, sentence: str, columns: Iterable[cp_model.IntVar]) -> None:
        columns = list(columns)
        if columns:
            self.model.add(sum(columns) == 0).only_enforce_if(self._say(sentence))

    def _facts(self) -> None:
        problem, clerk = self.problem, self.clerk
        for pin in problem.pins:
            if pin.clerk != clerk.id:
                continue
            date = problem.date(pin.day)
            if pin.shift is None:
                self._never(f"{clerk.name} is pinned to be free on {date}", self._on(pin.day))
            else:
                told = self._say(f"{clerk.name} is pinned to {pin.shift} on {date}")
                self.model.add(self.works[pin.day, pin.shift] == 1).only_enforce_if(told)
        for one in problem.absences:
            if one.clerk == clerk.id:
                gone = [
                    self.works[one.day, shift.name]
                    for shift in problem.shifts
                    if one.hinders(shift)
                ]
                self._never(f"{clerk.name} is absent on {problem.date(one.day)}", gone)
        for day in range(problem.length):
            date = problem.date(day)
            if problem.rest_day(day):
                self._never(
                    f"nobody works on {date}, a Sunday or holiday (ArbZG § 9)", self._on(day)
                )
            elif problem.weekday(day) not in clerk.weekdays:
                self._never(f"{clerk.name} never works on a day as {date}", self._on(day))

    def _law(self) -> None:
        problem, clerk = self.problem, self.clerk
        days = range(problem.length)
        for shift in problem.shifts:
            own = [self.works[day, shift.name] for day in days]
            if not legal(shift):
                self._never(f"shift {shift.name} breaks the law by itself (ArbZG §§ 3, 4)", own)
            elif shift.work > clerk.longest:
                self._never(f"{clerk.name} works {clerk.longest} minutes a day at most", own)
        minutes = sum(
            self.works[day, shift.name] * shift.work for day in days for shift in problem.shifts
        )
        most = limit(problem, clerk)
        told = self._say(f"{clerk.name} works {most / 60:g} hours at most (contract, ArbZG § 3)")
        self.model.add(minutes <= most).only_enforce_if(told)
        weeks: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for day in days:
            weeks[problem.week(day)] += self._on(day)
        for own in weeks.values():
            told = self._say(f"{clerk.name} works on {clerk.days_a_week} days a week at most")
            self.model.add(sum(own) <= clerk.days_a_week).only_enforce_if(told)
        self._rest()

    def _rest(self) -> None:
        problem, clerk = self.problem, self.clerk
        if clerk.ended is not None:
            tired = [
                self.works[day, shift.name]
                for day in range(min(2, problem.length))
                for shift in problem.shifts
                if day * 1440 + shift.start + clerk.ended < REST
            ]
            self._never(f"{clerk.name} rests 11 hours after the shift before the plan", tired)
        for day in range(problem.length - 1):
            clashes = [
                (self.works[day, one.name], self.works[day + 1, other.name])
                for one in problem.shifts
                for other in problem.shifts
                if other.start + 1440 - one.end < REST
            ]
            if clashes:
                date = problem.date(day + 1)
                told = self._say(f"{clerk.name} rests 11 hours before {date} (ArbZG § 5)")
                for one, other in clashes:
                    self.model.add_bool_or(~one, ~other).only_enforce_if(told)
