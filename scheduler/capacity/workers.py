"""Jobs for the processes that work on parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.capacity.part import Part
from scheduler.capacity.problem import Problem
from scheduler.capacity.work import Step, work


@dataclass(frozen=True, slots=True)
class Job:
    """A part to be taken a step further in so many seconds, to a tolerance in cost."""

    number: int
    part: Part
    step: Step
    seconds: float
    tolerance: float
    seed: int


@dataclass(frozen=True, slots=True)
class Done:
    """A job, and its part after the work."""

    job: Job
    part: Part


def worker(problem: Problem) -> Callable[[Job], Done]:
    """Return what does jobs for a problem."""

    def do(job: Job) -> Done:
        return Done(job, work(problem, job.part, job.step, job.seconds, job.tolerance, job.seed))

    return do
