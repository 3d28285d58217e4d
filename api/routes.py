"""What a route is: the row of the one typed table (`api.rooms`).

The table feeds the routing, the OpenAPI description, the permission test and the docs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from termin.errors import Refusal

Method = Literal["GET", "POST", "DELETE", "WS"]

API = "/api/"
BODY_LIMIT = 256 * 1024


class Permission(StrEnum):
    """Who may use a route."""

    PUBLIC = "public"
    SECRET = "secret"  # noqa: S105  # a name, no password
    """Whoever holds the secret of the thing; the handler compares it."""
    SIGNED_IN = "signed-in"
    BOOK_FOR_OTHERS = "book-for-others"
    RECEIVE = "receive"
    SERVE = "serve"
    PLAN = "plan"
    ADMINISTER = "administer"
    KIOSK = "kiosk"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked of us.

    `path` is in Starlette's syntax; `query`, `body` and `answer` are msgspec structs; `problems`
    are the refusals the handler may raise beside those that every route of its kind has. `headers`
    are those that may be sent beside the usual ones; `body_needed` False: it may be left out whole.
    """

    method: Method
    path: str
    handler: Callable[[Any], Awaitable[Any]]
    permission: Permission
    name: str
    summary: str = ""
    query: type[msgspec.Struct] | None = None
    body: type[msgspec.Struct] | None = None
    answer: Any = None
    status: int = 200
    problems: tuple[type[Refusal], ...] = ()
    body_limit: int = BODY_LIMIT
    headers: tuple[str, ...] = ()
    body_needed: bool = True

    @property
    def is_api(self) -> bool:
        """Whether programs use it: answers JSON and problem details."""
        return self.path.startswith(API)

    @property
    def is_personal(self) -> bool:
        """Whether an answer may say something of a person: never kept by browsers or proxies."""
        return self.permission is not Permission.PUBLIC


_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


class Table:
    """All routes, most specific first; refuses a table that contradicts itself."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(sorted(routes, key=lambda route: specificity(route.path)))
        self._paths: dict[str, str] = {}
        seen: set[tuple[str, str]] = set()
        spelling: dict[str, str] = {}
        for route in self.routes:
            shape = _PARAMETER.sub("{}", route.path)
            if (route.method, shape) in seen:
                raise ValueError(f"{route.method} {route.path} is in the table twice")
            if spelling.setdefault(shape, route.path) != route.path:
                raise ValueError(f"{route.path} is also written {spelling[shape]}")
            if route.name in self._paths:
                raise ValueError(f"two routes are called {route.name}")
            seen.add((route.method, shape))
            self._paths[route.name] = route.path

    def groups(self) -> tuple[tuple[Route, ...], ...]:
        """Return the routes that share an address together, most specific address first."""
        found: defaultdict[str, list[Route]] = defaultdict(list)
        for route in self.routes:
            found[route.path].append(route)
        return tuple(tuple(group) for group in found.values())

    def has(self, name: str) -> bool:
        """Whether there is a route of this name."""
        return name in self._paths

    def page_above(self, path: str) -> Route | None:
        """Return the page whose address is the longest that `path`, a template, lies below."""
        pages = {route.path: route for route in self.routes if route.method == "GET"}
        while path := path.rpartition("/")[0]:
            if path in pages:
                return pages[path]
        return None

    def path_to(self, name: str, **values: object) -> str:
        """Return the address of a route with its parameters filled in; the rest goes unused.

        Raises:
            KeyError: there is no such route, or a parameter has no value.
        """
        return _PARAMETER.sub(
            lambda found: quote(str(values[found[1]]), safe=""), self._paths[name]
        )


def specificity(path: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key that puts `/a/amt/b` before `/a/{x}/b`: literal segments come first."""
    return tuple((1 if "{" in segment else 0, segment) for segment in path.strip("/").split("/"))
