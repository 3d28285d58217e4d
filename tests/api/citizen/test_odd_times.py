"""Times and numbers that no calendar has are refused before anybody reckons with them."""

from __future__ import annotations

import pytest

from termin.officeday import OfficeDay
from tests.api.citizen.walk import Citizen
from tests.town import MONDAY, local

FAR = (
    "0001-01-01T00:00:00+14:00",
    "0001-01-02T00:00:00+00:00",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31T00:00:00+00:00",
)


@pytest.mark.parametrize("start", FAR)
async def test_a_start_at_the_ends_of_the_calendar_is_refused(citizen: Citizen, start: str) -> None:
    office, service = citizen.town.offices["rathaus"].id, citizen.town.services["ausweis"].id
    body = {"office": str(office), "start": start, "services": [{"id": str(service)}]}
    assert (await citizen.client.post("/api/v1/holds", json=body)).status_code == 422
    page = await citizen.post("/vormerkungen", anliegen=str(service), wahl=f"{office}@{start}")
    assert page.status_code == 422


@pytest.mark.parametrize("start", FAR)
async def test_nothing_moves_to_the_ends_of_the_calendar(citizen: Citizen, start: str) -> None:
    made = await citizen.town.book(local(MONDAY, "08:00"))
    office = citizen.town.offices["rathaus"].id
    page = await citizen.post(
        f"/termin/{made.code}/verlegen", wahl=f"{office}@{start}", bestaetigt="ja"
    )
    assert page.status_code == 422


async def test_a_start_in_the_past_makes_no_days(citizen: Citizen) -> None:
    made = await citizen.town.book(local(MONDAY, "08:00"))
    days = await OfficeDay.all().count()
    office = citizen.town.offices["rathaus"].id
    start = "2025-06-02T08:00:00+02:00"
    page = await citizen.post(
        f"/termin/{made.code}/verlegen", wahl=f"{office}@{start}", bestaetigt="ja"
    )
    assert page.status_code == 409
    assert await OfficeDay.all().count() == days


async def test_an_endless_number_chooses_no_place(citizen: Citizen) -> None:
    service = citizen.town.services["ausweis"].id
    page = await citizen.get(f"/zeiten?anliegen={service}&ort={'9' * 5000}")
    assert page.status_code == 200
