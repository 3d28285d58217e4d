"""Refusals as problem details: one table, stable names, no refusal without a status."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
from starlette.requests import Request

from api.problems import STATUSES, TYPE_ROOT, problem_answer, problem_details, status_of
from api.requests import parse_body, parse_query
from api.rooms import ROUTES
from api.routes import Route, Table
from termin.errors import Invalid, NotFound, Refusal, SlotTaken, TooMany, TryAgain
from tests.api.people import a_municipality

assert ROUTES, "every room is loaded, so every refusal is known"


def all_refusals(kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [kind, *(deep for sub in kind.__subclasses__() for deep in all_refusals(sub))]


@pytest.mark.parametrize("kind", all_refusals(), ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_name_a_sentence_and_a_status(kind: type[Refusal]) -> None:
    assert kind.slug
    assert kind.slug == kind.slug.lower()
    assert " " not in kind.slug
    assert kind.title.endswith((".", "?", "!"))
    assert 400 <= status_of(kind) <= 503


def test_no_two_refusals_have_one_name() -> None:
    own = [kind for kind in all_refusals() if "slug" in vars(kind)]
    assert len({kind.slug for kind in own}) == len(own)


def test_a_refusal_of_a_room_has_the_status_of_its_ancestor() -> None:
    class TakenByLot(SlotTaken):
        slug = "taken-by-lot"

    assert status_of(TakenByLot) == STATUSES[SlotTaken]


def test_facts_stand_beside_the_members() -> None:
    details = problem_details(SlotTaken(alternatives=["a"]), "Vergeben.")
    assert details == {
        "type": f"{TYPE_ROOT}slot-taken",
        "title": "Vergeben.",
        "status": 409,
        "alternatives": ["a"],
    }


def test_a_fact_cannot_replace_a_member() -> None:
    assert problem_details(NotFound(status=200), "x")["status"] == 404


def test_the_headers_say_when_to_try_again() -> None:
    assert problem_answer(TryAgain(), "x").headers["retry-after"] == "1"
    assert problem_answer(TooMany(seconds=30), "x").headers["retry-after"] == "30"


async def test_a_refusal_under_api_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"{TYPE_ROOT}not-found"
    assert answer.headers["cache-control"] == "no-store"


async def test_titles_are_translated(client: httpx.AsyncClient) -> None:
    german = await client.get("/api/v1/nowhere")
    english = await client.get("/api/v1/nowhere", headers={"Accept-Language": "en"})
    assert german.json()["title"] != english.json()["title"]


async def test_a_refusal_elsewhere_is_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nirgendwo/amt")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "nicht eingerichtet" in answer.text


async def test_a_wrong_method_says_which_are_right(client: httpx.AsyncClient) -> None:
    answer = await client.put("/api/v1/sign-ins")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    answer = await client.delete("/healthz")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_the_address_of_a_form_leads_to_the_page_above_it(client: httpx.AsyncClient) -> None:
    await a_municipality("musterstadt")
    plan = "/musterstadt/amt/planung/entwuerfe/7"
    answer = await client.get(f"{plan}/ausfaelle")
    assert answer.status_code == 405
    assert f'href="{plan}"' in answer.text
    answer = await client.get("/musterstadt/amt/planung/dienste")
    assert 'href="/musterstadt/amt/planung"' in answer.text


@pytest.mark.parametrize("one", [one for one in ROUTES if not one.is_api], ids=lambda one: one.path)
def test_no_form_of_a_page_stands_alone(one: Route) -> None:
    assert one.method != "POST" or Table(ROUTES).page_above(one.path)


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'"\xed\xa0\x80"', "application/json", 400),
        (b'{"login": "\\ud800", "password": "x"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"login": NaN}', "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"login": 7, "password": "x"}', "application/json", 422),
        (b'{"login": "eva"}', "application/json", 422),
        (b'{"login": "eva", "password": "x", "more": 1}', "application/json", 422),
        (b'{"login": "e\\u0000va", "password": "x"}', "application/json", 422),
        (b'{"login": "", "password": "x"}', "application/json", 422),
        (b'{"login": 1' + b"0" * 400 + b"}", "application/json", 422),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b'{"login": "' + b"x" * 300_000 + b'"}', "application/json", 413),
    ],
)  # fmt: skip
async def test_a_body_that_is_none_is_refused(
    client: httpx.AsyncClient, body: bytes, media_type: str, status: int
) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    answer = await client.post("/api/v1/sign-ins", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    if status == 422:
        assert answer.json()["fields"]


async def test_a_body_without_length_is_limited_too(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 10_000

    answer = await client.post(
        "/api/v1/sign-ins", content=endless(), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("query", ["x=1", "municipality=nirgendwo&y=", "%00=1", "x=%00"])
async def test_an_unknown_query_name_is_refused(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/api/v1/openapi.json?{query}")
    assert answer.status_code == 422


class Wanted(msgspec.Struct):
    """A query as rooms write them."""

    count: int
    start: str | None = msgspec.field(default=None, name="from")
    office: list[str] = []
    service: list[str] | None = None


def asked(query: str) -> Request:
    scope = {"type": "http", "query_string": query.encode(), "headers": [], "path": "/"}
    return Request(scope)


def test_a_query_is_read_into_a_struct() -> None:
    found = parse_query(asked("count=3&from=x&office=1&office=2&sprache=en"), Wanted)
    assert found == Wanted(3, "x", ["1", "2"], None)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("count=x", "count"),
        ("count=1&count=2", "count"),
        ("", "count"),
        ("count=1&from=%00", "from"),
        ("count=1&more=2", "more"),
    ],
)
def test_a_wrong_query_names_the_value(query: str, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_query(asked(query), Wanted)
    assert name in {*refusal.value.fields, str(refusal.value)} or name in str(refusal.value)


async def test_a_number_that_no_column_holds_is_refused() -> None:
    class Number(msgspec.Struct):
        value: int

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b'{"value": 9223372036854775808}'}

    headers = [(b"content-type", b"application/json")]
    request = Request({"type": "http", "headers": headers, "path": "/"}, receive)
    with pytest.raises(Invalid):
        await parse_body(request, Number)
