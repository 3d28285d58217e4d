"""The best roster for an office within some seconds, and how good any roster could be at most.

1. A greedy roster, at once, and cooled (`cool.py`) while prices are sought.
2. The relaxation of the whole program (interior point) gives prices for what ties the days
together: a clerk's hours, back office, late closings.
3. With these prices each day is solved alone, near what the relaxation had each clerk work then and
mending what the days before have too much (`near.py`). Together the days nearly keep what ties
them: cooling mends the rest.
4. Each day alone at these prices, its rows that tie days let go (Lagrange): the days' bounds add up
to a bound of the whole (Geoffrion 1974).
5. Each day is freed and solved again among the others, and then two days, or a few people on all
days; the best roster is cooled anew, and its days are freed again, until time is up.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from time import monotonic

import numpy as np

from scheduler.roster.check import check
from scheduler.roster.choices import choices
from scheduler.roster.cool import Cooling
from scheduler.roster.crew import Cooled, Crew, ToCool
from scheduler.roster.greedy import first_roster
from scheduler.roster.model import TIES, Floats, Model, build
from scheduler.roster.near import Near
from scheduler.roster.part import Answer, Part
from scheduler.roster.problem import Problem, Roster
from scheduler.watch import Progress, Solution, Watch, gap, heedless

SMALL = 2500
"""A program with at most so many columns is solved as a whole."""
BRIEF, FEW = 0.2, 3
"""Then cooling alone takes so many seconds; beside the program twice that or more, a few times."""
FEWEST, MOST = 3.0, 8.0
"""So many people are freed at a time on all days."""
LONG = 30.0
"""With more seconds than these, prices have the processors to themselves after a while."""
PAIRED = 0.7
"""So often two days are freed at last, so that work can go from one to the other; else a few people
are, on all days."""
REMAINS = 0.35
"""With so much of the time left, days that were not solved near the relaxation stay as they are."""
BOUNDED = 60
"""Such a part of the time a day has for its bound."""
SPELLS = 27
"""Such a part of the time the days together are cooled, again and again from the same start."""
MILD, WARM, COLD = 0.05, 0.2, 0.015
"""From which heat to which; from the warmer one where some days are not near the relaxation."""
ANEW, ANEW_SPELLS = 0.1, 30
"""From which heat the best roster is cooled anew once its days were mended, and in which part of
the time."""


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
    """What the relaxation told.

    A price for each row between days, days near it, and by clerk what an hour is worth.
    """

    prices: Floats
    near: Near
    hours: dict[int, float]


class _Search:
    def __init__(
        self, problem: Problem, seconds: float, seed: int, watch: Watch, enough: float
    ) -> None:
        self.began = monotonic()
        self.problem, self.seconds, self.watch, self.enough = problem, seconds, watch, enough
        self.random = Random(seed)  # noqa: S311 - a search, not a secret
        self.choice = choices(problem)
        self.roster = first_roster(problem, self.choice)
        self.value = check(problem, self.roster).cost
        self.bound = 0.0
        self.asked = False
        self.guide: Guide | None = None
        self.to_near: list[int] = []
        self.start: Roster | None = None
        self.heat = MILD
        self.cooled = 0
        self.until = 0.0
        self.to_bound: list[int] = []
        self.day_bounds: dict[int, float] = {}
        self.bounded = 0
        self.to_mend: list[int] = []
        self.anew = False
        self.freed = FEWEST
        self.out: list[Part | ToCool] = []

    @property
    def left(self) -> float:
        """Seconds that remain."""
        return self.seconds - (monotonic() - self.began)

    @property
    def cooling(self) -> bool:
        """Whether a roster is being cooled at this moment."""
        return any(isinstance(one, ToCool) for one in self.out)

    def run(self, workers: int) -> Solution[Roster]:
        stopped = self._tell()
        with Crew(self.problem, self.choice, workers) as crew:
            self.model: Model = build(self.problem, self.choice)
            self.values = self.model.columns(self.roster)
            self.days = self.model.days
            while not stopped and self.left > 0.1 and self.days and not self._done():
                while crew.idle and (task := self._next(workers)) is not None:
                    self.out.append(task)
                    crew.ask(task)
                    if workers == 0:
                        break
                for answer in crew.answers(min(0.2, max(0.01, self.left))):
                    self._take(answer)
                stopped = self._tell()
        return Solution(self.roster, self.value, self.bound, monotonic() - self.began)

    def _tell(self) -> bool:
        now = monotonic() - self.began
        return self.watch(
            Progress(now, self.value, self.bound, self.bounded, max(1, len(self.choice)))
        )

    def _done(self) -> bool:
        return gap(self.value, self.bound) <= self.enough

    def _next(self, workers: int) -> Part | ToCool | None:
        """Return what to do next, or None if there is nothing to do before others have answered."""
        if len(self.model.cost) <= SMALL:
            return self._small(workers)
        alone = workers < 2 and not self.cooled  # before the prices, which may take long
        if not self.asked and not alone:
            self.asked = True
            return Part("prices", tuple(self.days), self.left, whole=False)
        if self.guide is None:
            if not alone and self.seconds > LONG and 0.5 < self.left / self.seconds < 0.85:
                return None  # the prices are worth more than what cooling still wins
            hot = 0.3 if self.cooled else 0.8
            seconds = max(1.0, self.seconds / 20)
            return self._cool(self.roster, hot, 0.12, seconds) if not self.cooling else None
        while self.to_near and self.left < self.seconds * REMAINS:
            self.guide.near.take(self.to_near.pop(), self.values)
            self.heat = WARM
        if self.to_near:
            return self._near(self.to_near.pop(), self.guide)
        if any(isinstance(one, Part) and one.role == "near" for one in self.out):
            return self._bound(self.guide) if self.to_bound else None
        return self._onwards(self.guide)

    def _small(self, workers: int) -> Part | ToCool | None:
        """Return the whole program, and beside it (alone: before it) some cooling for a start."""
        if any(isinstance(one, Part) for one in self.out) or (workers < 2 and not self.cooled):
            hot = 0.3 if self.cooled else 0.8
            brief = max(2 * BRIEF, self.seconds / 20) if workers > 1 else BRIEF
            idle = self.cooled < FEW and len(self.out) < max(1, workers)
            return self._cool(self.roster, hot, 0.12, brief) if idle else None
        return self._mend(tuple(self.days)) if not self.out else None

    def _onwards(self, guide: Guide) -> Part | ToCool | None:
        """Return what to do once all days are solved near the relaxation."""
        if self.start is None:
            self.start = self.model.roster(guide.near.values)
            self.until = monotonic() - self.began + min(self.left / 4, self.seconds / 8)
            self.to_mend = self.random.sample(self.days, len(self.days))
        left = self.until - (monotonic() - self.began)
        if left > self.seconds / 60:
            once = min(left, max(1.0, self.seconds / SPELLS))
            return self._cool(self.start, self.heat, COLD, once, guide.hours)
        # What is left to bound is done in time, at worst by one process.
        late = self.left < (len(self.to_bound) + 1) * self.seconds / BOUNDED
        spell = self.seconds / ANEW_SPELLS
        if not (self.to_mend or late or self.cooling) and self.left > 1.25 * spell:
            self.anew = not self.anew
            if self.anew:
                return self._cool(self.roster, ANEW, COLD, spell, guide.hours)
            self.to_mend = self.random.sample(self.days, len(self.days))
        if self.to_bound and (left > 0 or late or self.random.random() < 0.5):
            return self._bound(guide)
        if self.to_mend:
            return self._mend((self.to_mend.pop(),))
        mends = [one for one in self.out if isinstance(one, Part) and one.clerks is None]
        busy = {day for one in mends for day in one.days}
        idle = [day for day in self.days if day not in busy]
        if len(idle) >= 2 and self.random.random() < PAIRED:
            return self._mend(tuple(sorted(self.random.sample(idle, 2))))
        return self._regroup()

    def _regroup(self) -> Part:
        """Free a few people on all days, nobody at hand elsewhere; more where few win nothing."""
        busy = {who for one in self.out if isinstance(one, Part) for who in one.clerks or ()}
        idle = [clerk.id for clerk in self.problem.clerks if clerk.id not in busy]
        many = min(len(idle), int(self.freed))
        return self._mend(tuple(self.days), frozenset(self.random.sample(idle, many)))

    def _cool(
        self,
        roster: Roster,
        hot: float,
        cold: float,
        seconds: float,
        hours: dict[int, float] | None = None,
    ) -> ToCool:
        self.cooled += 1
        pull = (0.05, 1.0) if hours is None else (1.0, 3.0)
        seconds = max(0.1, min(self.left - 0.3, seconds))
        seed = self.random.randrange(1 << 20)
        return ToCool(roster, Cooling(seconds, hot, cold, hours, pull, seed), self.cooled)

    def _near(self, day: int, guide: Guide) -> Part:
        seconds = min(self.left, self.seconds / 10)
        return Part(
            "near",
            (day,),
            seconds,
            prices=guide.prices,
            costs=guide.near.costs(),
            hint=self.values,
            gap=1.5e-2,
        )

    def _bound(self, guide: Guide) -> Part:
        seconds = min(self.left, self.seconds / BOUNDED)
        return Part("bound", (self.to_bound.pop(),), seconds, prices=guide.prices, gap=1e-5)

    def _mend(self, days: tuple[int, ...], clerks: frozenset[int] | None = None) -> Part:
        whole = len(days) == len(self.days) and clerks is None
        return Part(
            "whole" if whole else "mend",
            days,
            self.left if whole else min(self.left, self.seconds / 10),
            clerks,
            values=self.values,
            hint=self.values,
            gap=1e-6 if whole else 4e-3,
            seed=self.random.randrange(1 << 30),
        )

    def _take(self, answer: Answer | Cooled) -> None:
        if isinstance(answer, Cooled):
            number = answer.task.number
            self.out = [one for one in self.out if isinstance(one, Part) or one.number != number]
            self._try(answer.roster)
            return
        part = answer.part
        self.out = [one for one in self.out if isinstance(one, ToCool) or one.key != part.key]
        if part.role == "prices":
            self._price(answer)
        elif part.role == "near":
            self._nearer(answer)
        elif part.role == "bound":
            self._raise(answer)
        else:
            if part.clerks is None and set(part.days) == set(self.days):
                self.bound = max(self.bound, answer.bound)
            self._mended(answer)

    def _price(self, answer: Answer) -> None:
        if answer.values is None or answer.prices is None:
            return
        prices = fair(self.model, answer.prices)
        hours = {clerk: -float(prices[row]) for clerk, row in self.model.hours.items()}
        self.guide = Guide(prices, Near(self.model, answer.values), hours)
        self.to_near, self.to_bound = list(self.days), list(self.days)
        self.bound = max(self.bound, answer.bound - 1e-6 * (1 + abs(answer.bound)))
        self.day_bounds = by_day(self.model, answer.prices, prices)

    def _nearer(self, answer: Answer) -> None:
        if answer.values is not None and self.guide is not None:
            self.guide.near.take(answer.part.days[0], answer.values)

    def _raise(self, answer: Answer) -> None:
        day = answer.part.days[0]
        self.day_bounds[day] = max(self.day_bounds[day], answer.bound)
        self.bounded += 1
        if self.guide is not None:
            bound = let_go(self.model, self.guide.prices) + sum(self.day_bounds.values())
            self.bound = max(self.bound, bound)

    def _mended(self, answer: Answer) -> None:
        """Put what was freed for an answer into the roster as it is by now."""
        if answer.values is not None:
            trial = self.values.copy()
            own = np.isin(self.model.column_day, np.array(answer.part.days))
            if answer.part.clerks is not None:
                own &= np.isin(self.model.column_clerk, np.array([*answer.part.clerks]))
            trial[own] = answer.values[own]
            won = self._try(self.model.roster(trial))
            if answer.part.clerks is not None:
                self.freed = max(FEWEST, min(MOST, self.freed + (-0.5 if won else 0.25)))

    def _try(self, roster: Roster) -> bool:
        """Take over a roster if it is legal and better."""
        verdict = check(self.problem, roster)
        if verdict.legal and verdict.cost < self.value - 1e-9:
            self.roster, self.value = roster, verdict.cost
            self.values = self.model.columns(roster)
            return True
        return False


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


def by_day(model: Model, prices: Floats, ties: Floats) -> dict[int, float]:
    """Return for each day what it costs at least, its rows priced as well: weak, but at once.

    `ties` are fair prices of the rows between days. Prices of a day's rows need only the right sign
    (linear programming duality), and the columns of days are bounded.
    """
    told = np.where(np.isinf(model.high), np.maximum(prices, 0.0), prices)
    told = np.where(np.isinf(model.low), np.minimum(told, 0.0), told)
    told = np.where(model.row_day == TIES, ties, told)
    paid = np.bincount(
        model.entry_column, told[model.entry_row] * model.entry, minlength=len(model.cost)
    )
    left = model.cost - paid
    end = np.where(told > 0, model.low, model.high)
    rows = np.where(told != 0, told * np.where(told != 0, end, 0.0), 0.0)
    found = {}
    for day in model.days:
        own = model.column_day == day
        best = np.where(left[own] < 0, left[own] * model.upper[own], left[own] * model.lower[own])
        found[day] = float(rows[model.row_day == day].sum() + best.sum())
    return found


def let_go(model: Model, prices: Floats) -> float:
    """Return the constant of the Lagrangian bound: each price times the end that it stands for."""
    end = np.where(prices > 0, model.low, model.high)
    return float(sum(price * at for price, at in zip(prices, end, strict=True) if price))
