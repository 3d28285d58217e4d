"""`docs/reference/api.md`, written from the table by `python -m api.reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from api.openapi import describe, problems_of
from api.problems import STATUSES, TYPE_ROOT, status_of
from api.rooms import ROUTES
from api.routes import Permission, Route, Table
from termin.errors import Refusal

WHO = {
    Permission.PUBLIC: "everybody",
    Permission.SECRET: "whoever holds the secret of the thing",
    Permission.SIGNED_IN: "everybody of the staff",
    Permission.BOOK_FOR_OTHERS: "staff who book for others",
    Permission.RECEIVE: "staff at the reception",
    Permission.SERVE: "staff at the counters",
    Permission.PLAN: "staff who plan",
    Permission.ADMINISTER: "staff who administer",
    Permission.KIOSK: "kiosks",
    Permission.DISPLAY: "displays",
}

HEAD = """\
# The JSON API

Written by `python -m api.reference` from the table of routes; a test compares. The same as
OpenAPI 3.1 is served at `/api/v1/openapi.json`.

- Ids are strings, times RFC 3339 with the office's real offset, bodies `application/json` in UTF-8.
- `municipality=` names the municipality where an installation has several.
- Secrets and tokens go into `Authorization: Bearer …`, never into an address.
- Unknown names in the query and in bodies are refused: no misspelt filter goes unnoticed.
- A refusal is an `application/problem+json` (RFC 9457). `type` is stable, `title` is a sentence in
  the language of `Accept-Language`, and `fields`, where present, maps a name to what is wrong
  with its value.
- A page of another site can change nothing here: a foreign `Origin` is refused.
"""


def api_page(routes: Iterable[Route]) -> str:
    """Return the page: every call with its values, and every problem with its status."""
    calls = [route for route in Table(routes).routes if route.is_api]
    return "\n".join((HEAD, *_calls(calls), *_problems(calls)))


def _calls(calls: list[Route]) -> Iterator[str]:
    components = describe(calls)["components"]["schemas"]
    for route in calls:
        method = "WebSocket" if route.method == "WS" else route.method
        yield f"## {method} `{route.path}`\n"
        yield f"{route.summary}.\n"
        yield f"- for {WHO[route.permission]}"
        for label, kind in (("query", route.query), ("body", route.body)):
            if kind is not None:
                yield from _fields(label, components.get(kind.__name__, {}))
        if route.body is not None and not route.body_needed:
            yield "- the body may be left out"
        for name in route.headers:
            yield f"- header `{name}`: string of at most 200 characters, optional"
        yield f"- answers {route.status}{_shape(route.answer, components)}"
        refusals = sorted(problems_of(route), key=lambda kind: (status_of(kind), kind.slug))
        yield f"- refuses with {', '.join(f'`{kind.slug}`' for kind in refusals)}\n"


def _fields(label: str, schema: dict[str, Any]) -> Iterator[str]:
    required = schema.get("required", [])
    for name, part in schema.get("properties", {}).items():
        must = "" if name in required else ", optional"
        yield f"- {label} `{name}`: {_kind(part)}{must}"


def _shape(answer: Any, components: dict[str, Any]) -> str:
    if answer is None:
        return ""
    schema = components.get(getattr(answer, "__name__", ""), {})
    names = ", ".join(f"`{name}`" for name in schema.get("properties", {}))
    return f" with {names}" if names else " with JSON"


def _kind(schema: dict[str, Any]) -> str:
    """Return a type in words a person reads."""
    if "anyOf" in schema:
        kinds = [_kind(part) for part in schema["anyOf"] if part.get("type") != "null"]
        return " or ".join(kinds)
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    kind = schema.get("format") or schema.get("type", "anything")
    low, high = schema.get("minimum"), schema.get("maximum")
    limits = f" {low} to {high}" if low is not None and high is not None else ""
    longest = schema.get("maxLength")
    return f"{kind}{limits}" + (f" of at most {longest} characters" if longest else "")


def _problems(calls: list[Route]) -> Iterator[str]:
    known: dict[str, type[Refusal]] = {kind.slug: kind for kind in STATUSES if kind is not Refusal}
    known |= {kind.slug: kind for route in calls for kind in problems_of(route)}
    yield "## Problems\n"
    yield f"The `type` is `{TYPE_ROOT}` and the name.\n"
    yield "| name | status | sentence |"
    yield "|---|---|---|"
    for slug, kind in sorted(known.items()):
        yield f"| `{slug}` | {status_of(kind)} | {kind.title} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(api_page(ROUTES))
