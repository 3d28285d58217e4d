"""The best roster for an office within some seconds, and how good any roster could be at most.

1. A greedy roster, at once. 2. The relaxation of the whole program (interior point) gives prices
for what ties the days together: a clerk's hours, back office, late closings. 3. With these prices
each day is solved alone. Its rows that tie days are let go against their price (Lagrange), so the
days' bounds add up to a bound of the whole: Geoffrion 1974. 4. Day after day,
hours and back office held near what the relaxation gave each clerk up to that day, makes a good
whole roster.
5. Some days at a time are freed and solved again among the others until time is up.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from time import monotonic

import numpy as np

from scheduler.roster.check import check
from scheduler.roster.choices import choices
from scheduler.roster.crew import Crew
from scheduler.roster.greedy import first_roster
from scheduler.roster.model import TIES, Floats, Model, build
from scheduler.roster.part import Answer, Part
from scheduler.roster.problem import Problem, Roster
from scheduler.watch import Progress, Solution, Watch, gap, heedless

SMALL = 2500
"""A program with at most so many columns is solved as a whole."""


def solve(
    problem: Problem,
    seconds: float = 60.0,
    seed: int = 0,
    watch: Watch = heedless,
    workers: int = 2,
    enough: float = 1e-4,
) -> Solution[Roster]:
    """Return the best roster found in `seconds`, with its cost and a proven bound.

    `workers` child processes compute; with 0 this process does. Ends early at a gap of `enough`.

    Raises:
        Impossible: pins contradict law or facts.
    """
    return _Search(problem, seconds, seed, watch, enough).run(workers)


@dataclass(frozen=True)
class Guide:
    """What the relaxation told: a price for each row between days, and its column values."""

    prices: Floats
    relaxed: Floats


class _Search:
    def __init__(
        self, problem: Problem, seconds: float, seed: int, watch: Watch, enough: float
    ) -> None:
        self.began = monotonic()
        self.problem, self.seconds, self.watch, self.enough = problem, seconds, watch, enough
        self.random = Random(seed)  # noqa: S311 - a search, not a secret
        self.seed = seed
        self.choice = choices(problem)
        self.roster = first_roster(problem, self.choice)
        self.value = check(problem, self.roster).cost
        self.bound = 0.0
        self.guide: Guide | None = None
        self.linked: set[int] = set()
        self.day_bounds: dict[int, float] = {}
        self.to_bound: list[int] = []
        self.chains: list[list[int]] = []
        self.to_link: set[int] = set()
        self.chained: Floats = np.zeros(0)
        self.out: list[Part] = []

    @property
    def left(self) -> float:
        """Seconds that remain."""
        return self.seconds - (monotonic() - self.began)

    def run(self, workers: int) -> Solution[Roster]:
        stopped = self._tell()
        with Crew(self.problem, self.choice, workers) as crew:
            self.model: Model = build(self.problem, self.choice)
            self.values = self.model.columns(self.roster)
            self.days = self.model.days
            asked = False
            while not stopped and self.left > 0.1 and self.days and not self._done():
                while crew.idle and (part := self._next(first=not asked)) is not None:
                    asked = True
                    self.out.append(part)
                    crew.ask(part)
                    if workers == 0:
                        break
                for answer in crew.answers(min(0.2, max(0.01, self.left))):
                    self._take(answer)
                stopped = self._tell()
        return Solution(self.roster, self.value, self.bound, monotonic() - self.began)

    def _tell(self) -> bool:
        now = monotonic() - self.began
        return self.watch(
            Progress(now, self.value, self.bound, len(self.day_bounds), max(1, len(self.choice)))
        )

    def _done(self) -> bool:
        return gap(self.value, self.bound) <= self.enough

    def _next(self, *, first: bool) -> Part | None:
        """Return what to solve next: prices, then days alone and in a row, then some again."""
        if len(self.model.cost) <= SMALL:
            return self._mend(tuple(self.days)) if not self.out else None
        if first:
            return Part("prices", tuple(self.days), self.left, whole=False, seed=self.seed)
        if self.guide is not None:
            busy = {part.days[0] for part in self.out if part.role == "chain"}
            for chain in self.chains:
                if not busy & set(chain) and (
                    left := [day for day in chain if day in self.to_link]
                ):
                    self.to_link.discard(left[0])
                    return self._link(left[0], chain, self.guide)
            if self.to_bound:
                day, seconds = self.to_bound.pop(0), min(self.seconds / 30, self.left)
                prices = self.guide.prices
                return Part("bound", (day,), seconds, prices=prices, gap=5e-4)
        taken = {day for part in self.out if part.role == "mend" for day in part.days}
        free = [day for day in self.days if day not in taken]
        many = min(len(free), self.random.choice((1, 2, 2, 3)))
        return self._mend(tuple(sorted(self.random.sample(free, many)))) if many else None

    def _mend(self, days: tuple[int, ...]) -> Part:
        return Part(
            "mend",
            days,
            min(self.left, self.seconds / 12) if len(days) < len(self.days) else self.left,
            values=self.values,
            gap=1e-6 if len(days) == len(self.days) else 1e-3,
            shifts_first=len(days) < len(self.days),
            seed=self.random.randrange(1 << 30),
        )

    def _link(self, day: int, chain: list[int], guide: Guide) -> Part:
        """Return the next day of a chain.

        What ties it to the days before is held near what the relaxation had up to that day; within
        an hour the price of a clerk's hours tells on which day they are worth most. The chains have
        shared out the hours beforehand, so that both together stay within the contract.
        """
        model = self.model
        own = np.isin(model.column_day, np.array(chain))
        due = self._activity(np.where(own & (model.column_day <= day), guide.relaxed, 0.0))
        before = np.floor(
            self._activity(
                np.where(
                    (model.column_day != TIES) & (model.column_day < chain[0]), guide.relaxed, 0
                )
            )
            + 0.5
        )
        share = np.floor(
            self._activity(
                np.where(
                    (model.column_day != TIES) & (model.column_day <= chain[-1]), guide.relaxed, 0
                )
            )
            + 0.5
        )
        paid, prices = np.array(model.rows.slack) >= 0, np.zeros(len(model.low))
        band = np.zeros(len(model.low))
        for row in model.hours.values():
            both = [row - 1, row]  # the row before says what the contract leaves over
            prices[both] = guide.prices[both]
            paid[row], band[row - 1] = True, 1.0
        below, above = paid & np.isfinite(model.low), paid & np.isfinite(model.high)
        whole = self._activity(np.where(model.column_day == TIES, 0.0, guide.relaxed))
        spare = np.maximum(0.0, whole - np.where(below, model.low, 0.0))
        floors = np.where(below, due - spare - band, model.low)
        ceilings = np.where(above, np.minimum(model.high, np.ceil(due - 1e-6)), model.high)
        for row in model.hours.values():
            most = model.high[row] if chain[-1] == self.days[-1] else share[row]
            ceilings[row] = min(ceilings[row], max(0.0, min(most, model.high[row]) - before[row]))
        return Part(
            "chain",
            (day,),
            min(self.seconds / 10, self.left),
            values=np.where(own, self.chained, 0.0),
            prices=prices,
            floors=floors,
            ceilings=ceilings,
            gap=3e-3,
            shifts_first=True,
            seed=self.seed,
        )

    def _activity(self, values: Floats) -> Floats:
        model = self.model
        paid = model.entry * values[model.entry_column]
        return np.bincount(model.entry_row, paid, minlength=len(model.low)).astype(np.float64)

    def _take(self, answer: Answer) -> None:
        done = answer.part.role, answer.part.days
        self.out = [part for part in self.out if (part.role, part.days) != done]
        role = answer.part.role
        if role == "prices":
            self._price(answer)
        elif role == "bound":
            self._bound(answer)
        elif role == "chain":
            self._chain(answer)
        elif role == "mend":
            if set(answer.part.days) == set(self.days):
                self.bound = max(self.bound, answer.bound)
            self._try(answer.values, answer.part.days)

    def _price(self, answer: Answer) -> None:
        if answer.values is None or answer.prices is None:
            return
        self.guide = Guide(fair(self.model, answer.prices), answer.values)
        self.chained = np.zeros(len(self.model.cost))
        self.to_bound = list(self.days)
        self.chains, self.to_link = halves(self.problem, self.days), set(self.days)
        self.bound = max(self.bound, answer.bound - 1e-6 * (1 + abs(answer.bound)))

    def _bound(self, answer: Answer) -> None:
        self.day_bounds[answer.part.days[0]] = answer.bound
        if self.guide is not None and len(self.day_bounds) == len(self.days):
            bound = let_go(self.model, self.guide.prices) + sum(self.day_bounds.values())
            self.bound = max(self.bound, bound)

    def _chain(self, answer: Answer) -> None:
        if answer.values is None:
            self.chains = []
            return
        day = answer.part.days[0]
        own = self.model.column_day == day
        self.chained[own] = answer.values[own]
        self.linked.add(day)
        if len(self.linked) == len(self.days):
            self._try(self.chained, tuple(self.days))

    def _try(self, values: Floats | None, days: tuple[int, ...]) -> None:
        """Take over the days of an answer if the whole roster stays legal and gets better."""
        if values is None:
            return
        trial = self.values.copy()
        own = np.isin(self.model.column_day, np.array(days))
        trial[own] = values[own]
        roster = self.model.roster(trial)
        verdict = check(self.problem, roster)
        if verdict.legal and verdict.cost < self.value - 1e-9:
            self.roster, self.value, self.values = roster, verdict.cost, trial


def halves(problem: Problem, days: list[int]) -> list[list[int]]:
    """Return the days as two chains that part between two weeks, with a day off between, or one."""
    cuts = [
        at
        for at in range(1, len(days))
        if problem.week(days[at]) != problem.week(days[at - 1]) and days[at] - days[at - 1] > 1
    ]
    if not cuts:
        return [days]
    cut = min(cuts, key=lambda at: abs(2 * at - len(days)))
    return [days[:cut], days[cut:]]


def fair(model: Model, prices: Floats) -> Floats:
    """Return prices under which letting go of the rows between days still bounds the whole.

    Rows of days have none; a row with one open end has a price of its sign; none exceeds what it
    costs to pay for missing the row.
    """
    tie = model.row_day == TIES
    told = np.where(tie, prices, 0.0)
    told = np.where(np.isinf(model.high), np.maximum(told, 0.0), told)
    told = np.where(np.isinf(model.low), np.minimum(told, 0.0), told)
    slack = np.array(model.rows.slack)
    paid = np.where(slack >= 0, model.cost[np.maximum(slack, 0)], np.inf)
    return np.clip(told, -paid, paid)


def let_go(model: Model, prices: Floats) -> float:
    """Return the constant of the Lagrangian bound: each price times the end that it stands for."""
    end = np.where(prices > 0, model.low, model.high)
    return float(sum(price * at for price, at in zip(prices, end, strict=True) if price))
