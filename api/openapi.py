"""The description of the calls for programs (OpenAPI 3.1), made from the table and the structs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.house import house
from api.permissions import OF_DEVICES, OF_STAFF
from api.problems import (
    MEDIA_TYPE,
    ForeignOrigin,
    Malformed,
    NotSignedIn,
    Problem,
    TooLarge,
    WrongMediaType,
    status_of,
    type_of,
)
from api.routes import Permission, Route
from termin.errors import Invalid, NotAllowed, NotFound, Refusal, TryAgain

SCHEMAS = "#/components/schemas/{name}"
HEADER = {"type": "string", "maxLength": 200, "pattern": "^[!-~]+$"}
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


async def show(request: Request) -> Response:
    """Give the description."""
    written = _written(house(request).table.routes)
    headers = {"Cache-Control": "no-cache"}
    return Response(written, headers=headers, media_type="application/json")


@cache
def _written(routes: tuple[Route, ...]) -> bytes:
    return msgspec.json.encode(describe(routes))


def describe(routes: Iterable[Route]) -> dict[str, Any]:
    """Return the OpenAPI document of the routes for programs; sockets have no place in it."""
    calls = [route for route in routes if route.is_api and route.method != "WS"]
    kinds = [Problem, *_kinds(calls)]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=SCHEMAS)
    known = dict(zip(map(_key, kinds), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in calls:
        template = _PARAMETER.sub(r"{\1}", route.path)
        paths.setdefault(template, {})[route.method.lower()] = _operation(route, known, components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Termin",
            "version": "1",
            "description": "Appointments, queues and boards of municipal citizen offices.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "secret": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The secret given when the thing was made, a token of a "
                    "sign-in (`POST /api/v1/sign-ins`), or that of a device.",
                }
            },
        },
    }


def problems_of(route: Route) -> tuple[type[Refusal], ...]:
    """Return every refusal a route may answer with: its own and those of its kind."""
    found: list[type[Refusal]] = [*route.problems, Invalid, TryAgain]
    if route.permission is not Permission.PUBLIC:
        found.append(NotSignedIn)
    if route.permission in OF_STAFF | OF_DEVICES:
        found.append(NotAllowed)
    # `municipality=` may name none that there is, and so may a part of the path.
    found.append(NotFound)
    if route.method != "GET":
        found.append(ForeignOrigin)
    if route.body is not None:
        found += [Malformed, WrongMediaType, TooLarge]
    return tuple(dict.fromkeys(found))


def _operation(route: Route, schemas: dict[int, Any], components: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": _parameters(route, components, schemas),
        "responses": {**_success(route, schemas), **_refusals(route, schemas)},
    }
    if route.permission is not Permission.PUBLIC:
        operation["security"] = [{"secret": []}]
        operation["x-permission"] = str(route.permission)
    if route.body is not None:
        operation["requestBody"] = {
            "required": route.body_needed,
            "content": {"application/json": {"schema": schemas[_key(route.body)]}},
        }
    return operation


def _parameters(
    route: Route, components: dict[str, Any], schemas: dict[int, Any]
) -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]
    query = {"municipality": {"type": "string", "description": "Needed where there are several."}}
    required: list[str] = []
    if route.query is not None:
        own = components[schemas[_key(route.query)]["$ref"].rpartition("/")[2]]
        query |= own.get("properties", {})
        required = own.get("required", [])
    for name, schema in query.items():
        found.append(
            {"name": name, "in": "query", "required": name in required, "schema": _plain(schema)}
        )
    for name in route.headers:
        found.append({"name": name, "in": "header", "required": False, "schema": HEADER})
    return found


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a query value's schema without null, which no query can say."""
    choices = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    if len(choices) == 1 and len(schema.get("anyOf", [])) == 2:
        return {**{k: v for k, v in schema.items() if k not in ("anyOf", "default")}, **choices[0]}
    return schema


def _success(route: Route, schemas: dict[int, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": route.summary or "Done"}
    if route.answer is not None:
        answer["content"] = {"application/json": {"schema": schemas[_key(route.answer)]}}
    return {str(route.status): answer}


def _refusals(route: Route, schemas: dict[int, Any]) -> dict[str, Any]:
    by_status: dict[int, list[type[Refusal]]] = {}
    for kind in problems_of(route):
        by_status.setdefault(status_of(kind), []).append(kind)
    return {
        str(status): {
            "description": "; ".join(f"`{type_of(kind)}`" for kind in kinds),
            "content": {MEDIA_TYPE: {"schema": schemas[_key(Problem)]}},
        }
        for status, kinds in sorted(by_status.items())
    }


def _kinds(routes: list[Route]) -> list[Any]:
    kinds = [kind for r in routes for kind in (r.query, r.body, r.answer) if kind is not None]
    return list({_key(kind): kind for kind in kinds if kind is not Problem}.values())


def _key(kind: Any) -> int:
    return hash(kind)


ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/api/v1/openapi.json",
        show,
        Permission.PUBLIC,
        "v1-openapi",
        "This description",
        answer=dict[str, Any],
    ),
)
