"""What a handler asks of a request: who, where, in which language, with which values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, tzinfo
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

import msgspec
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from api.house import house
from api.permissions import SignedIn
from api.problems import Malformed, NotSignedIn, WrongMediaType
from api.security.cookies import Cookie, is_secure, read_cookie
from api.security.limits import Limit, network_of
from termin.errors import Invalid, NotFound
from termin.offices.rows import Municipality
from termin.staff.rows import Device

Struct = TypeVar("Struct", bound=msgspec.Struct)

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
JSON_TYPES = ("application/json",)
COMMON_QUERY = frozenset({"municipality", "sprache"})
"""What every address understands beside its own values."""

_HIGHEST_ID = 2**63 - 1
_HIGHEST_WHOLE = 2**53  # up to here a float says exactly which number it is
_ID = re.compile(r"[1-9][0-9]{0,18}")
_DEEPEST = 32


# Who and where


def municipality(request: HTTPConnection) -> Municipality:
    """Return the municipality: by the address, by `municipality=`, or the only one there is.

    Raises:
        NotFound: there is none of that name.
        Invalid: there are several and none was named.
    """
    slug = request.path_params.get("municipality") or request.query_params.get("municipality")
    return house(request).municipalities.named(slug)


def zone(request: HTTPConnection) -> tzinfo:
    """Return the municipality's time zone; UTC where the address names none."""
    found = municipality_or_none(request)
    return UTC if found is None else ZoneInfo(found.time_zone)


def municipality_or_none(request: HTTPConnection) -> Municipality | None:
    """Return the municipality, or None where the address leaves it open."""
    try:
        return municipality(request)
    except (NotFound, Invalid):
        return None


def staff(request: HTTPConnection) -> SignedIn:
    """Return who is signed in; on routes with a permission of staff there always is somebody.

    Raises:
        NotSignedIn: nobody is.
    """
    found = staff_or_none(request)
    if found is None:
        raise NotSignedIn
    return found


def staff_or_none(request: HTTPConnection) -> SignedIn | None:
    """Return who is signed in, as far as the route asked; on public routes see `visitor`."""
    found: SignedIn | None = getattr(request.state, "staff", None)
    return found


def device(request: HTTPConnection) -> Device:
    """Return the device; on routes with a permission of devices there always is one.

    Raises:
        NotSignedIn: there is none.
    """
    found: Device | None = getattr(request.state, "device", None)
    if found is None:
        raise NotSignedIn
    return found


def bearer_or_none(request: HTTPConnection) -> str | None:
    """Return the secret of `Authorization: Bearer …` (RFC 6750), if one was sent."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() or None if scheme.lower() == "bearer" else None


def bearer(request: HTTPConnection) -> str:
    """Return the secret of `Authorization: Bearer …`.

    Raises:
        NotSignedIn: none was sent.
    """
    secret = bearer_or_none(request)
    if secret is None:
        raise NotSignedIn
    return secret


def over_https(request: HTTPConnection) -> bool:
    """Whether people reach us over https."""
    return is_secure(request, house(request).settings.public_url)


def limit(request: HTTPConnection, what: Limit, cost: float = 1) -> None:
    """Count an attempt from this address.

    Raises:
        TooMany: there were too many.
    """
    house(request).limits.take(what, address_of(request), cost)


def address_of(request: HTTPConnection) -> str:
    """Return what the sender's address counts as; for limits only, never stored or logged."""
    return network_of(request.client.host if request.client else None)


def language(request: HTTPConnection) -> str:
    """Return the language to speak: `?sprache=`, the cookie, the browser's wishes, German."""
    return house(request).pages.texts.negotiate(
        request.query_params.get("sprache"),
        read_cookie(request, Cookie.LANGUAGE, secure=over_https(request)),
        accept_language=request.headers.get("accept-language", ""),
    )


def public_url(request: HTTPConnection) -> str:
    """Return the address of the site without a slash at its end, for links that leave it."""
    settings = house(request).settings
    return settings.public_url or f"{request.url.scheme}://{request.url.netloc}"


# Values


async def form(request: Request) -> FormData:
    """Return the fields of a form as they were sent (passwords keep their blanks).

    Raises:
        WrongMediaType: the body is no form.
        Malformed: it is none that can be read.
        Invalid: a field holds a character that no text has.
    """
    _check_media_type(request, FORM_TYPES)
    try:
        fields = await request.form(max_files=10, max_fields=500)
    except (HTTPException, UnicodeError, ValueError) as error:
        raise Malformed from error
    wrong = {
        name: "Bitte entfernen Sie unsichtbare Zeichen."
        for name, value in fields.multi_items()
        if not (_is_storable(name) and (not isinstance(value, str) or _is_storable(value)))
    }
    if wrong:
        raise Invalid(fields=wrong)
    return fields


def parse_query(request: HTTPConnection, kind: type[Struct]) -> Struct:
    """Return the query as a struct; strict: unknown and repeated names are refused.

    Raises:
        Invalid: with the names of the wrong values.
    """
    lists = _parameters(kind)
    values: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in COMMON_QUERY and name not in lists:
            continue
        if name not in lists:
            raise Invalid(fields={_shown(name): "unknown parameter"})
        if not _is_storable(value):
            raise Invalid(fields={name: "not a text"})
        if lists[name]:
            values.setdefault(name, []).append(value)
        elif name in values:
            raise Invalid(fields={name: "given twice"})
        else:
            values[name] = value
    return _converted(values, kind, strict=False)


async def parse_body(request: Request, kind: type[Struct]) -> Struct:
    """Return the JSON body as a struct (RFC 8259; numbers and texts as PostgreSQL can hold them).

    Raises:
        WrongMediaType: it is no JSON.
        Malformed: it cannot be read.
        Invalid: it is not what is wanted; `fields` names the first wrong value.
    """
    _check_media_type(request, JSON_TYPES)
    try:
        values = _checked(msgspec.json.decode(await request.body()), _DEEPEST)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Malformed("the body is not readable as JSON") from error
    return _converted(values, kind, strict=True)


async def parse_body_if_any(request: Request, kind: type[Struct]) -> Struct:
    """Return the JSON body as a struct; without a body that of an empty one.

    Raises:
        As `parse_body`.
    """
    return await parse_body(request, kind) if await request.body() else kind()


def identity(text: str) -> int:
    """Return the id that a text stands for.

    Raises:
        NotFound: it cannot be one; so an unknown and an impossible id look the same.
    """
    if not _ID.fullmatch(text) or int(text) > _HIGHEST_ID:
        raise NotFound
    return int(text)


def _check_media_type(request: Request, wanted: tuple[str, ...]) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in wanted:
        raise WrongMediaType(f"send {' or '.join(wanted)}")


def _converted(values: object, kind: type[Struct], *, strict: bool) -> Struct:
    try:
        return msgspec.convert(values, kind, strict=strict)
    except msgspec.ValidationError as error:
        sentence, _, place = str(error).partition(" - at `$")
        name = place.removesuffix("`").lstrip(".") or "body"
        raise Invalid(sentence, fields={name: sentence}) from error


def _checked(value: object, depth: int) -> object:
    """Return what JSON said, `2.0` as the whole number it is; refuse what no database holds."""
    if depth == 0:
        raise Malformed("nested too deeply")
    match value:
        case str() if not _is_storable(value):
            raise Invalid(fields={"body": "a text holds a character that no text has"})
        case int() if not -_HIGHEST_ID - 1 <= value <= _HIGHEST_ID:
            raise Invalid(fields={"body": "a number is too large"})
        case float() if value.is_integer() and abs(value) <= _HIGHEST_WHOLE:
            return int(value)
        case list():
            return [_checked(part, depth - 1) for part in value]
        case dict():
            return {
                _checked(name, depth): _checked(part, depth - 1) for name, part in value.items()
            }
    return value


def _is_storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


@cache
def _parameters(kind: type[msgspec.Struct]) -> dict[str, bool]:
    """Return the names of a query's values, and whether each may come several times."""
    return {field.encode_name: _is_list(field.type) for field in msgspec.structs.fields(kind)}


def _is_list(kind: Any) -> bool:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return any(_is_list(part) for part in get_args(kind))
    if origin is not None and hasattr(kind, "__metadata__"):
        return _is_list(get_args(kind)[0])
    return (origin or kind) in (list, tuple, set, frozenset)


def _shown(name: str) -> str:
    return name[:60].encode("ascii", "replace").decode()


def values_of(fields: FormData) -> Mapping[str, str]:
    """Return the texts of a form without blanks at their ends, the last of each name.

    Signs that nobody sees and that turn or split what others read are left out.
    """
    return {
        name: _UNSEEN.sub("", value).strip()
        for name, value in fields.multi_items()
        if isinstance(value, str)
    }


_UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Control signs, turns of direction, and blanks without width; joiners are parts of words."""
