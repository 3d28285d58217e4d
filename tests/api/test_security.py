"""The guards: foreign pages, headers, limits, logs, and what happens when something fails."""

from __future__ import annotations

import logging
import re

import httpx
import pytest
from starlette.applications import Starlette

from api.app import create_app
from api.clock import DemoDatabase, running_clock, set_pace
from api.database import DatabaseAddress
from api.rendering import content_security_policy
from api.settings import Settings
from termin.staff import Role
from tests.api.people import PASSWORD, a_municipality, a_person, sign_in, token_of
from tests.api.sockets import shake_hands
from tests.web import SECRET, a_client

DOOR = "/musterstadt/amt/anmelden"
OUT = "/musterstadt/amt/abmelden"


@pytest.fixture(autouse=True)
async def eva(app: Starlette) -> int:
    """Eva, a clerk of the town."""
    return await a_person("eva", Role.CLERK, at=await a_municipality())


# Foreign pages


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "nonsense"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://termin.test"}, False),
        ({"Origin": "http://termin.test"}, True),
        ({"Origin": "HTTP://TERMIN.TEST"}, True),
        ({"Origin": "https://termin.test"}, False),
        ({"Origin": "http://termin.test.evil.example"}, False),
        ({"Origin": "http://termin.test:81"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
    ],
)
@pytest.mark.parametrize("path", [DOOR, "/api/v1/sign-ins"])
async def test_changes_are_taken_only_from_our_own_pages(
    client: httpx.AsyncClient, headers: dict[str, str], path: str, *, allowed: bool
) -> None:
    credentials = {"login": "eva", "password": PASSWORD}
    body = {"json": credentials} if path.startswith("/api") else {"data": credentials}
    answer = await client.post(path, headers=headers, **body)  # type: ignore[arg-type]
    assert (answer.status_code != 403) == allowed
    if not allowed:
        assert "set-cookie" not in answer.headers


async def test_reading_is_open_to_links_from_anywhere(client: httpx.AsyncClient) -> None:
    answer = await client.get(DOOR, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200


async def test_behind_a_proxy_the_public_address_counts(
    rows: DatabaseAddress, settings: Settings
) -> None:
    public = Settings(
        data_dir=settings.data_dir, secret_key=SECRET, public_url="https://termin.example.org"
    )
    app = create_app(public, rows, rows_open=True)
    async with app.router.lifespan_context(app), a_client(app, "http://10.0.0.7:8000") as client:
        form = {"login": "eva", "password": PASSWORD}
        ours = {"Origin": "https://termin.example.org"}
        theirs = {"Origin": "https://evil.example.org"}
        answer = await client.post(DOOR, data=form, headers=ours)
        assert answer.status_code == 303
        assert answer.headers["set-cookie"].startswith("__Host-anmeldung=")
        assert "max-age" in answer.headers["strict-transport-security"]
        assert (await client.post(DOOR, data=form, headers=theirs)).status_code == 403


async def test_a_socket_with_a_cookie_is_opened_only_by_our_pages(
    app: Starlette, client: httpx.AsyncClient
) -> None:
    guarded = [
        route for route in app.state.house.table.routes
        if route.method == "WS" and route.permission != "public"
    ]  # fmt: skip
    await sign_in(client, "eva")
    cookie = {"Cookie": f"anmeldung={client.cookies['anmeldung']}"}
    for route in guarded:
        path = re.sub(r"\{\w+\}", "1", route.path.replace("{municipality}", "musterstadt"))
        for origin in ({}, {"Origin": "null"}, {"Origin": "http://evil.example"}):
            assert await shake_hands(app, path, {**cookie, **origin}) == 403
        answer = await shake_hands(app, path, {**cookie, "Origin": "http://termin.test"})
        assert answer != 403


async def test_a_socket_nobody_knows_is_refused(app: Starlette) -> None:
    assert await shake_hands(app, "/api/v1/nowhere") == 404


# Headers


async def test_every_answer_carries_the_headers(client: httpx.AsyncClient) -> None:
    for path in (DOOR, "/healthz", "/api/v1/nowhere", "/static/nowhere", "/api/v1/openapi.json"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "strict-transport-security" not in headers


async def test_each_page_has_a_nonce_of_its_own(client: httpx.AsyncClient) -> None:
    pages = [await client.get(DOOR) for _ in range(2)]
    nonces = []
    for page in pages:
        found = re.search(r'name="csp-nonce" content="([^"]+)"', page.text)
        assert found is not None
        assert page.headers["content-security-policy"] == content_security_policy(found[1])
        nonces.append(found[1])
    assert nonces[0] != nonces[1]


async def test_https_is_remembered_by_browsers(app: Starlette) -> None:
    async with a_client(app, "https://termin.test") as client:
        headers = (await client.get(DOOR)).headers
        assert "max-age=31536000" in headers["strict-transport-security"]


async def test_only_public_pages_may_be_framed_and_only_by_those_named(
    rows: DatabaseAddress, settings: Settings
) -> None:
    framed = Settings(
        data_dir=settings.data_dir, secret_key=SECRET, frame_ancestors=("https://www.example.org",)
    )
    app = create_app(framed, rows, rows_open=True)
    async with app.router.lifespan_context(app), a_client(app) as client:
        public = (await client.get(DOOR)).headers["content-security-policy"]
        assert public.endswith("frame-ancestors https://www.example.org")
        await sign_in(client, "eva")
        staff = (await client.get("/musterstadt/amt")).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in staff


async def test_a_form_that_is_none_is_refused(client: httpx.AsyncClient) -> None:
    for body, media_type, status in (
        (b"login=eva", "application/json", 415),
        (b"x", "multipart/form-data", 400),
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b", 422),
        (b"x=" + b"y" * 300_000, "application/x-www-form-urlencoded", 413),
        (b"login=%00&password=x", "application/x-www-form-urlencoded", 422),
        (b"login=%ff&password=%ed%a0%80", "application/x-www-form-urlencoded", 422),
        (b"&".join(b"a=b" for _ in range(2000)), "application/x-www-form-urlencoded", 400),
    ):
        answer = await client.post(DOOR, content=body, headers={"Content-Type": media_type})
        assert answer.status_code == status, (body[:20], answer.status_code)


# Logs and failures


async def test_the_log_names_routes_and_never_addresses(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="termin"):
        await client.get(f"{DOOR}?weiter=K7Q4MXD2PR")
        await client.get("/musterstadt/termin/K7Q4MXD2PR/nichts")
        await client.request("K7Q4MXD2PR", "/healthz")
    assert "K7Q4MXD2PR" not in caplog.text
    assert "route=/{municipality}/amt/anmelden status=200" in caplog.text
    figures = (await client.get("/metrics")).text
    assert "K7Q4MXD2PR" not in figures
    assert 'route="/{municipality}/amt/anmelden",status="200"' in figures


async def test_our_own_failure_is_told_without_what_was_typed(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("Eva Beispiel, K7Q4MXD2PR")

    monkeypatch.setattr("api.security.attempts.sign_in", fail)
    for answer in (
        await client.post("/api/v1/sign-ins", json={"login": "eva", "password": "x"}),
        await sign_in(client, "eva"),
    ):
        assert answer.status_code == 500
        assert "Beispiel" not in answer.text
    assert "event=fault" in caplog.text
    assert "kind=RuntimeError" in caplog.text
    assert "Beispiel" not in caplog.text


async def test_a_demo_and_a_production_do_not_share_a_database(rows: DatabaseAddress) -> None:
    async with running_clock(demo=True) as clock:
        before = clock.now()
        await set_pace(before, 60.0)
        await clock.refresh()  # type: ignore[attr-defined]
        assert clock.now() >= before
    with pytest.raises(DemoDatabase):
        async with running_clock(demo=False):
            pass


async def test_a_token_is_not_taken_from_the_address(client: httpx.AsyncClient) -> None:
    token = await token_of(client, "eva")
    answer = await client.delete(f"/api/v1/sign-ins/current?token={token}")
    assert answer.status_code in (401, 422)
    assert (await client.get(f"/musterstadt/amt?anmeldung={token}")).status_code == 303
