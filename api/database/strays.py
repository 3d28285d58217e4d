"""Stopping a PostgreSQL that a killed owner left behind on our cluster."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

import psutil

from api.database.errors import ELSEWHERE, StraysAlive
from api.database.folder import DataFolder
from api.database.lock import FileLock

# What the chief of a cluster is told, what its children are told if it is gone already, and how
# many seconds each may take: leave in order, leave at once, be ended.
_STEPS = (
    (signal.SIGINT, signal.SIGTERM, 20.0),
    (signal.SIGQUIT, signal.SIGQUIT, 5.0),
    (signal.SIGKILL, signal.SIGKILL, 5.0),
)


async def clear_cluster(folder: DataFolder, server_lock: FileLock, *, grace: float) -> bool:
    """Take the server's lock and remove what stands in a new server's way.

    Stops whatever PostgreSQL still runs on the cluster, after `grace` seconds; says whether it
    had to. Call it only as the owner of the folder.
    """
    note = folder.cluster / "postmaster.pid"
    stopped = False
    if not await server_lock.acquire_within(grace) or note.exists():
        stopped = await _stop(folder.cluster, server_lock)
    # Nobody is left, so what it says is stale; PostgreSQL would trust its process id, which by
    # now may be anybody's.
    note.unlink(missing_ok=True)
    return stopped


def forget_socket(socket: Path) -> None:
    """Remove the traces of a dead server's socket, for the same reason."""
    for trace in socket.glob(".s.PGSQL.*"):
        trace.unlink(missing_ok=True)


async def _stop(cluster: Path, server_lock: FileLock) -> bool:
    found = await asyncio.to_thread(_processes, cluster)
    any_found = bool(found)
    for to_chief, to_orphaned, patience in _STEPS:
        if not found and server_lock.acquire():
            return any_found
        _signal(found, to_chief, to_orphaned)
        found = await _gone_within(patience, cluster, server_lock)
    if not found and server_lock.acquire():
        return any_found
    raise StraysAlive(
        f"processes {sorted(process.pid for process in found)} do not end"
        if found
        else "its processes cannot be seen from here, perhaps they run in another container",
        f"End them or restart the machine, {ELSEWHERE}",
    )


async def _gone_within(
    patience: float, cluster: Path, server_lock: FileLock
) -> list[psutil.Process]:
    """Wait until no process is left and the lock is ours; return who is left."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    while True:
        free = await server_lock.acquire_within(max(0.0, deadline - loop.time()))
        left = await asyncio.to_thread(_processes, cluster)
        if (free and not left) or loop.time() >= deadline:
            return left
        await asyncio.sleep(0.05)


def _processes(cluster: Path) -> list[psutil.Process]:
    """Return the PostgreSQL processes that work in the cluster's folder, as all of them do."""
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error, OSError):
            if process.info["name"] == "postgres" and process.cwd() == str(cluster):
                found.append(process)
    return found


def _signal(
    found: list[psutil.Process], to_chief: signal.Signals, to_orphaned: signal.Signals
) -> None:
    """Speak to the chief alone where there is one, for it stops its children in order."""
    family = {process.pid for process in found}
    chiefs: list[psutil.Process] = []
    children: list[psutil.Process] = []
    for process in found:
        with suppress(psutil.Error):
            (children if process.ppid() in family else chiefs).append(process)
    # A chief has children; without its chief each child looks like one.
    orphaned = not children and len(chiefs) > 1
    everyone = to_chief is signal.SIGKILL
    for process in [*chiefs, *(children if everyone else ())]:
        with suppress(psutil.Error):
            process.send_signal(to_orphaned if orphaned else to_chief)
