"""Solve an instance: columns for the bound, a dive for a start, neighbourhoods for the rest."""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np

from scheduler.finding import Verdict
from scheduler.roster.public.check import check
from scheduler.roster.public.dive import dive, greedy
from scheduler.roster.public.generate import Generated, Goal, generate
from scheduler.roster.public.instance import Instance, Person, Roster, Shift
from scheduler.roster.public.master import Master
from scheduler.roster.public.mate import Mate, Told
from scheduler.roster.public.numbers import Floats, Numbers, numbers
from scheduler.roster.public.parse import parse
from scheduler.roster.public.pricer import Ask, Pricer
from scheduler.roster.public.pricing import Rows
from scheduler.roster.public.proof import prove
from scheduler.roster.public.search import Search
from scheduler.watch import Progress, Solution, Watch, heedless

ROOT_SHARE, DIVE_SHARE, PROOF_SHARE = 0.6, 0.75, 0.9
"""Until which part of the time the bound is improved, a first roster sought, the best proven."""
LARGE = 5000
"""From how many people times days on pricing is worth a second thread."""
LARGE_SMOOTHING = 0.8
"""How near to the best prices so far those of large instances stay."""
COLUMNS = 25
"""How many columns of each person a dive begins with."""


class Impossible(ValueError):
    """Somebody has no legal row at all, or nobody found a roster in time."""


def solve(
    instance: Instance,
    seconds: float,
    seed: int = 1,
    watch: Watch = heedless,
    processes: int = 2,
) -> Solution[Roster]:
    """Return the best roster found and a bound proven for all; refuses with `Impossible`.

    Random choices follow `seed`; with a limit in seconds two runs still differ, since what fits
    into the time does. With two processes a second one searches as well.
    """
    with ExitStack() as stack:
        run = _Run(numbers(instance), seconds, seed, watch)
        run.refuse_impossible()
        if processes > 1:
            run.mate = stack.enter_context(Mate(instance, seconds, seed))
        threads = stack.enter_context(ThreadPoolExecutor(processes))
        large = instance.days * len(instance.people) >= LARGE and processes > 1
        run.go(Ask(threads=threads if large else None))
        return run.solution()


def solve_file(
    text: str, seconds: float, seed: int = 1, watch: Watch = heedless
) -> tuple[Solution[Roster], float]:
    """Parse and solve; the second answer is the seconds it took to compile or load the loops.

    Where a run before has left them compiled, they are loaded. Refuses with `Unreadable`, and with
    `Impossible`. The roster is judged by the check once more; a disagreement is a bug.
    """
    instance = parse(text)
    began = time.monotonic()
    warm()
    compiled = time.monotonic() - began
    solution = solve(instance, seconds, seed, watch)
    verdict: Verdict = check(instance, solution.plan)
    if not verdict.legal or verdict.cost != solution.value:
        raise AssertionError(f"the check disagrees: {verdict.cost}, {solution.value}")
    return solution, compiled


def warm() -> None:
    """Compile all loops, or load them from disk."""
    person = Person("A", {"D": 1}, 60, 0, 2, 1, 1, 1)
    tiny = Instance(3, (Shift("D", 60),), (person,))
    pricer = Pricer(numbers(tiny))
    pricer.track(0, 0)
    pricer.price(0, np.zeros((3, 1), np.int32))


@dataclass(slots=True)
class _Run:
    numbers: Numbers
    seconds: float
    seed: int
    watch: Watch
    mate: Mate | None = None
    rows: Rows | None = None
    value: float = np.inf
    bound: float = 0.0
    stopped: bool = False
    began: float = field(default_factory=time.monotonic)

    def go(self, ask: Ask) -> None:
        """Use the time up, or stop as soon as the roster is proven best."""
        pricer = Pricer(self.numbers)
        people, days = range(self.numbers.people), range(self.numbers.instance.days)
        master = Master(self.numbers, people, self.numbers.wanted, days)
        found = self.root(pricer, master, ask)
        if self.left(ROOT_SHARE) > 0:  # prices are worth diving at only where they have settled
            small = master.trimmed(found.answer, COLUMNS)
            self.offer(dive(pricer, small, ask, lambda: self.left(DIVE_SHARE) <= 0))
        if self.rows is None:
            self.offer(greedy(pricer, np.random.default_rng(self.seed)))
        self.climb(pricer, found.prices)

    def root(self, pricer: Pricer, master: Master, ask: Ask) -> Generated:
        """Generate columns for everybody, which proves the bound."""

        def stop(value: float, bound: float) -> bool:
            del value
            self.bound = max(self.bound, math.ceil(bound - 1e-6))
            return self.left(ROOT_SHARE) <= 0

        goal = Goal(stop=stop, smoothing=LARGE_SMOOTHING if ask.threads else 0.5)
        found = generate(pricer, master, goal, ask, np.zeros(self.numbers.wanted.shape))
        self.bound = max(self.bound, math.ceil(found.bound - 1e-6))
        if self.mate:
            self.mate.tell(Told(prices=found.prices))
        return found

    def climb(self, pricer: Pricer, centre: Floats | None) -> None:
        """Improve the roster through neighbourhoods; alone, try to prove the best before.

        Neighbourhoods add rows that go with what the others do now, and so may stay where two
        people would have to change together, however small the instance.
        """
        if self.mate is None and centre is not None:
            prove(pricer, centre, lambda: self.left(PROOF_SHARE), self.told)
        search = Search(pricer, np.random.default_rng((self.seed, 0)), self.left, centre)
        while self.rows is not None and self.left() > 0:
            self.offer(search.step(self.rows))

    def told(self, rows: Rows | None, bound: float) -> None:
        """Keep what the proof has found."""
        self.offer(rows)
        self.bound = max(self.bound, math.ceil(bound - 1e-6))

    def offer(self, rows: Rows | None) -> None:
        """Keep a roster if it is the best so far, and tell the mate."""
        if rows is None or (value := self.numbers.cost(rows)) >= self.value:
            return
        self.rows, self.value = rows, value
        if self.mate:
            self.mate.tell(Told(rows, value))

    def left(self, share: float = 1.0) -> float:
        """Return the seconds left of this share of the time; 0 when stopped or proven."""
        for told in self.mate.heard() if self.mate else ():
            if told.value < self.value:
                self.rows, self.value = told.rows, told.value
            self.bound = max(self.bound, math.ceil(told.bound - 1e-6))
        seconds = time.monotonic() - self.began
        value = None if self.rows is None else self.value
        self.stopped = self.stopped or self.watch(Progress(seconds, value, self.bound))
        if self.stopped or self.value <= self.bound:
            return 0.0
        return share * self.seconds - seconds

    def refuse_impossible(self) -> None:
        """Refuse if somebody has no legal row, whatever the others do."""
        pricer = Pricer(self.numbers)
        for person, who in enumerate(self.numbers.instance.people):
            if not pricer.possible(person):
                raise Impossible(f"{who.name} has no row that keeps all limits")

    def solution(self) -> Solution[Roster]:
        """Return what was found."""
        if self.rows is None:
            raise Impossible(f"no roster was found in {self.seconds:g} seconds")
        seconds = time.monotonic() - self.began
        return Solution(self.numbers.roster(self.rows), float(self.value), self.bound, seconds)
