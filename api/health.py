"""Whether this process lives and can do its work, and its figures."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from tortoise.connection import get_connection

from api.answers import json_answer
from api.house import house
from api.metrics import CONTENT_TYPE
from api.routes import Permission, Route

PATIENCE = 2.0
"""Seconds after which a part that says nothing counts as ill."""


class Health(msgspec.Struct):
    """The state of the process; `parts` names what is ill and why."""

    ready: bool
    parts: dict[str, str]


async def healthz(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def readyz(_request: Request) -> Response:
    """The process can do its work; 503 names the ill part."""
    parts = {"database": await _database()}
    ready = all(state == "ok" for state in parts.values())
    return json_answer(Health(ready, parts), 200 if ready else 503)


async def metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    return Response(house(request).metrics.text(), media_type=CONTENT_TYPE)


async def _database() -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            await get_connection("default").execute_query("SELECT 1")
    except Exception as error:
        return type(error).__name__
    return "ok"


ROUTES: tuple[Route, ...] = (
    Route("GET", "/healthz", healthz, Permission.PUBLIC, "healthz", "Lives"),
    Route("GET", "/readyz", readyz, Permission.PUBLIC, "readyz", "Can work", answer=Health),
    Route("GET", "/metrics", metrics, Permission.PUBLIC, "metrics", "Figures for Prometheus"),
)
