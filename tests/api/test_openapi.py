"""The description for programs: valid, whole, and the same table as the routing."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from api.openapi import describe, problems_of
from api.problems import status_of
from api.rooms import ROUTES
from api.routes import Permission, Route, Table

CALLS = [route for route in Table(ROUTES).routes if route.is_api and route.method != "WS"]
DOCUMENT: dict[str, Any] = describe(ROUTES)


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(references(part) for part in value))
    return set()


async def test_it_is_served(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/openapi.json")
    assert answer.json() == json.loads(json.dumps(DOCUMENT, default=str))
    assert answer.json()["openapi"].startswith("3.1")


@pytest.mark.parametrize("route", CALLS, ids=lambda r: f"{r.method} {r.path}")
def test_every_call_is_in_it_with_its_refusals(route: Route) -> None:
    operation = DOCUMENT["paths"][route.path][route.method.lower()]
    told = {int(status) for status in operation["responses"]}
    assert told == {route.status, *(status_of(kind) for kind in problems_of(route))}
    assert ("security" in operation) == (route.permission is not Permission.PUBLIC)
    assert ("requestBody" in operation) == (route.body is not None)


def test_it_holds_nothing_else() -> None:
    told = {(m.upper(), path) for path, group in DOCUMENT["paths"].items() for m in group}
    assert told == {(route.method, route.path) for route in CALLS}


def test_every_reference_leads_somewhere() -> None:
    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert references(DOCUMENT) <= known


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [o["operationId"] for group in DOCUMENT["paths"].values() for o in group.values()]
    assert len(names) == len(set(names))
