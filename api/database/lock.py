"""Locks on files: the kernel drops them with the last process that has them, however it ends."""

from __future__ import annotations

import asyncio
import fcntl
import os
from pathlib import Path

from api.database.private import open_private

# A fork without exec (multiprocessing) would keep a dead owner's locks and pipes alive.
_closed_in_forks: set[int] = set()


def _close_in_fork() -> None:
    for number in tuple(_closed_in_forks):
        _closed_in_forks.discard(number)
        os.close(number)


os.register_at_fork(after_in_child=_close_in_fork)


def close_in_forks(number: int) -> None:
    """Keep the file descriptor out of forked children; undo with `release_descriptor`."""
    _closed_in_forks.add(number)


def release_descriptor(number: int) -> None:
    """Forget the file descriptor, whose owner closes it."""
    _closed_in_forks.discard(number)


class FileLock:
    """An exclusive flock on one file; `inheritable` for handing it down to a child.

    flock belongs to the open file, not to the process: a child that inherits it holds it on after
    we close ours. So "is any process of that server alive" needs no process id.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._number is not None

    @property
    def descriptor(self) -> int:
        """The open file of the held lock."""
        if self._number is None:
            raise RuntimeError(f"the lock {self._path} is not held")
        return self._number

    def acquire(self) -> bool:
        """Take the lock if it is free and say whether we have it; never waits."""
        if self._number is not None:
            return True
        number = open_private(self._path, os.O_RDWR)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(number)
            return False
        except BaseException:
            os.close(number)
            raise
        self._number = number
        close_in_forks(number)
        return True

    async def acquire_within(self, seconds: float) -> bool:
        """Take the lock as soon as it is free, or say that it was not within the time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not self.acquire():
            if loop.time() >= deadline:
                return False
            await asyncio.sleep(0.03)
        return True

    def close(self) -> None:
        """Let go of the file; the lock is free once no child holds it either."""
        if self._number is not None:
            number, self._number = self._number, None
            release_descriptor(number)
            os.close(number)
