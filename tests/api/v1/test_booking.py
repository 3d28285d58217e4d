"""Booking through the JSON API: from free starts to a cancelled appointment."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from termin.booking import Appointment, place_hold
from termin.tokens import CODE_LENGTH
from tests.town import Town, build_town, coming_monday, local

API = "/api/v1"


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


async def starts(client: httpx.AsyncClient, town: Town, service: str = "ausweis") -> list[str]:
    day = str(coming_monday())
    query = {"service": str(town.services[service].id), "from": day, "to": day}
    answer = await client.get(f"{API}/availability", params=query)
    assert answer.status_code == 200, answer.text
    days = answer.json()["days"]
    return [start for one in days for office in one["offices"] for start in office["starts"]]


async def shown_soon(client: httpx.AsyncClient, town: Town) -> list[str]:
    """What the follower of the database has seen, once it has looked."""
    for _ in range(400):
        if found := await starts(client, town):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("nothing is offered")


async def hold(client: httpx.AsyncClient, town: Town, start: str) -> httpx.Response:
    body: dict[str, Any] = {
        "office": str(town.offices["rathaus"].id),
        "start": start,
        "services": [{"id": str(town.services["ausweis"].id)}],
    }
    return await client.post(f"{API}/holds", json=body)


async def test_a_citizen_books_moves_and_cancels(client: httpx.AsyncClient, town: Town) -> None:
    await town.duty("1", "ada", on=coming_monday(), hours=("08:00", "09:00"))
    free = await shown_soon(client, town)
    assert len(free) == 10
    assert free[0].endswith(("+01:00", "+02:00"))
    held = (await hold(client, town, free[0])).json()
    assert set(held) >= {"id", "secret", "office", "start", "end", "expires_at"}
    assert free[0] not in await starts(client, town)
    made = await client.post(
        f"{API}/holds/{held['id']}/appointment", json={}, headers=bearer(held["secret"])
    )
    assert made.status_code == 201, made.text
    code, secret = made.json()["code"], made.json()["secret"]
    assert len(code) == CODE_LENGTH
    moved = await client.post(
        f"{API}/appointments/{code}/moves", json={"start": free[6]}, headers=bearer(secret)
    )
    assert (moved.status_code, moved.json()["start"]) == (201, free[6])
    assert free[0] in await starts(client, town)
    gone = await client.delete(f"{API}/appointments/{code}", headers=bearer(secret))
    assert gone.status_code == 204
    shown = await client.get(f"{API}/appointments/{code}", headers=bearer(secret))
    assert shown.json()["state"] == "cancelled"
    assert await starts(client, town) == free


async def test_the_loser_is_told_other_times(client: httpx.AsyncClient, town: Town) -> None:
    await town.duty("1", "ada", on=coming_monday(), hours=("08:00", "09:00"))
    free = await shown_soon(client, town)
    assert (await hold(client, town, free[0])).status_code == 201
    refused = await hold(client, town, free[0])
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["type"].endswith("/slot-taken")
    assert problem["alternatives"][0]["start"] == free[3]


async def test_a_hold_is_nothing_in_another_municipality(
    client: httpx.AsyncClient, town: Town
) -> None:
    other = await build_town("nachbarstadt")
    await town.duty("1", "ada", on=coming_monday(), hours=("08:00", "09:00"))
    wish = town.wish(local(coming_monday(), "08:00"))
    held = await place_hold(wish, datetime.now(UTC), keep=timedelta(minutes=10))
    there, here = ({"municipality": one.municipality.slug} for one in (other, town))
    path, own = f"{API}/holds/{held.id}", bearer(held.secret)
    for address in (f"{path}/extensions", f"{path}/appointment"):
        answer = await client.post(address, params=there, json={}, headers=own)
        assert answer.status_code == 404, answer.text
    assert (await client.delete(path, params=there, headers=own)).status_code == 404
    assert not await Appointment.exists()
    made = await client.post(f"{path}/appointment", params=here, json={}, headers=own)
    assert made.status_code == 201, made.text
