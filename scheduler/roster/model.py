"""The roster as integer columns and rows: days that know nothing of each other, and what ties them.

A column says that a clerk works a shift on a day, another that they serve a group in a block. Back
office is what is left of the time, so it has no columns. Rows of a day hold only its columns; rows
that tie days (hours, days a week, rest, back office, late closings) are few. The relaxation is
tight: on offices of twenty it lies within half a percent of the best roster.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.choices import REST, refused
from scheduler.roster.greedy import limit
from scheduler.roster.problem import BACK, PAUSE, Clerk, Problem, Roster, Shift, Workday

Floats = NDArray[np.float64]
Terms = Iterable[tuple[int, float]]
Choices = Mapping[tuple[int, int], tuple[Shift, ...]]
TIES = -1
"""The day of columns and rows that belong to no single day."""
NO_REST = 0.01
"""Such a part of a block is none."""


@dataclass
class Rows:
    """Columns and rows as they are put together."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    column_day: list[int] = field(default_factory=list)
    column_clerk: list[int] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    row_day: list[int] = field(default_factory=list)
    slack: list[int] = field(default_factory=list)
    entry_row: list[int] = field(default_factory=list)
    entry_column: list[int] = field(default_factory=list)
    entry: list[float] = field(default_factory=list)

    def column(
        self,
        day: int,
        upper: float,
        cost: float = 0.0,
        lower: float = 0.0,
        *,
        whole: bool = True,
        clerk: int = -1,
    ) -> int:
        """Add a column and return its number; `clerk` is whose it is, -1 if nobody's."""
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(whole)
        self.column_day.append(day)
        self.column_clerk.append(clerk)
        return len(self.cost) - 1

    def row(self, day: int, low: float, high: float, terms: Terms, slack: int = -1) -> int:
        """Add a row; `slack` is the column (if any) that pays for missing it."""
        number = len(self.low)
        self.low.append(low)
        self.high.append(high)
        self.row_day.append(day)
        self.slack.append(slack)
        for column, value in terms:
            self.entry_row.append(number)
            self.entry_column.append(column)
            self.entry.append(value)
        return number


@dataclass(frozen=True)
class Model:
    """Arrays of a mixed integer program, and which column means what.

    `works[clerk, day, shift]` and `serves[clerk, day, block, group]` are columns; `hours[clerk]` is
    the row that limits a clerk's hours, in hours.
    """

    problem: Problem
    rows: Rows
    works: Mapping[tuple[int, int, str], int]
    serves: Mapping[tuple[int, int, int, str], int]
    hours: Mapping[int, int]
    cost: Floats
    lower: Floats
    upper: Floats
    low: Floats
    high: Floats
    column_day: NDArray[np.int64]
    column_clerk: NDArray[np.int64]
    row_day: NDArray[np.int64]
    entry_row: NDArray[np.int64]
    entry_column: NDArray[np.int64]
    entry: Floats

    @property
    def days(self) -> list[int]:
        """The days on which anybody could work."""
        return sorted({int(day) for day in self.column_day if day != TIES})

    def worth(self, prices: Floats) -> Floats:
        """Return what prices of the rows pay for each column."""
        found: Floats = np.zeros(len(self.cost))
        found += np.bincount(
            self.entry_column, prices[self.entry_row] * self.entry, minlength=len(self.cost)
        )
        return found

    def columns(self, roster: Roster) -> Floats:
        """Return the column values of a roster; what is paid for is left at zero."""
        values = np.zeros(len(self.cost))
        for one in roster.workdays:
            shift = self.problem.shift[one.shift]
            values[self.works[one.clerk, one.day, one.shift]] = 1
            for block, task in zip(shift.blocks(self.problem.block), one.tasks, strict=True):
                if task not in (BACK, PAUSE):
                    values[self.serves[one.clerk, one.day, block, task]] = 1
        return values

    def roster(self, values: Floats) -> Roster:
        """Read a roster from column values."""
        size = self.problem.block
        task: dict[tuple[int, int], dict[int, str]] = defaultdict(dict)
        for (clerk, day, block, group), column in self.serves.items():
            if values[column] > 0.5:
                task[clerk, day][block] = group
        workdays = []
        for (clerk, day, name), column in self.works.items():
            if values[column] > 0.5:
                shift = self.problem.shift[name]
                tasks = tuple(
                    task[clerk, day].get(block, BACK if shift.worked(block, size) else PAUSE)
                    for block in shift.blocks(size)
                )
                workdays.append(Workday(clerk, day, name, tasks))
        return Roster(tuple(sorted(workdays, key=lambda one: (one.day, one.clerk))))


def build(problem: Problem, choice: Choices) -> Model:
    """Return the program of a problem whose clerks choose among the given shifts."""
    return _Builder(problem, choice).model()


class _Builder:
    def __init__(self, problem: Problem, choice: Choices) -> None:
        self.problem, self.choice, self.rows = problem, choice, Rows()
        self.works: dict[tuple[int, int, str], int] = {}
        self.serves: dict[tuple[int, int, int, str], int] = {}
        self.full = {
            shift.name: [
                block
                for block in shift.blocks(problem.block)
                if shift.worked(block, problem.block) == problem.block
            ]
            for shift in problem.shifts
        }
        self.need: dict[int, dict[tuple[int, str], int]] = defaultdict(dict)
        for one in problem.demand:
            if one.people > 0:
                self.need[one.day][one.block, one.group] = one.people
        self.wishes = defaultdict(list)
        for wish in problem.wishes:
            self.wishes[wish.clerk, wish.day].append(wish)
        self.pinned = {(pin.clerk, pin.day) for pin in problem.pins if pin.shift is not None}
        self.back: dict[int, list[tuple[int, float]]] = defaultdict(list)

    def model(self) -> Model:
        for who, day in sorted(self.choice, key=lambda key: (key[1], key[0])):
            self._workday(self.problem.clerk[who], day)
        for day in sorted(self.need):
            self._demand(day)
            self._mentors(day)
        hours = {clerk.id: self._hours(clerk) for clerk in self.problem.clerks}
        for clerk in self.problem.clerks:
            self._share(clerk)
            self._late(clerk)
            self._weeks(clerk)
            self._rest(clerk)
        rows = self.rows
        return Model(
            self.problem,
            rows,
            self.works,
            self.serves,
            hours,
            np.array(rows.cost, dtype=np.float64),
            np.array(rows.lower, dtype=np.float64),
            np.array(rows.upper, dtype=np.float64),
            np.array(rows.low, dtype=np.float64),
            np.array(rows.high, dtype=np.float64),
            np.array(rows.column_day, dtype=np.int64),
            np.array(rows.column_clerk, dtype=np.int64),
            np.array(rows.row_day, dtype=np.int64),
            np.array(rows.entry_row, dtype=np.int64),
            np.array(rows.entry_column, dtype=np.int64),
            np.array(rows.entry, dtype=np.float64),
        )

    def _workday(self, clerk: Clerk, day: int) -> None:
        """One shift, one task a block, and other work after an hour at the counter."""
        key, rows, size = (clerk.id, day), self.rows, self.problem.block
        there: dict[int, list[int]] = defaultdict(list)
        columns = []
        for shift in self.choice[key]:
            cost = refused(self.wishes[key], self.problem.terms, shift)
            fixed = 1.0 if key in self.pinned else 0.0
            column = rows.column(day, 1, cost, fixed, clerk=clerk.id)
            self.works[clerk.id, day, shift.name] = column
            columns.append(column)
            # What is worked and not served is back office.
            self.back[clerk.id].append((column, shift.work / size))
            for block in self.full[shift.name]:
                there[block].append(column)
        rows.row(day, -np.inf, 1, [(column, 1.0) for column in columns])
        counter: dict[int, list[int]] = defaultdict(list)
        for block, present in there.items():
            serving = []
            for group in sorted(clerk.skills):
                if (block, group) in self.need[day]:
                    column = rows.column(day, 1, clerk=clerk.id)
                    self.serves[clerk.id, day, block, group] = column
                    serving.append(column)
                    self.back[clerk.id].append((column, -1.0))
                    if self.problem.group[group].screen:
                        counter[block].append(column)
            if serving:
                terms = [(one, 1.0) for one in serving] + [(one, -1.0) for one in present]
                rows.row(day, -np.inf, 0, terms)
        self._screen(day, counter, there)

    def _screen(
        self, day: int, counter: Mapping[int, list[int]], there: Mapping[int, list[int]]
    ) -> None:
        run = self.problem.terms.screen // self.problem.block
        for first in sorted(counter):
            window = range(first, first + run + 1)
            if all(counter.get(block) for block in window):
                present: dict[int, int] = defaultdict(int)
                for block in window:
                    for column in there[block]:
                        present[column] += 1
                paid = self.rows.column(day, 1, self.problem.weights.screen, whole=False)
                terms = [(one, 1.0) for block in window for one in counter[block]]
                terms += [(one, -float(min(run, times))) for one, times in present.items()]
                self.rows.row(day, -np.inf, 0, [*terms, (paid, -1.0)])

    def _demand(self, day: int) -> None:
        serving = defaultdict(list)
        for (_, when, block, group), column in self.serves.items():
            if when == day:
                serving[block, group].append(column)
        steps = self.problem.weights.missing
        for (block, group), people in self.need[day].items():
            weight = self.problem.group[group].weight
            terms = [(one, 1.0) for one in serving[block, group]]
            for at in range(min(people, len(steps))):
                many = 1.0 if at < len(steps) - 1 else people - at
                terms.append((self.rows.column(day, many, weight * steps[at], whole=False), 1.0))
            self.rows.row(day, people, people, terms)

    def _mentors(self, day: int) -> None:
        for (clerk, when, block, group), column in list(self.serves.items()):
            mentor = self.problem.clerk[clerk].mentor
            if when == day and mentor is not None:
                paid = self.rows.column(day, 1, self.problem.weights.alone, whole=False)
                beside = self.serves.get((mentor, day, block, group))
                terms = [(column, 1.0), (paid, -1.0)]
                self.rows.row(day, -np.inf, 0, terms + ([(beside, -1.0)] if beside else []))

    def _own(self, clerk: Clerk) -> list[tuple[int, Shift, int]]:
        """Return (day, shift, column) of a clerk."""
        return [
            (day, shift, self.works[clerk.id, day, shift.name])
            for (who, day), shifts in self.choice.items()
            if who == clerk.id
            for shift in shifts
        ]

    def _hours(self, clerk: Clerk) -> int:
        terms = [(column, shift.work / 60) for _, shift, column in self._own(clerk)]
        owed = self.problem.owed(clerk) / 60
        paid = self.rows.column(TIES, np.inf, self.problem.weights.unused, whole=False)
        self.rows.row(TIES, owed, np.inf, [*terms, (paid, 1.0)], paid)
        return self.rows.row(TIES, -np.inf, limit(self.problem, clerk) / 60, terms)

    def _share(self, clerk: Clerk) -> None:
        size, weights = self.problem.block, self.problem.weights
        work = {column: shift.work / size for _, shift, column in self._own(clerk)}
        sides = zip((1, -1), self.problem.terms.share, strict=True)
        for (side, share), cost in zip(
            sides, (weights.back_little, weights.back_much), strict=True
        ):
            paid = self.rows.column(TIES, np.inf, cost, whole=False)
            terms = [
                (column, side * (value - share * work.get(column, 0.0)))
                for column, value in self.back[clerk.id]
            ]
            self.rows.row(TIES, 0, np.inf, [*terms, (paid, 1.0)], paid)
            if side > 0:
                self._served(clerk, share, paid)

    def _served(self, clerk: Clerk, share: float, paid: int) -> None:
        """Say that somebody who works all their hours serves whole blocks.

        A mixed-integer rounding cut (Nemhauser and Wolsey 1990): with x whole and y >= 0,
        x <= a + y says x <= floor(a) + y / (1 - f), where f is what floor(a) takes off. It is part
        of no roster's cost; without it the relaxation serves the fraction too, each clerk's.
        """
        blocks = (1 - share) * limit(self.problem, clerk) / self.problem.block
        rest = blocks % 1.0
        if NO_REST < rest < 1 - NO_REST:
            terms = [(column, -1.0) for column, value in self.back[clerk.id] if value < 0]
            terms.append((paid, 1 / (1 - rest)))
            self.rows.row(TIES, -floor(blocks), np.inf, terms, paid)

    def _late(self, clerk: Clerk) -> None:
        closing = self.problem.terms.closing
        terms = [(column, 1.0) for _, shift, column in self._own(clerk) if shift.end > closing]
        if clerk.late is not None and terms:
            paid = self.rows.column(TIES, np.inf, self.problem.weights.late, whole=False)
            self.rows.row(TIES, -np.inf, clerk.late, [*terms, (paid, -1.0)], paid)

    def _weeks(self, clerk: Clerk) -> None:
        weeks: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for day, _, column in self._own(clerk):
            weeks[self.problem.week(day)].append((day, column))
        for own in weeks.values():
            if len({day for day, _ in own}) > clerk.days_a_week:
                self.rows.row(TIES, -np.inf, clerk.days_a_week, [(one, 1.0) for _, one in own])

    def _rest(self, clerk: Clerk) -> None:
        own: dict[int, list[tuple[Shift, int]]] = {}
        for day, shift, column in self._own(clerk):
            own.setdefault(day, []).append((shift, column))
        for day, today in own.items():
            for end in sorted({shift.end for shift, _ in today}):
                soon = [
                    column
                    for shift, column in own.get(day + 1, ())
                    if shift.start + 1440 < end + REST
                ]
                if soon:
                    tired = [column for shift, column in today if shift.end >= end]
                    self.rows.row(TIES, -np.inf, 1, [(one, 1.0) for one in tired + soon])
