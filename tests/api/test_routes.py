"""The table of routes: whole, without contradiction, and told apart by address."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.rooms import ROUTES
from api.routes import Permission, Route, Table
from tests.api.people import a_municipality

TABLE = Table(ROUTES)


async def nothing(_request: Request) -> Response:
    return PlainTextResponse("")


def route(path: str, name: str, method: str = "GET") -> Route:
    return Route(method, path, nothing, Permission.PUBLIC, name)  # type: ignore[arg-type]


@pytest.mark.parametrize("one", TABLE.routes, ids=lambda one: f"{one.method} {one.path}")
def test_every_route_says_who_may(one: Route) -> None:
    assert isinstance(one.permission, Permission)
    assert one.path.startswith("/")
    assert one.path == "/" or not one.path.endswith("//")


@pytest.mark.parametrize(
    "one", [r for r in TABLE.routes if r.is_api], ids=lambda one: f"{one.method} {one.path}"
)
def test_every_call_for_programs_is_described(one: Route) -> None:
    assert one.summary
    assert one.answer is not None or one.status == 204 or one.method == "WS"
    assert one.body is None or one.method == "POST"


def test_an_address_is_told_by_its_literal_parts_first() -> None:
    table = Table([route("/{x}/{y}", "a"), route("/{x}/amt", "b"), route("/api/{y}", "c")])
    assert [r.name for r in table.routes] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (route("/x/{a}", "one"), route("/x/{b}", "two")),
        (route("/x/{a}", "one"), route("/x/{b}", "two", "POST")),
        (route("/x", "one"), route("/y", "one")),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(first: Route, second: Route) -> None:
    with pytest.raises(ValueError, match=r"twice|also written|are called"):
        Table([first, second])


def test_addresses_are_made_from_names() -> None:
    table = Table([route("/{town}/termin/{code}", "appointment")])
    made = table.path_to("appointment", town="a b", code="x/y?z", more=1)
    assert made == "/a%20b/termin/x%2Fy%3Fz"
    with pytest.raises(KeyError):
        table.path_to("appointment", town="a")


async def test_get_serves_head(client: httpx.AsyncClient) -> None:
    assert (await client.head("/healthz")).status_code == 200


async def test_the_root_leads_to_the_only_municipality(
    app: Starlette, client: httpx.AsyncClient
) -> None:
    assert "noch nichts eingerichtet" in (await client.get("/")).text
    await a_municipality()
    app.state.house.municipalities.forget()
    answer = await client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/musterstadt/")
    assert (await client.get("/musterstadt")).headers["location"] == "/musterstadt/"
    await a_municipality("nachbarstadt", "Nachbarstadt")
    app.state.house.municipalities.forget()
    choice = (await client.get("/")).text
    assert "/musterstadt/" in choice
    assert "/nachbarstadt/" in choice


async def test_an_address_with_a_zero_byte_is_not_found(client: httpx.AsyncClient) -> None:
    for address in ("/%00/amt", "/%ff/amt", "/api/v1/offices/%00/board"):
        assert (await client.get(address)).status_code == 404


async def test_the_language_is_chosen_and_remembered(client: httpx.AsyncClient) -> None:
    await a_municipality()
    page = "/musterstadt/amt/anmelden"
    assert 'lang="de"' in (await client.get(page)).text
    wish = {"Accept-Language": "fr, en;q=0.8"}
    assert 'lang="en"' in (await client.get(page, headers=wish)).text
    chosen = await client.get(f"{page}?sprache=en")
    assert "sprache=en" in chosen.headers["set-cookie"]
    assert 'lang="en"' in (await client.get(page)).text
    assert 'lang="de"' in (await client.get(f"{page}?sprache=de")).text
    assert "set-cookie" not in (await client.get(f"{page}?sprache=xx")).headers
