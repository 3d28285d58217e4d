"""Processes that compute for this one: deaf to Ctrl-C, and gone when they are no longer wanted."""

from __future__ import annotations

import os
import signal
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Self, TypeVar

from scheduler.parent import end_with_parent

Job = TypeVar("Job")
Answer = TypeVar("Answer")


class Died(RuntimeError):
    """A process that computed for this one ended by itself, killed or out of memory."""


@contextmanager
def deaf() -> Iterator[None]:
    """Let no process that is started inside ever hear Ctrl-C, not even while it loads.

    A terminal sends it to all; the first process alone decides what becomes of the others. It
    hears it itself, after the block.
    """
    # The tracker of multiprocessing opens our ears again when it is started.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Working(ABC):
    """What works for the length of a block, and ends with it."""

    def __enter__(self) -> Self:
        """Begin work."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it at once, whatever it is at."""
        self.end()

    @abstractmethod
    def end(self) -> None:
        """End it, and wait until it is gone."""


class Hand(_Working):
    """A process that does `work(line, *given)`, a function of a module; use as a context.

    It ends with the block, whatever it is at, and when the process that started it ends, however
    that ended. `line` is our end of the line to it.
    """

    def __init__(self, work: Callable[..., None], *given: Any) -> None:
        context = get_context("spawn")
        self.line, theirs = context.Pipe()
        self._process = context.Process(target=_begin, args=(work, theirs, *given), daemon=True)
        with deaf():
            self._process.start()
        theirs.close()

    def kill(self) -> None:
        """Kill the process, without waiting."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self.kill()
        self._process.join()
        self.line.close()


class Crew(_Working, Generic[Job, Answer]):
    """So many processes that take jobs one at a time each; with none, this process works.

    Each calls `make(*given)` once, which returns what answers a job. Answers come in the order in
    which they are ready. Use as a context: all end with the block.
    """

    def __init__(
        self, make: Callable[..., Callable[[Job], Answer]], *given: Any, size: int
    ) -> None:
        self.size = max(1, size)
        self._own = make(*given) if size == 0 else None
        self._done: deque[Answer] = deque()
        self._hands: list[Hand] = []
        self._busy: set[int] = set()
        try:
            for _ in range(size):
                self._hands.append(Hand(_serve, make, *given))
        except BaseException:
            self.end()
            raise

    @property
    def idle(self) -> bool:
        """Somebody has nothing to do."""
        return len(self._busy) < self.size

    @property
    def busy(self) -> bool:
        """Somebody is at work, or has an answer that was not taken."""
        return bool(self._busy or self._done)

    def ask(self, job: Job) -> None:
        """Give a job to somebody idle; without processes it is done now."""
        if self._own is not None:
            self._done.append(self._own(job))
            return
        number = next(n for n in range(self.size) if n not in self._busy)
        self._busy.add(number)
        with suppress(OSError):  # it has died: `answers` says so
            self._hands[number].line.send(job)

    def answers(self, seconds: float) -> Sequence[Answer]:
        """Wait at most so long for answers and return those that came.

        Raises:
            Died: a process did.
        """
        found = [*self._done]
        self._done.clear()
        lines = {self._hands[number].line: number for number in self._busy}
        for line in wait([*lines], seconds) if lines else ():
            number = lines[line]  # type: ignore[index]  # they are the lines that were given
            try:
                found.append(self._hands[number].line.recv())
            except (EOFError, OSError) as error:
                raise Died("a process that computed a plan ended by itself") from error
            self._busy.discard(number)
        return found

    def end(self) -> None:
        """Kill all processes and wait until they are gone."""
        for hand in self._hands:
            hand.kill()
        for hand in self._hands:
            hand.end()


def _begin(work: Callable[..., None], line: Connection, *given: Any) -> None:
    end_with_parent()
    os.dup2(2, 1)  # HiGHS prints at times; the standard output is for the command's own answer
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # nobody is left to work for
        work(line, *given)


def _serve(line: Connection, make: Callable[..., Callable[[Any], Any]], *given: Any) -> None:
    answer = make(*given)
    while True:
        line.send(answer(line.recv()))
