"""`termin` as a process of its own that need not load the program first.

Loading takes many times as long as starting. One process for each worker of the tests has loaded
what a server needs and does nothing but split itself; each copy then is what `python -m api.cli`
would be, with its own environment, session and log, and is signalled and killed like it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

LOADED = ("tests.forked", "api.cli", "api.commands.serve", "api.commands.worker")


class Forked:
    """A command that runs; used as `subprocess.Popen` is."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(LOADED))
        given = (tuple(arguments), dict(environment), str(log), str(Path.cwd()))
        self._process: ForkServerProcess = context.Process(target=_become, args=given)
        self._process.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        if self._process.pid is None:
            raise RuntimeError("it was not started")
        return self._process.pid

    def poll(self) -> int | None:
        """Return the status it ended with, or None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def wait(self, timeout: float) -> int:
        """Wait and return the status it ended with; a signal's number counts below zero.

        Raises:
            TimeoutError: it goes on.
        """
        self._process.join(timeout)
        status = self.poll()
        if status is None:
            raise TimeoutError(f"process {self.pid} goes on after {timeout} s")
        return status


def _become(arguments: tuple[str, ...], environment: dict[str, str], log: str, folder: str) -> None:
    os.setsid()
    os.chdir(folder)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["termin", *arguments]
    from api.cli import main

    main()
