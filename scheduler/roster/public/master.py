"""The master: which share of each known row to take, as a linear programme kept warm.

minimise Σ paid(row) x(row) + under + over
subject to Σ x = 1 per person, and Σ works(day, shift) x + short - spare = wanted per cover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.roster.public.graph import Ints
from scheduler.roster.public.numbers import Floats, Numbers
from scheduler.roster.public.pricing import Rows

PARAMETERS = mathopt.SolveParameters(presolve=mathopt.Emphasis.OFF)


@dataclass(frozen=True, slots=True)
class Answer:
    """The value, prices [day, shift] of cover, prices [person], and each column's share."""

    value: float
    prices: Floats
    people: Floats
    shares: Floats


@dataclass(frozen=True, slots=True)
class Column:
    """A row somebody may get, what it costs by wishes, and its variable."""

    person: int
    row: Rows
    cost: int
    variable: mathopt.Variable


class Master:
    """The columns known so far for some people, who share the cover `wanted` [day, shift].

    `wanted` may be negative, where others are too many already.
    """

    def __init__(self, numbers: Numbers, people: Sequence[int], wanted: Ints, days: range) -> None:
        """Begin with the cover and nobody's rows; who has none is paid for dearly."""
        self.numbers = numbers
        self.people = list(people)
        self.wanted = wanted
        self.days = days
        self.columns: list[Column] = []
        self._known: dict[tuple[int, bytes], int] = {}
        self._model = mathopt.Model()
        self._person = {
            person: self._model.add_linear_constraint(lb=1.0, ub=1.0) for person in self.people
        }
        for row in self._person.values():
            self._variable(dear(numbers), [row], 1.0)
        self._cover: dict[tuple[int, int], mathopt.LinearConstraint] = {}
        for day, shift in np.argwhere((numbers.under > 0) | (numbers.over > 0)).tolist():
            if day not in days:
                continue
            bound = float(wanted[day, shift])
            row = self._model.add_linear_constraint(lb=bound, ub=bound)
            self._cover[day, shift] = row
            self._variable(float(numbers.under[day, shift]), [row], 1.0)
            self._variable(float(numbers.over[day, shift]), [row], -1.0)
        self._cells = np.array(list(self._cover), np.int64).reshape(-1, 2)
        self._solver = self._fresh()

    def add(self, person: int, row: Rows) -> bool:
        """Add a row as a column; False if it is known."""
        key = person, row.tobytes()
        if key in self._known:
            return False
        cost = self.numbers.paid(person, row)
        covers = [self._cover[cell] for cell in enumerate(row.tolist()) if cell in self._cover]
        variable = self._variable(float(cost), [self._person[person], *covers], 1.0)
        self._known[key] = len(self.columns)
        self.columns.append(Column(person, row, cost, variable))
        return True

    def fix(self, columns: Sequence[int], share: float = 1.0) -> None:
        """Take at least this share of each of these columns; 0 sets them free again."""
        for number in columns:
            self.columns[number].variable.lower_bound = share

    def solve(self) -> Answer:
        """Return the best shares; built anew where the warm solver gives up."""
        try:
            return self._answer()
        except Exception:  # MathOpt's own error path raises whatever it stumbles over
            self._solver = self._fresh()
            return self._answer()

    def reduced(self, answer: Answer) -> Floats:
        """Return each column's reduced cost."""
        return np.array(
            [
                column.cost - answer.people[column.person] - worth(answer.prices, column.row)
                for column in self.columns
            ]
        )

    def trimmed(self, answer: Answer, each: int) -> Master:
        """Return a master of its own with the columns of least reduced cost, `each` per person."""
        small = Master(self.numbers, self.people, self.wanted, self.days)
        taken = dict.fromkeys(self.people, 0)
        for number in np.argsort(self.reduced(answer), kind="stable").tolist():
            column = self.columns[number]
            if taken[column.person] < each:
                taken[column.person] += 1
                small.add(column.person, column.row)
        return small

    def _answer(self) -> Answer:
        result = self._solver.solve(params=PARAMETERS)
        prices = np.zeros(self.wanted.shape)
        if self._cover:
            duals = result.dual_values(list(self._cover.values()))
            prices[self._cells[:, 0], self._cells[:, 1]] = duals
        people = np.zeros(self.numbers.people)
        people[self.people] = result.dual_values(list(self._person.values()))
        variables = [column.variable for column in self.columns]
        shares = np.array(result.variable_values(variables) if variables else [])
        return Answer(result.objective_value(), prices, people, shares)

    def _variable(
        self, cost: float, rows: Sequence[mathopt.LinearConstraint], sign: float
    ) -> mathopt.Variable:
        variable = self._model.add_variable(lb=0.0)
        self._model.objective.set_linear_coefficient(variable, cost)
        for row in rows:
            row.set_coefficient(variable, sign)
        return variable

    def _fresh(self) -> mathopt.IncrementalSolver:
        return mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)


def worth(prices: Floats, row: Rows) -> float:
    """Return what a row covers at these prices."""
    days = np.flatnonzero(row >= 0)
    return float(prices[days, row[days]].sum())


def dear(numbers: Numbers) -> float:
    """Return a cost that no legal roster reaches, for a person without a row."""
    cover = np.maximum(numbers.wanted * numbers.under, numbers.people * numbers.over).sum()
    return float(1 + cover + np.abs(numbers.wishes).sum())
