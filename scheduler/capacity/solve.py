"""Plan counters for a whole city: its districts and days side by side, hardest first."""

from __future__ import annotations

import math
import time

from scheduler.capacity.check import cost
from scheduler.capacity.highs import Failed
from scheduler.capacity.part import Part
from scheduler.capacity.problem import Plan, Problem
from scheduler.capacity.start import Impossible, begin
from scheduler.capacity.work import Step
from scheduler.capacity.workers import Done, Job, worker
from scheduler.crew import Crew, Died
from scheduler.watch import Progress, Solution, Watch, heedless

TICK = 0.2
"""So many seconds pass at most between two looks at the watch."""
BRIEF, ENOUGH = 0.3, 5.0
"""Small changes have so many seconds at least and at most: with more, stretches are looked for."""
EASY, HARD = 0.6, 3.0
"""So much less and more time programs get that seem easier or harder than the others."""
FIRST_SHARE = 0.88
"""And so much of all the time the first round may take, if that leaves no more than `LATER`."""
LATER = 7.0
"""So many seconds at most are kept for what comes after the first round."""
MORE = 1.5
"""A program may take so much more than its share of that: most end at their root, long before."""
EARLY = (Step.SEARCH, Step.PLAN)
"""What is done with each part before anything else is with any."""
AGAIN = 4.0
"""So many seconds at least a part's program gets each time for its bound."""
CORNERS = 5.0
"""So many seconds its corners get at a time."""
PLAN_WINS, BOUND_WINS, CORNERS_WIN = 0.03, 0.02, 0.01
"""Such a part of its gap a second is expected to win at first: by a root anew, a bound, corners."""
FADES = 9.0
"""So much less is expected of its program each time again: its bound is nearly what it was, and so
is what it finds at its root."""


__all__ = ["Died", "Failed", "Impossible", "plan_counters"]


def plan_counters(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    number_of_workers: int = 2,
    target: float = 0.001,
    watch: Watch = heedless,
) -> Solution[Plan]:
    """Return the best plan found within so many seconds, and what no plan can undercut.

    A part (a district's day) is left alone once its gap is below `target` of its mean share.
    Without workers it all happens in this process, and the watch is looked at between parts only.
    Where the watch says stop, the best so far comes back within a second.

    Raises:
        Impossible: pins and what must be open at least break a hard rule.
        Failed: HiGHS failed in every part.
        Died: a process ended by itself.
    """
    return _Search(problem, seconds, seed, number_of_workers, target, watch).run()


class _Search:
    """The parts, whose turn it is, and how far all of them are."""

    def __init__(
        self, problem: Problem, seconds: float, seed: int, crew: int, target: float, watch: Watch
    ) -> None:
        self.begun = time.monotonic()
        self.problem, self.seconds, self.seed = problem, seconds, seed
        self.crew, self.target, self.watch = crew, target, watch
        start = begin(problem)
        self.parts = [
            _first(problem, sites, day, start)
            for sites in problem.districts().values()
            for day in range(len(problem.days))
        ]
        self.share = seconds * max(1, crew) / len(self.parts)
        self.turns = [0] * len(self.parts)
        self.bounds = [0] * len(self.parts)
        self.anew = [0] * len(self.parts)
        self.roots: dict[int, float] = {}
        self.paces: dict[int, float] = {}
        self.usual = 0.0
        self.at_work: dict[int, float] = {}
        self.settled: set[int] = set()

    def run(self) -> Solution[Plan]:
        stopped = self._told()
        size = min(self.crew, len(self.parts))
        team: Crew[Job, Done]
        with Crew(worker, self.problem, size=size) as team:
            while not stopped and self._left() > 0:
                while team.idle and (job := self._next()) is not None:
                    team.ask(job)
                    if size == 0:
                        break
                if not self.at_work:
                    break
                for done in team.answers(min(TICK, max(0.0, self._left()))):
                    self._done(done.job, done.part)
                stopped = self._told()
        failed = {part.failed for part in self.parts}
        if failed and "" not in failed:
            raise Failed("; ".join(sorted(failed)))
        return Solution(
            Plan(
                {place: n for part in self.parts for place, n in part.plan.counts.items()},
                {way: minutes for part in self.parts for way, minutes in part.plan.flows.items()},
            ),
            sum(part.value for part in self.parts),
            sum(part.bound for part in self.parts),
            time.monotonic() - self.begun,
        )

    def _next(self) -> Job | None:
        """Return whose turn it is: parts with few turns first, then where a second wins most."""
        left = self._left()
        open_ = [
            number
            for number, part in enumerate(self.parts)
            if number not in self.at_work
            and number not in self.settled
            and part.gap > self._tolerance()
        ]
        if not open_ or left <= 0.1:
            return None
        promises = {one: self._promise(one) for one in open_}
        number = max(open_, key=lambda one: (-min(self.turns[one], len(EARLY)), promises[one][0]))
        step = promises[number][1]
        crew = max(1, self.crew)
        if step is Step.SEARCH:
            allotted = max(BRIEF, min(ENOUGH, self.share))
        elif step is Step.PLAN and number in self.roots:
            self.anew[number] += 1
            allotted = MORE * self.roots[number]
        elif step is Step.PLAN:
            fresh = [at for at, turns in enumerate(self.turns) if turns < len(EARLY)]
            spare = left - min(LATER, (1 - FIRST_SHARE) * self.seconds)
            each = spare * crew / sum(map(self._hard, fresh))
            allotted = self._hard(number) * max(BRIEF, MORE * each)
        elif step is Step.CORNERS:
            allotted = CORNERS
        else:
            self.bounds[number] += 1
            allotted = max(AGAIN * self.bounds[number], left * min(1, crew / len(open_)) / 2)
        self.at_work[number] = left
        self.turns[number] += 1
        return Job(
            number,
            self.parts[number],
            step,
            min(allotted, max(0.1, left - 0.3)),
            self._tolerance(),
            self.seed + self.turns[number] - 1,
        )

    def _promise(self, number: int) -> tuple[float, Step]:
        """Return what a second on a part is expected to win, in cost, and by which step.

        A tree lifts a wide gap's bound no faster than a usual one's. A program that did not come to
        the end of its root is not begun anew: it would not again.
        """
        gap = self.parts[number].gap
        if self.turns[number] < len(EARLY):
            return gap, EARLY[self.turns[number]]
        mean = sum(part.gap for part in self.parts) / len(self.parts)
        bound = BOUND_WINS * min(gap, mean) / (1 + FADES * self.bounds[number])
        wins = [(bound, Step.BOUND), (self._pace(number), Step.CORNERS)]
        if number in self.roots:
            wins.append((PLAN_WINS * gap / (1 + FADES * self.anew[number]), Step.PLAN))
        return max(wins, key=lambda each: each[0])

    def _pace(self, number: int) -> float:
        """Return what a second on a part's corners has won lately, or is expected to at first."""
        return self.paces.get(number, CORNERS_WIN * self.parts[number].gap)

    def _hard(self, number: int) -> float:
        """Return how much more time than others a part seems to need, by its gap after a search."""
        if min(self.turns) == 0:
            return 1.0
        if not self.usual:
            known = [part.gap for part in self.parts if part.bound > 0]
            self.usual = max(1e-9, sum(known) / max(1, len(known)))
        return min(HARD, max(EASY, math.sqrt(self.parts[number].gap / self.usual)))

    def _tolerance(self) -> float:
        whole = sum(part.value for part in self.parts)
        return max(1e-6, self.target * whole / len(self.parts))

    def _done(self, job: Job, found: Part) -> None:
        """Take a part back; one that ended early, and as it was, has no more to give.

        Its gap is then what the kinds of counter cost, which the bound does not know. (A `PLAN`
        ends early at its root.)
        """
        took = self.at_work.pop(job.number) - self._left()
        before = self.parts[job.number]
        if job.step is Step.PLAN and took < job.seconds:
            self.roots[job.number] = took
        if job.step is Step.CORNERS:
            won = (before.value - found.value) / max(took, 0.1)
            self.paces[job.number] = (self._pace(job.number) + 2 * won) / 3
        elif (
            job.step is not Step.PLAN
            and (found.value, found.bound) == (before.value, before.bound)
            and took < job.seconds / 2
        ):
            self.settled.add(job.number)
        self.parts[job.number] = found

    def _left(self) -> float:
        return self.seconds - (time.monotonic() - self.begun)

    def _told(self) -> bool:
        return self.watch(
            Progress(
                time.monotonic() - self.begun,
                sum(part.value for part in self.parts),
                sum(part.bound for part in self.parts),
                done=sum(1 for part in self.parts if part.gap <= self._tolerance()),
                parts=len(self.parts),
            )
        )


def _first(problem: Problem, sites: tuple[int, ...], day: int, start: Plan) -> Part:
    """Return a part with the plan to begin with."""
    own = Plan(
        {
            place: count
            for place, count in start.counts.items()
            if place.day == day and place.site in sites
        }
    )
    return Part(sites, day, own, cost(problem, own, sites, day), 0.0)
