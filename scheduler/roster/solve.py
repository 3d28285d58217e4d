"""The best roster for an office within some seconds, and how good any roster could be at most.

1. A greedy roster, at once, and cooled (`cool.py`) while prices are sought.
2. The relaxation of the whole program (interior point) gives prices for what ties the days
together: a clerk's hours, back office, late closings.
3. With these prices each day is solved alone, near what the relaxation had each clerk work then and
mending what the days before have too much (`near.py`). Together the days nearly keep what ties
them: cooling mends the rest.
4. Each day alone at these prices, its rows that tie days let go (Lagrange): the days' bounds add up
to a bound of the whole (Geoffrion 1974).
5. Days that cost more than their bound (`slack.py`) are freed and solved again among the others,
the worst first, and then two at once, or a few people on all days; the best roster is cooled anew
in between, until time is up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from time import monotonic

import numpy as np

from scheduler.roster.bounds import by_day, fair, let_go, tolls
from scheduler.roster.check import check
from scheduler.roster.choices import choices
from scheduler.roster.cool import Cooling
from scheduler.roster.crew import Cooled, Crew, ToCool
from scheduler.roster.greedy import first_roster
from scheduler.roster.model import Floats, Model, build
from scheduler.roster.near import Near
from scheduler.roster.part import Answer, Part
from scheduler.roster.problem import Problem, Roster
from scheduler.roster.slack import slack
from scheduler.watch import Progress, Solution, Watch, gap, heedless

SMALL = 2500
"""A program with at most so many columns is solved as a whole."""
BRIEF, FEW = 0.2, 3
"""Then cooling alone takes so many seconds; beside the program twice that or more, a few times."""
FEWEST, MOST = 3.0, 8.0
"""So many people are freed at a time on all days."""
LONG = 30.0
"""With more seconds than these, prices have the processors to themselves after a while."""
QUIET = 0.93
"""From then on the prices have them: with so much of the time left."""
LITTLE = 0.3
"""A day within so much of its bound is not freed alone."""
PAIRED = 0.7
"""So often two days are freed at last, so that work can go from one to the other; else a few people
are, on all days."""
DIFFERENT = 0.5
"""The second of two days is chosen by what it costs beyond its bound, and this."""
NEAR_SPELLS = 15
"""In such a part of the time a day is solved near the relaxation."""
REMAINS = 0.35
"""With so much of the time left, days that were not solved near the relaxation stay as they are."""
BOUNDED = 60
"""Such a part of the time a day has for its bound."""
BOUNDED_AGAIN = 15
"""Such a part it has at last, once more, where that was not enough."""
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

    A price for each row between days and what it makes of each column of a day, days near it, and
    by clerk what an hour is worth.
    """

    prices: Floats
    tolls: Floats
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
        self.verdict = check(problem, self.roster)
        self.value = self.verdict.cost
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
        self.open: set[int] = set()
        self.times_freed: Counter[int] = Counter()
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
            if not alone and self.seconds > LONG and 0.5 < self.left / self.seconds < QUIET:
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
        left = self.until - (monotonic() - self.began)
        if left > self.seconds / 60:
            once = min(left, max(1.0, self.seconds / SPELLS))
            return self._cool(self.start, self.heat, COLD, once, guide.hours)
        # What is left to bound is done in time, at worst by one process.
        late = self.left < (len(self.to_bound) + 1) * self.seconds / BOUNDED
        spell = self.seconds / ANEW_SPELLS
        over = self._idle_slack(guide)
        fresh = [day for day in over if over[day] > LITTLE and not self.times_freed[day]]
        if not (fresh or late or self.cooling) and self.left > 1.25 * spell:
            self.anew = not self.anew
            if self.anew:
                return self._cool(self.roster, ANEW, COLD, spell, guide.hours)
        if self.to_bound and (left > 0 or late or self.random.random() < 0.5):
            return self._bound(guide)
        if not (self.to_bound or fresh) and self.open and self.random.random() < 0.5:
            return self._bound_again(guide, over)
        if fresh:
            return self._mend((max(fresh, key=lambda day: over[day]),))
        if len(over) >= 2 and self.random.random() < PAIRED:
            return self._mend(self._pair(over))
        return self._regroup()

    def _idle_slack(self, guide: Guide) -> dict[int, float]:
        """Return what each day costs beyond its bound, of days that nobody has at hand."""
        mends = [one for one in self.out if isinstance(one, Part) and one.role == "mend"]
        busy = {day for one in mends if one.clerks is None for day in one.days}
        over = slack(self.model, guide.tolls, self.day_bounds, self.values, self.verdict)
        return {day: max(0.0, much) for day, much in over.items() if day not in busy}

    def _pair(self, over: dict[int, float]) -> tuple[int, ...]:
        """Return the day that promises most, less each time it was freed, and another by chance."""
        day = max(over, key=lambda day: over[day] / (1 + 2 * self.times_freed[day]))
        others = [one for one in over if one != day]
        other = self.random.choices(others, [over[one] + DIFFERENT for one in others])
        return tuple(sorted((day, *other)))

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
        seconds = min(self.left, self.seconds / NEAR_SPELLS)
        costs = guide.near.costs()
        return Part("near", (day,), seconds, prices=guide.prices, costs=costs, gap=2e-3)

    def _bound(self, guide: Guide) -> Part:
        return self._to_bound(self.to_bound.pop(), guide, BOUNDED)

    def _bound_again(self, guide: Guide, over: dict[int, float]) -> Part:
        """Bound a day once more, of those that were not bounded to the end the worst."""
        day = max(self.open, key=lambda day: over.get(day, 0.0))
        self.open.discard(day)
        return self._to_bound(day, guide, BOUNDED_AGAIN)

    def _to_bound(self, day: int, guide: Guide, share: int) -> Part:
        seconds = min(self.left, self.seconds / share)
        return Part("bound", (day,), seconds, prices=guide.prices, gap=1e-5)

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
            if self._try(answer.roster):
                self.times_freed.clear()
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
        near = Near(self.model, answer.values)
        self.guide = Guide(prices, tolls(self.model, prices), near, hours)
        self.bound = max(self.bound, answer.bound - 1e-6 * (1 + abs(answer.bound)))
        self.day_bounds = by_day(self.model, answer.prices, prices)
        self.to_bound = list(self.days)
        # Taken from the end, the cheapest first: dear days have most to choose from, and so mend.
        self.to_near = sorted(self.days, key=lambda day: -self.day_bounds[day])

    def _nearer(self, answer: Answer) -> None:
        if answer.values is not None and self.guide is not None:
            self.guide.near.take(answer.part.days[0], answer.values)

    def _raise(self, answer: Answer) -> None:
        day = answer.part.days[0]
        self.day_bounds[day] = max(self.day_bounds[day], answer.bound)
        self.bounded += 1
        if self.bounded <= len(self.days) and answer.value - answer.bound > LITTLE:
            self.open.add(day)
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
            if answer.part.clerks is None:
                self._remember(answer.part.days, won=won)
            else:
                self.freed = max(FEWEST, min(MOST, self.freed + (-0.5 if won else 0.25)))

    def _remember(self, days: tuple[int, ...], *, won: bool) -> None:
        """Count that days were freed, alone each once; two that won together are fresh again."""
        for day in days:
            again = 0 if won and len(days) > 1 else self.times_freed[day] + 1
            self.times_freed[day] = again

    def _try(self, roster: Roster) -> bool:
        """Take over a roster if it is legal and better."""
        verdict = check(self.problem, roster)
        if verdict.legal and verdict.cost < self.value - 1e-9:
            self.roster, self.value, self.verdict = roster, verdict.cost, verdict
            self.values = self.model.columns(roster)
            return True
        return False
