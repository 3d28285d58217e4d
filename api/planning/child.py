"""A computation in a process of its own: watched, stopped, and gone when its parent is gone.

The child tells its progress over a pipe and asks it whether to stop. A pipe that breaks means that
nobody is left who waits for the answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Awaitable, Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from scheduler.crew import deaf
from scheduler.watch import Progress, Watch

Task = TypeVar("Task")
Found = TypeVar("Found")

Work = Callable[[Any, Watch], Any]
"""What the child does: a function of a module, of a task that can be pickled."""

Hear = Callable[[Progress], Awaitable[bool]]
"""Told twice a second how far it is; answers True to stop with the best found so far."""

EVERY = 0.5
GRACE = 20.0
"""Seconds that a child has to hand over its best after it was told to stop: a second where the
machine has nothing else to do, and some more where it is busy."""

LOADING = 60.0
"""Seconds more for one that is still loading; its grace begins with its work."""

_BEGUN, _PROGRESS, _FOUND, _FAULT = "begun", "progress", "found", "fault"


class ChildFailed(Exception):
    """The computation ended without an answer; the message says why, for the log."""


class Child(Generic[Found]):
    """One computation; `run` starts it, and it never outlives the call."""

    def __init__(self, work: Work, task: Any) -> None:
        context = get_context("spawn")
        self._pipe, self._far = context.Pipe()
        # Not a daemon: the solver may have processes of its own.
        self._process = context.Process(target=_work, args=(work, task, self._far), daemon=False)

    async def run(self, hear: Hear) -> Found:
        """Return what the child found.

        Raises:
            ChildFailed: it ended without an answer.
        """
        with deaf():
            self._process.start()
        self._far.close()
        try:
            return await self._listen(hear)
        finally:
            await asyncio.shield(asyncio.to_thread(self._end))

    async def _listen(self, hear: Hear) -> Found:
        latest = Progress(0.0)
        stopping: float | None = None
        begun = False
        clock = asyncio.get_running_loop().time
        heard_at = clock() - EVERY
        while True:
            message = await asyncio.to_thread(self._receive, EVERY / 4)
            if message is not None:
                kind, content = message
                if kind == _FOUND:
                    found: Found = content
                    return found
                if kind == _FAULT:
                    raise ChildFailed(str(content))
                if kind == _BEGUN:
                    begun = True
                    stopping = None if stopping is None else clock()
                else:
                    latest = content
            if clock() - heard_at >= EVERY:
                heard_at = clock()
                if await hear(latest) and stopping is None:
                    stopping = clock()
                    with contextlib.suppress(OSError):
                        self._pipe.send(None)
            patience = GRACE if begun else GRACE + LOADING
            if stopping is not None and clock() - stopping > patience:
                raise ChildFailed("it did not stop in time")

    def _receive(self, patience: float) -> tuple[str, Any] | None:
        try:
            if self._pipe.poll(patience):
                message: tuple[str, Any] = self._pipe.recv()
                return message
        except (EOFError, OSError):
            self._process.join(1)
            return _FAULT, f"the process ended with status {self._process.exitcode}"
        return None

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            self._pipe.close()
        for end in (self._process.terminate, self._process.kill):
            self._process.join(1)
            if not self._process.is_alive():
                break
            end()
        self._process.join(1)


def _work(work: Work, task: Any, pipe: Connection) -> None:
    """Be the child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, who tells us
    told = threading.Event()
    threading.Thread(target=_hear, args=(pipe, told), daemon=True).start()

    def watch(progress: Progress) -> bool:
        if not told.is_set():
            try:
                pipe.send((_PROGRESS, progress))
            except OSError:
                told.set()
        return told.is_set()

    with contextlib.suppress(OSError):
        pipe.send((_BEGUN, None))
    try:
        message = (_FOUND, work(task, watch))
    except Exception as error:
        message = (_FAULT, f"{type(error).__name__}: {error}")
    with contextlib.suppress(OSError):
        pipe.send(message)


def _hear(pipe: Connection, told: threading.Event) -> None:
    """Wait to be told to stop; so is everybody whose parent is gone."""
    with contextlib.suppress(EOFError, OSError):
        pipe.recv()
    told.set()
