"""The service worker of screens: what they show while the server is away."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from api.rendering.static import STATIC_FOLDER, own_static_folder
from api.requests import municipality
from api.routes import Permission, Route

POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
"""What the worker itself may do: fetch from here, nothing else."""


async def worker(request: Request) -> Response:
    """Give the script, with the version of all files in it: a new one is installed as a whole."""
    root = f"/{municipality(request).slug}/anzeige"
    version = own_static_folder().own_version
    head = f"const VERSION = {json.dumps(version)};\nconst ROOT = {json.dumps(root)};\n"
    script = (STATIC_FOLDER / "board" / "worker.js").read_text(encoding="utf-8")
    return Response(
        head + script,
        media_type="text/javascript",
        headers={
            "Service-Worker-Allowed": root,
            "Content-Security-Policy": POLICY,
            "Cache-Control": "no-cache",
        },
    )


ROUTES = (
    Route(
        "GET",
        "/{municipality}/anzeige/dienst.js",
        worker,
        Permission.PUBLIC,
        "screen-worker",
        "What a screen runs while the server is away",
    ),
)
