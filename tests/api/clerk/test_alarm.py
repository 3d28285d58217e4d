"""The alarm without script: one press, quiet at one's own desk, large at all others."""

from __future__ import annotations

import pytest

from termin.queue.rows import Alarm
from termin.staff import Role
from tests.api.citizen.walk import Citizen, action
from tests.api.clerk.day import OfficeDay
from tests.api.clerk.desk import Desk, desk_of


@pytest.fixture
async def ada(day: OfficeDay) -> Desk:
    """Ada at counter 1."""
    return desk_of(day, await day.person("ada", Role.CLERK, office="rathaus"))


@pytest.fixture
async def ben(day: OfficeDay) -> Desk:
    """Ben at counter 2."""
    return desk_of(day, await day.person("ben", Role.CLERK, office="rathaus"), "2")


async def cry(day: OfficeDay, clerk: Citizen, **fields: object) -> str:
    office = day.town.offices["rathaus"].id
    return (await clerk.post(f"/amt/alarm/{office}", **fields)).text


async def test_help_is_called_quietly_and_told_to_all_others(
    day: OfficeDay, ada: Desk, ben: Desk
) -> None:
    counter = day.town.counters["1"].id
    own = await cry(day, ada.clerk, schalter=counter, zurueck=f"/musterstadt{ada.address}")
    assert "Hilfe ist gerufen" in own
    assert "Hilfe gebraucht" not in own
    other = await ben.page()
    assert "Hilfe gebraucht: Schalter 1" in other
    assert "<title>\n" in other or "<title>Hilfe gebraucht: Schalter 1" in other
    reception = await day.person("karin", Role.RECEPTION, office="rathaus")
    assert "Hilfe gebraucht: Schalter 1" in (await reception.get("/amt/empfang")).text
    coming = await ben.clerk.post(action(other, "antwort"), zurueck=f"/musterstadt{ben.address}")
    assert "ist unterwegs" in coming.text
    assert "kommt" in await ada.page()
    over = await ada.clerk.post(action(await ada.page(), "ende"))
    assert over.status_code == 200
    assert "unterwegs" not in await ben.page()
    assert (await Alarm.get()).ended_at


async def test_pressed_twice_it_is_one_alarm(day: OfficeDay, ada: Desk) -> None:
    counter = day.town.counters["1"].id
    for _ in range(2):
        await cry(day, ada.clerk, schalter=counter)
    assert await Alarm.all().count() == 1


async def test_only_who_raised_or_answered_ends_it(day: OfficeDay, ada: Desk, ben: Desk) -> None:
    await cry(day, ada.clerk, schalter=day.town.counters["1"].id)
    alarm = await Alarm.get()
    path = f"/amt/alarm/{day.town.offices['rathaus'].id}/{alarm.id}"
    assert (await ben.clerk.post(f"{path}/ende")).status_code == 403
    await ben.clerk.post(f"{path}/antwort")
    await ben.clerk.post(f"{path}/ende")
    assert (await Alarm.get()).ended_at
    assert (await ben.clerk.post(f"{path}/ende")).status_code == 200, "over is over"


async def test_the_reception_is_a_place_too(day: OfficeDay, ben: Desk) -> None:
    karin = await day.person("karin", Role.RECEPTION, office="rathaus")
    await cry(day, karin, ort="Empfang")
    assert "Hilfe gebraucht: Empfang" in await ben.page()


async def test_other_offices_are_not_disturbed(day: OfficeDay, ada: Desk) -> None:
    dora = await day.person("dora", Role.CLERK, office="nord")
    await cry(day, ada.clerk, schalter=day.town.counters["1"].id)
    assert "Hilfe gebraucht" not in await desk_of(day, dora, "N1").page()
    office, alarm = day.town.offices["rathaus"].id, await Alarm.get()
    assert (await dora.post(f"/amt/alarm/{office}")).status_code == 404
    assert (await dora.post(f"/amt/alarm/{office}/{alarm.id}/antwort")).status_code == 404
