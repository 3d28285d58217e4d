"""The web server: one process, its socket, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Generator
from functools import partial

import uvicorn
from starlette.applications import Starlette

from api.app import create_app
from api.database import DatabaseAddress
from api.settings import Settings

GRACE = 5
"""Seconds that requests and sockets have to end when the server is told to stop."""

WAITING = 2048
"""Connections the system keeps for us while all are busy: a stampede is answered, not dropped."""

LONGEST_FRAME = 4 * 1024
"""Bytes that may come over a socket at once; screens have nothing to say."""

DEAF = 30
"""Seconds after which a connection that takes nothing is cut, though its other end may live: what
is left to send would be kept for it, for ever."""


async def serve(
    settings: Settings, address: DatabaseAddress, listening: Callable[[str], None] | None = None
) -> None:
    """Serve until this task is cancelled (Ctrl-C, SIGTERM); then answer what was begun and end.

    `listening` is told the address once the server answers.

    Raises:
        OSError: the port is taken or may not be used.
    """
    app = create_app(settings, address)
    with _bound(settings.host, settings.port) as listener:
        async with app.router.lifespan_context(app):
            started = partial(listening or _nobody, address_of(listener))
            await _serve(app, settings, listener, started)


async def _serve(
    app: Starlette,
    settings: Settings,
    listener: socket.socket,
    started: Callable[[], None],
) -> None:
    server = _Server(_config(app, settings), started)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="web")
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


def address_of(listener: socket.socket) -> str:
    """Return the address that people type to reach a listening socket."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _config(app: Starlette, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="websockets-sansio",
        # Boards are small and sent to many: compressing each costs more than it saves.
        ws_per_message_deflate=False,
        ws_max_size=LONGEST_FRAME,
        # Opened around the server instead, so that what fails there is told in a sentence.
        lifespan="off",
        log_config=None,
        # Its lines would hold addresses, and codes stand in them; `api.access_log` writes ours.
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE,
    )


def _nobody(_url: str) -> None:
    """Tell nobody."""


@contextlib.contextmanager
def _bound(host: str, port: int) -> Generator[socket.socket, None, None]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=WAITING)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; those that are accepted inherit it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAF * 1000)
    listener.setblocking(False)  # noqa: FBT003  # the standard library's way
    with listener:
        yield listener


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the task: the database must outlive the last answer."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self._tell()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield
