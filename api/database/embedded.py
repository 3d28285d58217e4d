"""The embedded database for the length of a block: started or joined, kept alive, stopped."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from api.database.address import DatabaseAddress
from api.database.catalog import GONE, create_missing
from api.database.event import Listener, teller
from api.database.folder import prepare_folder
from api.database.server import EmbeddedServer


@asynccontextmanager
async def embedded_database(
    data_dir: Path,
    database: str = "termin",
    on_event: Listener | None = None,
    *,
    durable: bool = True,
) -> AsyncIterator[DatabaseAddress]:
    """Give the address of a database in `data_dir` for the block, or raise `DatabaseUnavailable`.

    The first process on a folder owns the server: it starts it, starts it again when it dies, and
    stops it on leaving, on Ctrl-C and on SIGTERM. Further processes connect; when the owner is
    gone, one of them, or the next to come, takes over at the same address, and connections of the
    old server break. Without `durable` a crash may lose everything: for tests only, and only the
    owner's word counts.
    """
    folder, account = await asyncio.to_thread(prepare_folder, data_dir)
    server = EmbeddedServer(folder, account, teller(on_event), durable=durable)
    with _orderly_on_sigterm():
        try:
            address = (await server.enter()).at(database)
            keeper = asyncio.create_task(server.keep(), name="embedded-database")
            try:
                await _ensure_patiently(address)
                yield address
            finally:
                keeper.cancel()
                with suppress(asyncio.CancelledError):
                    await keeper
        finally:
            await server.leave()


async def _ensure_patiently(address: DatabaseAddress) -> None:
    """Create the database, though the owner whom we joined may leave just now."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + 60
    while True:
        try:
            return await create_missing(address)
        except GONE:
            if loop.time() > deadline:
                raise
        await asyncio.sleep(0.1)


@contextmanager
def _orderly_on_sigterm() -> Iterator[None]:
    """Leave the block on SIGTERM and exit with 143, where nobody else has a say in that signal.

    Cancels the task as `asyncio.run` does for Ctrl-C. A server within the block (uvicorn) that
    handles the signal itself and raises it again when done ends here as well.
    """
    task = asyncio.current_task()
    main = threading.current_thread() is threading.main_thread()
    if task is None or not main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    loop = asyncio.get_running_loop()
    told = False

    def leave() -> None:
        nonlocal told
        told = True
        task.cancel()

    loop.add_signal_handler(signal.SIGTERM, leave)
    try:
        yield
    except asyncio.CancelledError:
        if not told:
            raise
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
    if told:
        raise SystemExit(128 + signal.SIGTERM)
