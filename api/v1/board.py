"""`/api/v1/offices/{id}/board`: what a waiting room sees, once or live; nothing personal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.answers import json_answer
from api.boards import watched
from api.house import house
from api.requests import identity
from api.routes import Permission, Route
from api.v1.shapes import Out
from display.wire import board_json
from termin.errors import NotFound, TryAgain

PATIENCE = 20.0
"""Seconds a socket may take for one message before it is given up."""
BETWEEN = 0.2
"""Seconds between two readings of what a screen says, which is nothing of interest."""


class CallAnswer(Out):
    """A number and the counter it is called to.

    `room` is the waiting room of those called there (empty: the only one), `since` the latest call
    and `times` how often the number was called.
    """

    number: str
    counter: str
    room: str
    since: str
    times: int


class BoardWaitAnswer(Out):
    """Minutes that somebody who comes now may wait."""

    low: int
    high: int


class BoardAnswer(Out):
    """One office's board; order boards of an office by `date`, then `seq`.

    Over the socket come the same boards, each whole, and every two seconds
    `{"type": "heartbeat", "time": …, "board": {"date": …, "seq": …}}` with the version that is
    current. Without either for four seconds the line is dead: open it anew; for 30 seconds, the
    board shown is not current. If a heartbeat names another version than the one shown, begin anew.
    The socket is closed with 1012 when the server stops, with 1001 when the office's board ends,
    and with 1009 when more than 4 kB are sent to it; nothing need be.
    """

    office: str
    date: str
    seq: int
    time: str
    calls: list[CallAnswer]
    waiting: int
    wait: BoardWaitAnswer | None


async def show(request: Request) -> Response:
    """Say what the board shows now."""
    board, today = await watched(request, identity(request.path_params["id"]))
    return json_answer(board_json(board, house(request).clock.now(), today.zone))


async def watch(websocket: WebSocket) -> None:
    """Send the board, and again whenever it changes, until the other end goes."""
    board, _ = await watched(websocket, identity(websocket.path_params["id"]))
    await websocket.accept()
    async with aclosing(house(websocket).boards.follow(board.office)) as messages:
        await _stream(websocket, messages)


async def _stream(websocket: WebSocket, messages: AsyncGenerator[str]) -> None:
    sending = asyncio.create_task(_send(websocket, messages))
    leaving = asyncio.create_task(_gone(websocket))
    try:
        await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (sending, leaving):
            task.cancel()
        ends = await asyncio.gather(sending, leaving, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception) and not _is_departure(end):
            raise end


async def _send(websocket: WebSocket, messages: AsyncGenerator[str]) -> None:
    async for message in messages:
        async with asyncio.timeout(PATIENCE):
            await websocket.send_text(message)
    await websocket.close(1001)  # the office's board has ended


async def _gone(websocket: WebSocket) -> None:
    """Wait for the other end to go; whatever it says is passed over.

    What it says is read slowly: who never stops fills their own line, not our time.
    """
    while True:
        if (await websocket.receive())["type"] == "websocket.disconnect":
            return
        await asyncio.sleep(BETWEEN)


def _is_departure(error: Exception) -> bool:
    return isinstance(error, WebSocketDisconnect | TimeoutError | OSError)


ROUTES = (
    Route(
        "GET",
        "/api/v1/offices/{id}/board",
        show,
        Permission.PUBLIC,
        "v1-board",
        "What the waiting room sees",
        answer=BoardAnswer,
        problems=(NotFound, TryAgain),
    ),
    Route(
        "WS",
        "/api/v1/offices/{id}/board",
        watch,
        Permission.PUBLIC,
        "v1-board-live",
        "The same, live",
        answer=BoardAnswer,
        problems=(NotFound, TryAgain),
    ),
)
