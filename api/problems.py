"""Problem details (RFC 9457): the one table from refusals to statuses, and what programs get.

Pages show the same refusals in words; `api.resource` chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

from termin import errors
from termin.errors import Refusal
from termin.staff import WrongPassword

MEDIA_TYPE = "application/problem+json"
TYPE_ROOT = "https://termin.invalid/problems/"
"""Problem types are names, not links; `.invalid` never resolves (RFC 2606)."""


class NotSignedIn(Refusal):
    """Nobody is signed in, or no valid secret was shown."""

    slug = "not-signed-in"
    title = "Bitte melden Sie sich an."


class Malformed(Refusal):
    """The request cannot be read at all."""

    slug = "malformed"
    title = "Die Anfrage ist nicht lesbar."


class WrongMethod(Refusal):
    """The address exists, but not with this method."""

    slug = "wrong-method"
    title = "Das geht an dieser Adresse nicht."


class WrongMediaType(Refusal):
    """The body is of a kind that is not understood here."""

    slug = "wrong-media-type"
    title = "Diese Art von Daten wird hier nicht angenommen."


class TooLarge(Refusal):
    """The body is larger than any honest one."""

    slug = "too-large"
    title = "Das war zu viel auf einmal."


class ForeignOrigin(Refusal):
    """A page of another site tried to change something here."""

    slug = "foreign-origin"
    title = "Die Anfrage kam von einer fremden Seite. Bitte beginnen Sie auf unserer Seite neu."


class OutOfOrder(Refusal):
    """We have failed; nothing is known to have changed."""

    slug = "out-of-order"
    title = "Bei uns ist ein Fehler aufgetreten. Bitte versuchen Sie es noch einmal."


STATUSES: Mapping[type[Refusal], int] = {
    Malformed: 400,
    NotSignedIn: 401,
    WrongPassword: 401,
    errors.NotAllowed: 403,
    ForeignOrigin: 403,
    errors.NotFound: 404,
    WrongMethod: 405,
    errors.SlotTaken: 409,
    errors.HoldNotExtendable: 409,
    errors.WrongState: 409,
    errors.QueueEmpty: 409,
    errors.Closed: 409,
    errors.HoldExpired: 410,
    TooLarge: 413,
    WrongMediaType: 415,
    errors.Invalid: 422,
    errors.NotCombinable: 422,
    errors.TooMany: 429,
    OutOfOrder: 500,
    errors.TryAgain: 503,
    Refusal: 409,
}


class Problem(msgspec.Struct, omit_defaults=True):
    """A refusal as programs get it; facts of the refusal stand beside these members."""

    type: str
    title: str
    status: int
    detail: str = ""


def status_of(refusal: Refusal | type[Refusal]) -> int:
    """Return the HTTP status of a refusal: its own, else that of its nearest ancestor."""
    kind = refusal if isinstance(refusal, type) else type(refusal)
    return next(STATUSES[ancestor] for ancestor in kind.__mro__ if ancestor in STATUSES)


def type_of(kind: type[Refusal]) -> str:
    """Return the stable name of a kind of problem."""
    return TYPE_ROOT + kind.slug


def problem_details(refusal: Refusal, title: str) -> dict[str, Any]:
    """Return the members of a problem; `title` is the refusal's in the reader's language."""
    details: dict[str, Any] = {
        "type": type_of(type(refusal)),
        "title": title,
        "status": status_of(refusal),
    }
    if refusal.detail:
        details["detail"] = refusal.detail
    if isinstance(refusal, errors.Invalid) and refusal.fields:
        details["fields"] = dict(refusal.fields)
    return {**refusal.facts, **details}


def problem_headers(refusal: Refusal) -> dict[str, str]:
    """Return the headers that go with a refusal: how to sign in, when to try again."""
    headers = {"Cache-Control": "no-store"}
    if status_of(refusal) == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, errors.TryAgain):
        headers["Retry-After"] = "1"
    if isinstance(refusal, errors.TooMany):
        headers["Retry-After"] = str(refusal.facts.get("seconds", 60))
    if isinstance(refusal, WrongMethod):
        headers["Allow"] = ", ".join(str(method) for method in _allowed(refusal))
    return headers


def _allowed(refusal: WrongMethod) -> list[object]:
    allowed = refusal.facts.get("allowed", ())
    return list(allowed) if isinstance(allowed, list | tuple) else []


def problem_answer(refusal: Refusal, title: str) -> Response:
    """Answer a program with a refusal."""
    return Response(
        msgspec.json.encode(problem_details(refusal, title)),
        status_code=status_of(refusal),
        headers=problem_headers(refusal),
        media_type=MEDIA_TYPE,
    )
