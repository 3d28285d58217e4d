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

LOADED = ("tests.forked", "tests.loaded", "api.cli", "api.commands.serve", "api.commands.worker")


class Forked:
    """A command that runs; used as `subprocess.Popen` is.

    What it says goes to `log`, its errors too unless they have a file of their own; `typed` is the
    file that it reads.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        errors: Path | None = None,
        typed: Path | None = None,
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(LOADED))
        streams = (str(typed or os.devnull), str(log), str(errors or log))
        given = (tuple(arguments), dict(environment), streams, str(Path.cwd()))
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


def _become(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    streams: tuple[str, str, str],
    folder: str,
) -> None:
    os.setsid()
    os.chdir(folder)
    for number, path in enumerate(streams):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND if number else os.O_RDONLY)
        os.dup2(file, number)
        if file != number:
            os.close(file)
    sys.stdin = os.fdopen(0, closefd=False)  # multiprocessing reads from another number
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["termin", *arguments]
    from api.cli import main

    main()
