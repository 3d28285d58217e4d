"""Processes that work on parts, one at a time each, and stop when told or when alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from scheduler.capacity.part import Part, work
from scheduler.capacity.problem import Problem
from scheduler.parent import end_with_parent


@dataclass(frozen=True, slots=True)
class Job:
    """A part to be worked on for so many seconds, to a tolerance in cost."""

    number: int
    part: Part
    seconds: float
    tolerance: float
    seed: int


@dataclass(slots=True)
class Worker:
    """A process and the line to it; `job` is what it is at."""

    process: BaseProcess
    line: Connection
    job: Job | None = None

    def start(self, job: Job) -> None:
        """Give it a job."""
        self.job = job
        self.line.send(job)


class Died(RuntimeError):
    """A process ended by itself; what was found so far stands in the parts."""


@contextmanager
def workers(problem: Problem, number: int) -> Iterator[list[Worker]]:
    """Start so many processes; they end with the block, at once, whatever they are doing."""
    context = get_context("spawn")
    team = []
    try:
        for _ in range(number):
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, problem), daemon=True)
            process.start()
            theirs.close()
            team.append(Worker(process, ours))
        yield team
    finally:
        for worker in team:
            worker.process.kill()
        for worker in team:
            worker.process.join()
            worker.line.close()


def answers(team: list[Worker], seconds: float) -> list[tuple[Job, Part]]:
    """Wait at most so long for finished jobs and return them; raise `Died` if a process did."""
    busy = {worker.line: worker for worker in team if worker.job is not None}
    found = []
    for line in wait([*busy], seconds):
        worker = busy[line]  # type: ignore[index]  # they are the lines that were given
        try:
            part = worker.line.recv()
        except (EOFError, OSError) as error:
            raise Died("a process that planned counters ended by itself") from error
        assert worker.job is not None  # noqa: S101  # only the busy were asked
        found.append((worker.job, part))
        worker.job = None
    return found


def serve(line: Connection, problem: Problem) -> None:
    """Do what comes down the line until it is closed; the other end's death ends all at once."""
    end_with_parent()
    while True:
        try:
            job = line.recv()
        except EOFError:
            return
        line.send(work(problem, job.part, job.seconds, job.tolerance, job.seed))
