"""The running server: a child of this process, watched, and stopped in order."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from api.database.account import Account
from api.database.lock import FileLock, close_in_forks, release_descriptor
from api.database.private import open_private

LARGEST_LOG = 5_000_000  # bytes

# Leave in order (sessions are ended, everything is written); at once; by force. Seconds for each.
_STOPPING = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))

# Ends the server when we are gone without a word: its input is a pipe of which we alone have the
# other end, and the kernel closes that however we end. PR_SET_PDEATHSIG would do on Linux only,
# and also when merely the thread ends that started the server.
_WATCHDOG = 'read -r word || kill -INT "$1"'


_CHATTER = ("LOG:  starting", "LOG:  listening", "LOG:  database system was")


class Postmaster:
    """One life of the server."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        watchdog: subprocess.Popen[bytes],
        log: Path,
        log_from: int,
    ) -> None:
        self._process = process
        self._watchdog = watchdog
        self._log = log
        self._log_from = log_from
        self._loop = asyncio.get_running_loop()
        self.exited: asyncio.Future[int] = self._loop.create_future()
        # A daemon thread, unlike an executor's, does not keep a dying process waiting for the
        # server, which in turn would wait for the process.
        threading.Thread(target=self._wait, name="postgres-wait", daemon=True).start()

    @property
    def pid(self) -> int:
        """The process id, for the log."""
        return self._process.pid

    async def stop(self) -> None:
        """Stop the server and return when it is gone; quick, and nothing acknowledged is lost."""
        for number, patience in _STOPPING:
            if self.exited.done():
                break
            with suppress(ProcessLookupError):
                self._process.send_signal(number)
            await asyncio.wait({self.exited}, timeout=patience)
        self.dismiss_watchdog()

    def dismiss_watchdog(self) -> None:
        """Let the watchdog go after the server is gone."""
        pipe = self._watchdog.stdin
        if pipe is None or pipe.closed:
            return
        release_descriptor(pipe.fileno())
        with suppress(BrokenPipeError):
            pipe.write(b"done\n")
            pipe.flush()
        with suppress(BrokenPipeError):
            pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self._watchdog.wait(timeout=2)

    def last_words(self) -> str:
        """Return what the server said last in this life, without times and process ids."""
        with self._log.open("rb") as file:
            file.seek(self._log_from)
            lines = file.read().decode(errors="replace").splitlines()
        lines = [line.partition("] ")[2] or line for line in lines]
        lines = [line for line in lines if not line.startswith(_CHATTER)]
        grave = [at for at, line in enumerate(lines) if line.startswith(("FATAL:", "PANIC:"))]
        # The line before often has the reason, and the lines after it the details.
        first = max(0, grave[0] - 1) if grave else -3
        return " ".join(lines[first:][:4])

    def _wait(self) -> None:
        code = self._process.wait()
        with suppress(RuntimeError):  # the loop may be closed by now
            self._loop.call_soon_threadsafe(self._note_exit, code)

    def _note_exit(self, code: int) -> None:
        if not self.exited.done():
            self.exited.set_result(code)


def spawn(command: Sequence[str], account: Account, log: Path, server_lock: FileLock) -> Postmaster:
    """Start the server as our child, and hand it the lock, which tells whether any of it lives."""
    _keep_log_small(log)
    number = open_private(log, os.O_WRONLY | os.O_APPEND)
    try:
        log_from = os.fstat(number).st_size
        process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=number,
            stderr=number,
            pass_fds=(server_lock.descriptor,),
            **account.popen_options(),
        )
    finally:
        os.close(number)
        server_lock.close()
    try:
        watchdog = _watch(process, account)
    except BaseException:
        process.send_signal(signal.SIGQUIT)
        process.wait()
        raise
    return Postmaster(process, watchdog, log, log_from)


def _watch(process: subprocess.Popen[bytes], account: Account) -> subprocess.Popen[bytes]:
    watchdog = subprocess.Popen(  # noqa: S603 - constant text; the id is an argument
        ["/bin/sh", "-c", _WATCHDOG, "termin-watchdog", str(process.pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **account.popen_options(),
    )
    if watchdog.stdin is not None:
        close_in_forks(watchdog.stdin.fileno())
    return watchdog


def _keep_log_small(log: Path) -> None:
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_name(f"{log.name}.1"))
