"""Where a board is: from whatever address a person has at hand."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.parse import SplitResult, urlsplit
from urllib.request import urlopen

PATIENCE = 5.0
"""Seconds the server may take to tell its offices."""
LARGEST = 4 * 1024 * 1024

_BOARD = re.compile(r"(?P<before>.*?)/api/v1/offices/(?P<office>[0-9]+)(?:/board)?/?")
_PAGE = re.compile(r"(?P<before>.*?)/[^/]+/anzeige/(?P<office>[0-9]+)/?")
_SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}


class NoAddress(Exception):
    """What was given names no board; the message says what to give instead."""


@dataclass(frozen=True, slots=True)
class Place:
    """A server, and the office on it: by id, by name, or not named yet."""

    server: str
    """Its address without a slash at the end, with http or https."""
    office: str | None
    name: str | None = None

    @property
    def socket(self) -> str:
        """The address of the board's socket."""
        scheme, _, rest = self.server.partition("://")
        return f"{_SCHEMES[scheme]}://{rest}/api/v1/offices/{self.office}/board"


def place_of(typed: str, server: str) -> Place:
    """Return what somebody typed: an address of a display page, of a board, of a site, or an
    office of `server` by its number or name.

    Raises:
        NoAddress: it can be none of these.
    """
    typed = typed.strip()
    if typed.isdigit():
        return Place(server, typed)
    if "://" not in typed and ("/" in typed or re.fullmatch(r"[\w.-]+:\d+", typed)):
        typed = f"http://{typed}"
    if "://" not in typed:
        return Place(server, None, typed)
    try:
        parts = urlsplit(typed)
    except ValueError as error:
        raise NoAddress(f"'{typed}' is no address.") from error
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise NoAddress(f"'{typed}' is no address: it begins with http:// or https://.")
    return _in(parts)


async def find(place: Place) -> Place:
    """Return the place with its office's id, asking the server where only a name is known.

    Raises:
        NoAddress: there is none of this name, or several to choose from.
    """
    if place.office is not None:
        return place
    offices = await asyncio.to_thread(_offices, place.server)
    found = [one for one in offices if place.name is None or _is_called(one, place.name)]
    if len(found) == 1:
        return Place(place.server, str(found[0]["id"]))
    named = "".join(f"\n  {one['id']}  {one['name']}" for one in found or offices)
    asked = f"There is no office '{place.name}'." if place.name and not found else "Which office?"
    raise NoAddress(f"{asked} Give one of these numbers:{named}")


async def name_of(place: Place) -> str:
    """Return the office's name if the server tells it, or the server's address."""
    with contextlib.suppress(NoAddress):
        for office in await asyncio.to_thread(_offices, place.server):
            if str(office["id"]) == place.office:
                return str(office["name"])
    return place.server.partition("://")[2]


def _in(parts: SplitResult) -> Place:
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    for pattern in (_BOARD, _PAGE):
        found = pattern.fullmatch(parts.path)
        if found:
            return Place(f"{scheme}://{parts.netloc}{found['before']}", found["office"])
    return Place(f"{scheme}://{parts.netloc}", None)


def _is_called(office: Mapping[str, Any], name: str) -> bool:
    names = (office.get("name"), office.get("short_name"))
    return name.casefold() in [str(one).casefold() for one in names if one]


def _offices(server: str) -> list[dict[str, Any]]:
    # Only http and https come so far: `place_of` lets nothing else through.
    address = f"{server}/api/v1/offices"
    try:
        with urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310
            offices: list[dict[str, Any]] = json.loads(answer.read(LARGEST))["offices"]
            return offices
    except (URLError, OSError, ValueError, KeyError, TypeError) as error:
        raise NoAddress(
            f"{server} does not tell its offices. "
            "Give the address of a display page: https://…/<town>/anzeige/<number>."
        ) from error
