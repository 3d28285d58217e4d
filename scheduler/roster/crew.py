"""Processes that solve parts of one program side by side, and go when they are no longer wanted."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType

from scheduler.parent import end_with_parent
from scheduler.roster.cool import Cooling, cool
from scheduler.roster.ground import Ground, ground
from scheduler.roster.model import Choices, Model, build
from scheduler.roster.part import Answer, Part, solve_part
from scheduler.roster.problem import Problem, Roster


@dataclass(frozen=True, eq=False)
class ToCool:
    """A roster to be cooled, and how."""

    roster: Roster
    cooling: Cooling
    number: int


@dataclass(frozen=True)
class Cooled:
    """What came of it."""

    task: ToCool
    roster: Roster


class Desk:
    """The program and the arrays of a problem, and who works with them."""

    def __init__(self, problem: Problem, choice: Choices) -> None:
        self.model: Model = build(problem, choice)
        self.ground: Ground = ground(problem, choice)

    def do(self, task: Part | ToCool) -> Answer | Cooled:
        """Do a task."""
        if isinstance(task, Part):
            return solve_part(self.model, task)
        return Cooled(task, cool(self.ground, task.roster, task.cooling))


class Crew:
    """So many worker processes with a copy of the program each; with none, this process works.

    Worker processes end with the block, and when their parent dies, however it dies.
    """

    def __init__(self, problem: Problem, choice: Choices, workers: int) -> None:
        self.size = max(1, workers)
        self._free: deque[int] = deque(range(self.size))
        self._desk: Desk | None = Desk(problem, choice) if workers == 0 else None
        self._done: deque[Answer | Cooled] = deque()
        self._processes: list[SpawnProcess] = []
        self._lines: list[Connection] = []
        context = multiprocessing.get_context("spawn")
        for _ in range(workers):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, problem, choice), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._lines.append(ours)

    def __enter__(self) -> Crew:
        """Begin work."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all worker processes at once, whatever they are at."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.join()

    @property
    def idle(self) -> bool:
        """Somebody has nothing to do."""
        return bool(self._free)

    @property
    def busy(self) -> bool:
        """Somebody is at work, or has an answer that was not taken."""
        return len(self._free) < self.size or bool(self._done)

    def ask(self, task: Part | ToCool) -> None:
        """Give a task to somebody idle."""
        if self._desk is not None:
            self._done.append(self._desk.do(task))
            return
        self._lines[self._free[0]].send(task)
        self._free.popleft()

    def answers(self, seconds: float) -> Sequence[Answer | Cooled]:
        """Wait for answers so long at most and return those that came.

        Raises:
            RuntimeError: a worker process died.
        """
        if self._desk is not None:
            found = list(self._done)
            self._done.clear()
            return found
        found = []
        for line in wait(self._lines, seconds):
            number = self._lines.index(line)  # type: ignore[arg-type]
            try:
                found.append(self._lines[number].recv())
            except (EOFError, ConnectionError) as error:
                raise RuntimeError("a worker process of the solver died") from error
            self._free.append(number)
        return found


def _work(line: Connection, problem: Problem, choice: Choices) -> None:
    end_with_parent()
    desk = Desk(problem, choice)
    while True:
        try:
            task = line.recv()
        except EOFError:
            return
        line.send(desk.do(task))
