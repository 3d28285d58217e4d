"""One process's part in the server of a data folder: its owner, or a guest who may become it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from api.database.account import Account
from api.database.address import DatabaseAddress
from api.database.binaries import Binaries, reachable_binaries
from api.database.catalog import Answer, knock
from api.database.cluster import ensure_cluster, next_step, server_command, write_access_rules
from api.database.errors import ELSEWHERE, DatabaseUnavailable, ServerNotStarted, ServerSilent
from api.database.folder import DataFolder, refusing_cleanly
from api.database.lock import FileLock
from api.database.postmaster import Postmaster, spawn
from api.database.strays import clear_cluster, forget_socket
from api.database.whereabouts import read_whereabouts, socket_folder, write_whereabouts

JOINING = 60.0  # seconds in which another owner's server must answer
STARTING = 60.0  # seconds in which our server must say something, if only that it recovers
LOOKING = 0.5  # seconds between two looks of a guest whether the owner is gone
LINGERING = 3.0  # seconds that sessions of a server that just died may need to notice
LONGEST_PAUSE = 30.0  # seconds between two attempts to start


class EmbeddedServer:
    """The server as one process sees it: `enter`, then `keep` in the background, then `leave`."""

    def __init__(
        self, folder: DataFolder, account: Account, tell: Callable[..., None], *, durable: bool
    ) -> None:
        self._folder = folder
        self._account = account
        self._tell = tell
        self._durable = durable
        self._ownership = FileLock(folder.owner_lock)
        self._server_lock = FileLock(folder.server_lock)
        self._postmaster: Postmaster | None = None

    async def enter(self) -> DatabaseAddress:
        """Start the server as its owner, or join the one that another process owns."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + JOINING
        while True:
            with refusing_cleanly(self._folder.path):
                if self._ownership.acquire():
                    return await self._start(grace=0)
                address = read_whereabouts(self._folder)
                if address is not None and await knock(address) is Answer.OPEN:
                    self._tell("joined")
                    return address
            if loop.time() > deadline:
                raise ServerSilent(
                    f"another process has owned {self._folder.path} for {JOINING:.0f} s",
                    f"Look at {self._folder.log}, or end that process, {ELSEWHERE}",
                )
            await asyncio.sleep(0.1)

    async def keep(self) -> None:
        """See to it that there is a server: start it again when it dies, take over from an owner
        who is gone. Runs until cancelled."""
        pause = 0.0
        while True:
            if self._postmaster is not None:
                # Not awaited by itself: cancelling us would cancel it too.
                await asyncio.wait({self._postmaster.exited})
                code = self._postmaster.exited.result()
                self._postmaster.dismiss_watchdog()
                self._postmaster = None
                self._tell("died", code=code)
                pause = 0.0
            elif not self._ownership.held:
                await asyncio.sleep(LOOKING)
                if not self._ownership.acquire():
                    continue
                self._tell("took-over")
            await asyncio.sleep(pause)
            try:
                with refusing_cleanly(self._folder.path):
                    await self._start(grace=LINGERING)
            except DatabaseUnavailable as trouble:
                pause = min(LONGEST_PAUSE, 2 * pause + 0.5)
                self._tell("start-failed", why=trouble.why, again_in=pause)

    async def leave(self) -> None:
        """Stop the server if it is ours, then let others have the folder."""
        try:
            if self._postmaster is not None:
                postmaster, self._postmaster = self._postmaster, None
                await postmaster.stop()
                self._tell("stopped")
        finally:
            self._server_lock.close()
            self._ownership.close()

    async def _start(self, *, grace: float) -> DatabaseAddress:
        folder, account = self._folder, self._account
        binaries = await asyncio.to_thread(reachable_binaries, account, folder)
        if await asyncio.to_thread(
            ensure_cluster, account, folder, binaries, durable=self._durable
        ):
            self._tell("set-up", version=binaries.major)
        if await clear_cluster(folder, self._server_lock, grace=grace):
            self._tell("strays-stopped")
        return await self._launch(binaries)

    async def _launch(self, binaries: Binaries) -> DatabaseAddress:
        folder, account = self._folder, self._account
        socket = socket_folder(account, folder)
        forget_socket(socket)
        write_access_rules(account, folder)
        command = server_command(binaries, folder, socket, durable=self._durable)
        address = write_whereabouts(folder, socket)
        postmaster = spawn(command, account, folder.log, self._server_lock)
        try:
            await self._until_it_answers(postmaster, address)
        except BaseException:
            await postmaster.stop()
            raise
        self._postmaster = postmaster
        self._tell("started", pid=postmaster.pid, socket=str(socket))
        return address

    async def _until_it_answers(self, postmaster: Postmaster, address: DatabaseAddress) -> None:
        loop = asyncio.get_running_loop()
        silent_since = begun = loop.time()
        recovering = False
        while (answer := await knock(address)) is not Answer.OPEN:
            now = loop.time()
            if answer is Answer.BUSY:
                silent_since = now  # it may replay a long log; it says so, and that is enough
                if not recovering and now - begun > 2:
                    recovering = True
                    self._tell("recovering")
            if postmaster.exited.done() or now - silent_since > STARTING:
                said = postmaster.last_words()
                raise ServerNotStarted(said or "it said nothing", next_step(said))
            await asyncio.sleep(0.02 if now - begun < 2 else 0.2)
