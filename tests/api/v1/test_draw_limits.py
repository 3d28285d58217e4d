"""Numbers without a limit are for the machines and people of the place alone."""

from __future__ import annotations

import httpx
import pytest

from api.security.limits import Limit
from termin.staff import DeviceKind, Role, register
from tests.api.people import a_person, token_of
from tests.api.v1.test_booking import bearer
from tests.town import Town, build_town

MORE_THAN_ENOUGH = int(Limit.TICKET.burst) + 2


async def draw_often(client: httpx.AsyncClient, town: Town, secret: str) -> set[int]:
    """Draw again and again at the town hall; return the statuses."""
    path = f"/api/v1/offices/{town.offices['rathaus'].id}/tickets"
    query = {"municipality": town.municipality.slug}
    body = {"services": [{"id": str(town.services["ausweis"].id)}]}
    tries = range(MORE_THAN_ENOUGH)
    return {
        (await client.post(path, params=query, json=body, headers=bearer(secret))).status_code
        for _ in tries
    }


@pytest.mark.parametrize(("office", "limited"), [("rathaus", False), ("nord", True)])
async def test_a_kiosk_has_no_limit_at_its_own_office_alone(
    client: httpx.AsyncClient, town: Town, office: str, *, limited: bool
) -> None:
    here = town.offices[office].id
    device = await register(town.municipality.id, here, DeviceKind.KIOSK, "Eingang")
    assert (429 in await draw_often(client, town, device.secret)) is limited


async def test_people_of_another_town_have_the_limit_of_strangers(
    client: httpx.AsyncClient, town: Town
) -> None:
    other = await build_town("nachbarstadt")
    await a_person("eva", Role.RECEPTION, at=other.municipality)
    assert 429 in await draw_often(client, town, await token_of(client, "eva"))
