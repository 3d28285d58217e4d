"""The plan to begin with: one that keeps all hard rules, or the reasons why there is none."""

from __future__ import annotations

from scheduler.capacity.check import check
from scheduler.capacity.greedy import greedy
from scheduler.capacity.problem import Plan, Problem


class Impossible(ValueError):
    """No plan keeps the hard rules; the message says which cannot hold together, and what helps."""


def begin(problem: Problem) -> Plan:
    """Return a plan that keeps all hard rules, by opening for the longest backlog.

    Raises:
        Impossible: what is pinned or needed breaks them.
    """
    plan = greedy(problem)
    if check(problem, plan).legal:
        return plan
    # CP-SAT takes more than a second to load: only where it is asked.
    from scheduler.capacity.conflict import conflicts
    from scheduler.capacity.needed import opened

    plan = greedy(problem, opened(problem))
    verdict = check(problem, plan)
    if verdict.legal:
        return plan
    raise Impossible(" ".join(map(str, conflicts(problem))) or "; ".join(map(str, verdict.broken)))
