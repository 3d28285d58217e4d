"""The judgement of a roster: is it legal, and what does it cost. No solver is needed for it."""

from __future__ import annotations

from scheduler.finding import Verdict
from scheduler.roster.problem import Problem, Roster
from scheduler.roster.rules import HARD, SOFT


def check(problem: Problem, roster: Roster) -> Verdict:
    """Return what all rules say; every broken law and each cost with its facts."""
    return Verdict.of(*(rule(problem, roster) for rule in (*HARD, *SOFT)))
