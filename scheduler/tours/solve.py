"""Plan tours: the master chooses days and lengths, the engine below makes each day's tour."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

from scheduler.tours.problem import Plan, Problem
from scheduler.tours.search import Search
from scheduler.watch import Solution, Watch, heedless


class Impossible(Exception):
    """No legal plan keeps all pins; `scheduler.tours.conflict` says which do not go together."""


class Unfinished(Exception):
    """No legal plan was found within the time, and none was ruled out: give it more."""


def solve(
    problem: Problem,
    seconds: float = 30.0,
    seed: int = 1,
    watch: Watch = heedless,
    *,
    workers: int = 2,
    deterministic: float | None = None,
    steps: int | None = None,
    start: Plan | None = None,
) -> Solution[Plan]:
    """Return the best plan found within the time, its cost by the check, and a valid lower bound.

    `start` and the previous plan are improved on as far as they are legal. With `deterministic`
    (CP-SAT's units for each round), `steps` (of the descent before it) and one worker the answer is
    the same on every machine. Raises Impossible or Unfinished.
    """
    search = Search(problem, seconds, seed, workers, deterministic, steps)
    for known in (start, problem.previous):
        if known is not None:
            search.know(known)
    with ThreadPoolExecutor(1, "tours") as thread:
        task = thread.submit(search.run)
        try:
            while not task.done():
                if search.told(watch):
                    search.stop()
                wait([task], timeout=0.05)
        finally:
            search.stop()
        task.result()
    if search.plan is None:
        raise Impossible("no plan keeps all pins") if search.proven else Unfinished("too short")
    return Solution(search.plan, search.value, min(search.bound, search.value), search.past)
