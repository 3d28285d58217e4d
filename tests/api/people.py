"""People of the staff for tests, and how they sign in through the page and the API."""

from __future__ import annotations

import httpx

from termin.offices.rows import Municipality
from termin.staff import Role, create_account, grant

PASSWORD = "Kaffee mit Hafermilch am Fenster"


async def a_municipality(slug: str = "musterstadt", name: str = "Musterstadt") -> Municipality:
    """Make a town."""
    return await Municipality.create(slug=slug, name=name, land="BY")


async def a_person(login: str, *roles: Role, at: Municipality, office: int | None = None) -> int:
    """Make an account with these roles in a municipality; return its id."""
    account = await create_account(login, f"{login.title()} Beispiel", PASSWORD)
    for role in roles:
        await grant(account, role, at.id, office)
    return account


async def sign_in(
    client: httpx.AsyncClient, login: str, place: str = "musterstadt", password: str = PASSWORD
) -> httpx.Response:
    """Sign in by the page; the client keeps the cookie."""
    return await client.post(
        f"/{place}/amt/anmelden",
        data={"login": login, "password": password},
        headers={"Sec-Fetch-Site": "same-origin"},
    )


async def token_of(client: httpx.AsyncClient, login: str, password: str = PASSWORD) -> str:
    """Return a token for programs."""
    answer = await client.post("/api/v1/sign-ins", json={"login": login, "password": password})
    assert answer.status_code == 201, answer.text
    token: str = answer.json()["token"]
    return token
