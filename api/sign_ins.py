"""Sign-ins for programs of the staff: a token for a login and a password."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.answers import json_answer, no_content
from api.clock import real_now
from api.requests import parse_body, staff
from api.routes import Permission, Route
from api.security.attempts import sign_in_at
from termin.errors import TooMany
from termin.staff import WrongPassword, sign_out


class Credentials(msgspec.Struct, forbid_unknown_fields=True):
    """A login and its password."""

    login: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=800)]


class Token(msgspec.Struct):
    """A secret to be sent as `Authorization: Bearer …`, at most until `expires_at`."""

    token: str
    expires_at: datetime


async def begin(request: Request) -> Response:
    """Give a token for a login and a password."""
    credentials = await parse_body(request, Credentials)
    fresh = await sign_in_at(request, credentials.login, credentials.password)
    return json_answer(Token(fresh.secret, fresh.expires_at), 201)


async def end(request: Request) -> Response:
    """End the sign-in whose token is sent."""
    await sign_out(staff(request).person, real_now())
    return no_content()


ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        "/api/v1/sign-ins",
        begin,
        Permission.PUBLIC,
        "v1-sign-in",
        "Sign in: a token for a login and a password",
        body=Credentials,
        answer=Token,
        status=201,
        problems=(WrongPassword, TooMany),
    ),
    Route(
        "DELETE",
        "/api/v1/sign-ins/current",
        end,
        Permission.SIGNED_IN,
        "v1-sign-out",
        "Sign out: the token is worth nothing from now on",
        status=204,
    ),
)
