"""Sign in, stay, sign out: by the page and by a token."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from api.security.limits import Limit
from termin import tokens
from termin.offices.rows import Municipality
from termin.staff import Role, disable, passwords, set_password
from termin.staff.rows import SignIn
from termin.staff.sign_ins import IDLE, LONGEST
from tests.api.people import PASSWORD, a_municipality, a_person, sign_in, token_of
from tests.web import a_client

HOME = "/musterstadt/amt"
DOOR = "/musterstadt/amt/anmelden"


@pytest.fixture(autouse=True)
async def eva(app: Starlette) -> int:
    """Eva, a clerk of the town."""
    return await a_person("eva", Role.CLERK, at=await a_municipality())


async def test_a_person_signs_in_and_is_greeted(client: httpx.AsyncClient) -> None:
    answer = await sign_in(client, "eva")
    assert (answer.status_code, answer.headers["location"]) == (303, HOME)
    page = await client.get(HOME)
    assert "Eva Beispiel" in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_the_browser_holds_a_secret_and_the_server_its_hash(
    client: httpx.AsyncClient,
) -> None:
    answer = await sign_in(client, "eva")
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Max-Age" not in cookie
    assert "Secure" not in cookie
    secret = client.cookies["anmeldung"]
    assert len(secret) >= 43
    row = await SignIn.get()
    assert row.secret_hash == tokens.hashed(secret)


async def test_over_https_the_cookie_is_bound_to_the_host(app: Starlette) -> None:
    async with a_client(app, "https://termin.test") as client:
        answer = await sign_in(client, "eva")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-anmeldung=")
        assert "Secure" in cookie
        assert "Domain" not in cookie
        assert (await client.get(HOME)).status_code == 200
        # A cookie that a neighbouring host could have planted counts for nothing.
        secret = client.cookies["__Host-anmeldung"]
        client.cookies.clear()
        client.cookies.set("anmeldung", secret)
        assert (await client.get(HOME)).status_code == 303


@pytest.mark.parametrize("login", ["EVA", "  eva ", "\uff25\uff36\uff21"])
async def test_case_and_blanks_of_a_login_do_not_matter(
    client: httpx.AsyncClient, login: str
) -> None:
    assert (await sign_in(client, login)).status_code == 303


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("eva", "falsch"),
        ("nobody", PASSWORD),
        ("eva", PASSWORD + " "),
        ("eva\0", "x"),
        ("eva", "\0"),
    ],
)
async def test_a_wrong_password_and_an_unknown_login_look_the_same(
    client: httpx.AsyncClient, login: str, password: str
) -> None:
    answer = await sign_in(client, login, password=password)
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers
    if "\0" not in login + password:
        assert "Fehler" in answer.text
        assert "Anmeldename oder Passwort stimmen nicht." in answer.text


async def test_an_empty_form_says_what_is_missing(client: httpx.AsyncClient) -> None:
    answer = await client.post(DOOR, data={"login": "", "password": ""})
    assert answer.status_code == 422
    assert "Bitte geben Sie Ihren Anmeldenamen ein." in answer.text
    assert "Bitte geben Sie Ihr Passwort ein." in answer.text


async def test_the_page_never_shows_the_password_again(client: httpx.AsyncClient) -> None:
    answer = await sign_in(client, "eva", password="geheim-und-falsch")
    assert "geheim-und-falsch" not in answer.text
    assert 'value="eva"' in answer.text


async def test_whoever_was_sent_away_comes_back_to_the_page(client: httpx.AsyncClient) -> None:
    asked = await client.get("/musterstadt/amt/abmelden")
    assert asked.status_code == 405
    door = await client.get(HOME)
    assert door.headers["location"].startswith(DOOR)
    form = {"login": "eva", "password": PASSWORD, "weiter": "/musterstadt/amt/schalter?x=1"}
    answer = await client.post(DOOR, data=form)
    assert answer.headers["location"] == "/musterstadt/amt/schalter?x=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/musterstadt/amt",
        "//evil.example/musterstadt/amt",
        "/\\evil.example",
        "/musterstadt/amt/../../x",
        "/andere/amt",
        "javascript:alert(1)",
        "/musterstadtx/amt",
        "http://[",
        "/musterstadt/amt\r\nSet-Cookie: x=y",
    ],
)
async def test_nobody_is_led_elsewhere(client: httpx.AsyncClient, elsewhere: str) -> None:
    form = {"login": "eva", "password": PASSWORD, "weiter": elsewhere}
    answer = await client.post(DOOR, data=form)
    assert answer.headers["location"] == HOME


async def test_a_new_sign_in_ends_the_one_before(client: httpx.AsyncClient) -> None:
    await sign_in(client, "eva")
    former = client.cookies["anmeldung"]
    await sign_in(client, "eva")
    assert client.cookies["anmeldung"] != former
    assert await SignIn.all().count() == 1


async def test_a_secret_planted_before_is_not_taken_over(client: httpx.AsyncClient) -> None:
    client.cookies.set("anmeldung", "planted")
    await client.post(DOOR, data={"login": "eva", "password": PASSWORD})
    row = await SignIn.get()
    assert row.secret_hash != tokens.hashed("planted")


async def test_signing_out_ends_it_on_the_server(client: httpx.AsyncClient) -> None:
    await sign_in(client, "eva")
    secret = client.cookies["anmeldung"]
    answer = await client.post(
        "/musterstadt/amt/abmelden", headers={"Origin": "http://termin.test"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, DOOR)
    assert await SignIn.all().count() == 0
    client.cookies.set("anmeldung", secret)
    assert (await client.get(HOME)).status_code == 303


async def test_an_idle_sign_in_ends(client: httpx.AsyncClient) -> None:
    await sign_in(client, "eva")
    await SignIn.all().update(seen_at=datetime.now(UTC) - IDLE)
    assert (await client.get(HOME)).status_code == 303


async def test_a_used_sign_in_stays_but_not_for_ever(client: httpx.AsyncClient) -> None:
    await sign_in(client, "eva")
    nearly = datetime.now(UTC) - IDLE + timedelta(minutes=1)
    await SignIn.all().update(seen_at=nearly)
    assert (await client.get(HOME)).status_code == 200
    row = await SignIn.get()
    assert row.seen_at > nearly
    assert row.expires_at - row.created_at == LONGEST
    await SignIn.all().update(expires_at=datetime.now(UTC))
    assert (await client.get(HOME)).status_code == 303


async def test_a_disabled_account_is_out_at_once(client: httpx.AsyncClient, eva: int) -> None:
    await sign_in(client, "eva")
    await disable(eva, datetime.now(UTC))
    assert (await client.get(HOME)).status_code == 303
    assert (await sign_in(client, "eva")).status_code == 422


async def test_a_new_password_ends_all_sign_ins(client: httpx.AsyncClient, eva: int) -> None:
    await sign_in(client, "eva")
    await set_password(eva, "Ein ganz anderer langer Satz")
    assert (await client.get(HOME)).status_code == 303
    assert (await sign_in(client, "eva")).status_code == 422


async def test_a_program_signs_in_and_out_with_a_token(client: httpx.AsyncClient) -> None:
    token = await token_of(client, "eva")
    headers = {"Authorization": f"Bearer {token}"}
    answer = await client.delete("/api/v1/sign-ins/current", headers=headers)
    assert answer.status_code == 204
    answer = await client.delete("/api/v1/sign-ins/current", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_wrong_password_of_a_program_is_a_problem(client: httpx.AsyncClient) -> None:
    wrong = {"login": "eva", "password": "falsch"}
    answer = await client.post("/api/v1/sign-ins", json=wrong)
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/wrong-password")


async def test_guessing_is_slowed_down_from_one_address(client: httpx.AsyncClient) -> None:
    for _ in range(int(Limit.SIGN_IN_PAIR.burst)):
        assert (await sign_in(client, "eva", password="falsch")).status_code == 422
    assert (await sign_in(client, "eva", password="falsch")).status_code == 429
    # Colleagues behind the same address are not meant.
    await a_person("max", Role.CLERK, at=await Municipality.get())
    assert (await sign_in(client, "max")).status_code == 303


async def test_nobody_can_lock_somebody_else_out(app: Starlette) -> None:
    limits = app.state.house.limits
    for _ in range(int(Limit.SIGN_IN_LOGIN.burst) + 20):
        limits.drain(Limit.SIGN_IN_LOGIN, "eva")
    assert limits.is_empty(Limit.SIGN_IN_LOGIN, "eva")
    async with a_client(app) as client:
        assert (await sign_in(client, "eva")).status_code == 303, "each place has one try"
        assert (await sign_in(client, "eva", password="falsch")).status_code == 422
        assert (await sign_in(client, "eva", password="falsch")).status_code == 429


async def test_those_who_know_the_password_are_never_slowed_down(
    client: httpx.AsyncClient,
) -> None:
    for _ in range(12):
        assert (await sign_in(client, "eva")).status_code == 303


async def test_unknown_logins_take_as_long_as_known_ones(client: httpx.AsyncClient) -> None:
    """By the process's own time, taken in turn: a busy machine lengthens the wait, not the work."""

    async def work(login: str) -> float:
        begun = time.process_time()
        await sign_in(client, login, password="falsch")
        return time.process_time() - begun

    await work("warm")
    tries = [(await work("eva"), await work(f"nobody{number}")) for number in range(4)]
    known, unknown = (min(seconds) for seconds in zip(*tries, strict=True))
    assert 0.4 < known / unknown < 2.5


async def test_hashing_does_not_hold_up_the_others(client: httpx.AsyncClient) -> None:
    guesses = [
        asyncio.create_task(sign_in(client, f"nobody{number}", password="x" * 200))
        for number in range(20)
    ]
    longest = 0.0
    while not all(guess.done() for guess in guesses):
        begun = time.perf_counter()
        assert (await client.get("/healthz")).status_code == 200
        longest = max(longest, time.perf_counter() - begun)
        await asyncio.sleep(0.02)
    total = await asyncio.gather(*guesses)
    assert all(answer.status_code == 422 for answer in total)
    assert longest < 1.0


async def test_hashing_leaves_the_loop_to_others() -> None:
    """Counted in turns of the loop, not in seconds: on the loop itself, hashing leaves it one."""
    for hashing in (passwords.verify(None, "x" * 200), passwords.hash_password("x" * 200)):
        task, turns = asyncio.create_task(hashing), 0
        while not task.done():
            await asyncio.sleep(0)
            turns += 1
        await task
        assert turns > 20
