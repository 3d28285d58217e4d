"""What cannot hold together: pins, absences, fixed days and law, by assumptions of CP-SAT."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ortools.sat.python import cp_model

from scheduler.finding import Fact, Finding, Rule
from scheduler.roster.choices import REST, legal
from scheduler.roster.greedy import limit
from scheduler.roster.problem import Clerk, Problem


def smallest(problem: Problem) -> tuple[str, ...]:
    """Return sentences that cannot hold together, none of which could be left out; else none."""
    return tuple(one.rule.sentence.format(**one.facts) for one in clash(problem))


def clash(problem: Problem) -> tuple[Finding, ...]:
    """Return what cannot hold together, none of which could be left out; nothing if all can."""
    for clerk in problem.clerks:
        found = _Conflict(problem, clerk).smallest()
        if found:
            return found
    return ()


KEPT = Rule("kept shift", "{clerk} is pinned to {shift} on {day}", "pinned", hard=True)
KEPT_FREE = Rule("kept free", "{clerk} is pinned to be free on {day}", "pinned", hard=True)
AWAY = Rule("away", "{clerk} is absent on {day}", "absence", hard=True)
NO_WORK = Rule("rest day", "nobody works on {day}, a Sunday or holiday (ArbZG § 9)", hard=True)
NO_DAY = Rule("no weekday", "{clerk} never works on a day as {day}", "contract", hard=True)
UNLAWFUL = Rule("shift", "shift {shift} breaks the law by itself (ArbZG §§ 3, 4)", hard=True)
MOST_A_DAY = Rule("most a day", "{clerk} works {minutes} minutes a day at most", hard=True)
MOST = Rule("most", "{clerk} works {hours} hours at most (contract, ArbZG § 3)", hard=True)
MOST_DAYS = Rule("most days", "{clerk} works on {days} days a week at most", hard=True)
REST_FIRST = Rule(
    "rest first", "{clerk} rests 11 hours after the shift before the plan", "ArbZG § 5", hard=True
)
REST_BETWEEN = Rule(
    "rest between", "{clerk} rests 11 hours before {day} (ArbZG § 5)", "ArbZG § 5", hard=True
)


class _Conflict:
    """The shifts of one clerk: no rule that must hold ties two clerks together."""

    def __init__(self, problem: Problem, clerk: Clerk) -> None:
        self.problem, self.clerk = problem, clerk
        self.model = cp_model.CpModel()
        self.said: dict[int, Finding] = {}
        self.works = {
            (day, shift.name): self.model.new_bool_var(f"{day} {shift.name}")
            for day in range(problem.length)
            for shift in problem.shifts
        }
        for day in range(problem.length):
            self.model.add_at_most_one(self._on(day))
        self._facts()
        self._law()

    def smallest(self) -> tuple[Finding, ...]:
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

    def _say(self, rule: Rule, **facts: Fact) -> cp_model.IntVar:
        told = self.model.new_bool_var(rule.name)
        self.said[told.index] = Finding(rule, facts=facts)
        return told

    def _on(self, day: int) -> list[cp_model.IntVar]:
        return [self.works[day, shift.name] for shift in self.problem.shifts]

    def _never(self, rule: Rule, columns: Iterable[cp_model.IntVar], **facts: Fact) -> None:
        columns = list(columns)
        if columns:
            self.model.add(sum(columns) == 0).only_enforce_if(self._say(rule, **facts))

    def _facts(self) -> None:
        problem, clerk = self.problem, self.clerk
        for pin in problem.pins:
            if pin.clerk != clerk.id:
                continue
            day = str(problem.date(pin.day))
            if pin.shift is None:
                self._never(KEPT_FREE, self._on(pin.day), clerk=clerk.name, day=day)
            else:
                told = self._say(KEPT, clerk=clerk.name, shift=pin.shift, day=day)
                self.model.add(self.works[pin.day, pin.shift] == 1).only_enforce_if(told)
        for one in problem.absences:
            if one.clerk == clerk.id:
                gone = [
                    self.works[one.day, shift.name]
                    for shift in problem.shifts
                    if one.hinders(shift)
                ]
                self._never(AWAY, gone, clerk=clerk.name, day=str(problem.date(one.day)))
        for number in range(problem.length):
            day = str(problem.date(number))
            if problem.rest_day(number):
                self._never(NO_WORK, self._on(number), day=day)
            elif problem.weekday(number) not in clerk.weekdays:
                self._never(NO_DAY, self._on(number), clerk=clerk.name, day=day)

    def _law(self) -> None:
        problem, clerk = self.problem, self.clerk
        days = range(problem.length)
        for shift in problem.shifts:
            own = [self.works[day, shift.name] for day in days]
            if not legal(shift):
                self._never(UNLAWFUL, own, shift=shift.name)
            elif shift.work > clerk.longest:
                self._never(MOST_A_DAY, own, clerk=clerk.name, minutes=clerk.longest)
        minutes = sum(
            self.works[day, shift.name] * shift.work for day in days for shift in problem.shifts
        )
        most = limit(problem, clerk)
        told = self._say(MOST, clerk=clerk.name, hours=f"{most / 60:g}")
        self.model.add(minutes <= most).only_enforce_if(told)
        weeks: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for day in days:
            weeks[problem.week(day)] += self._on(day)
        for own in weeks.values():
            told = self._say(MOST_DAYS, clerk=clerk.name, days=clerk.days_a_week)
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
            self._never(REST_FIRST, tired, clerk=clerk.name)
        for day in range(problem.length - 1):
            clashes = [
                (self.works[day, one.name], self.works[day + 1, other.name])
                for one in problem.shifts
                for other in problem.shifts
                if other.start + 1440 - one.end < REST
            ]
            if clashes:
                date = str(problem.date(day + 1))
                told = self._say(REST_BETWEEN, clerk=clerk.name, day=date)
                for one, other in clashes:
                    self.model.add_bool_or(~one, ~other).only_enforce_if(told)
