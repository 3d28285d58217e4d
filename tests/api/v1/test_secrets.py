"""Secrets of holds and appointments: without one nobody gets in, a wrong one opens nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from termin.booking import ContactDetails, make_appointment, place_hold
from tests.display.real_time import draw, open_day_and_night
from tests.races.crowd import API, bearer
from tests.town import Town, coming_monday, local

OF_HOLDS: tuple[tuple[str, str, Any], ...] = (
    ("DELETE", "", None),
    ("POST", "/extensions", None),
    ("POST", "/appointment", {}),
)
OF_APPOINTMENTS: tuple[tuple[str, str, Any], ...] = (
    ("GET", "", None),
    ("DELETE", "", None),
    ("POST", "/moves", {"start": "2026-11-23T10:00:00+01:00"}),
)


OF_TICKETS: tuple[tuple[str, str, Any], ...] = (("DELETE", "", None),)


@pytest.fixture
async def doors(town: Town) -> list[tuple[str, str, Any, str]]:
    """Each call that wants a secret, at something that exists, and its secret."""
    on, now = coming_monday(), datetime.now(UTC)
    await town.duty("1", "ada", on=on)
    held = await place_hold(town.wish(local(on, "09:00")), now, keep=timedelta(minutes=10))
    other = await place_hold(town.wish(local(on, "10:00")), now, keep=timedelta(minutes=10))
    await open_day_and_night(town)
    ticket = await draw(town)
    made = await make_appointment(other.id, other.secret, ContactDetails(), now)
    return [
        *((m, f"{API}/holds/{held.id}{end}", body, held.secret) for m, end, body in OF_HOLDS),
        *(
            (m, f"{API}/tickets/{ticket.id}{end}", body, ticket.secret or "")
            for m, end, body in OF_TICKETS
        ),
        *(
            (m, f"{API}/appointments/{made.code}{end}", body, other.secret)
            for m, end, body in OF_APPOINTMENTS
        ),
    ]


async def test_without_a_secret_nobody_gets_in(
    client: httpx.AsyncClient, doors: list[tuple[str, str, Any, str]]
) -> None:
    for method, path, body, _ in doors:
        answer = await client.request(method, path, json=body)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_wrong_secret_and_an_unknown_thing_look_alike(
    client: httpx.AsyncClient, doors: list[tuple[str, str, Any, str]]
) -> None:
    for method, path, body, secret in doors:
        wrong = await client.request(method, path, json=body, headers=bearer(f"{secret}x"))
        parts = path.split("/")
        parts[4] = "0" * 8 + parts[4][8:]
        unknown = await client.request(method, "/".join(parts), json=body, headers=bearer(secret))
        assert (wrong.status_code, unknown.status_code) == (404, 404), (method, path)
        assert wrong.json() == unknown.json()


async def test_the_secret_of_another_opens_nothing(
    client: httpx.AsyncClient, doors: list[tuple[str, str, Any, str]]
) -> None:
    of_hold, of_appointment = doors[0][3], doors[-1][3]
    for method, path, body, secret in doors:
        foreign = of_appointment if secret == of_hold else of_hold
        answer = await client.request(method, path, json=body, headers=bearer(foreign))
        assert answer.status_code == 404, (method, path)
