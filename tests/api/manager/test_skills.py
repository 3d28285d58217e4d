"""Skills are renamed, and deleted once nothing uses them."""

from __future__ import annotations

import httpx
from starlette.applications import Starlette

from termin.catalogue import Service, Skill
from termin.offices import Counter
from termin.staff import Role
from termin.staff.rows import Clerk
from tests.api.manager.conftest import Leader, clock, leader
from tests.api.people import a_person, sign_in
from tests.town import NOW, Town
from tests.web import a_client

__all__ = ["clock", "leader"]

SKILLS = "/amt/einrichtung/faehigkeiten"


async def a_skill(town: Town, name: str = "Unsinn") -> Skill:
    return await Skill.create(municipality=town.municipality, slug=name.lower(), name=name)


async def test_a_skill_is_renamed(leader: Leader) -> None:
    skill = await a_skill(leader.town)
    page = await leader.post(f"{SKILLS}/{skill.id}/namen", **{f"name-{skill.id}": "Führerschein"})
    assert "Gespeichert" in page.text
    skill = await Skill.get(id=skill.id)
    assert (skill.name, skill.slug) == ("Führerschein", "fuehrerschein")


async def test_a_name_that_is_none_or_another_ones_is_refused_at_its_row(leader: Leader) -> None:
    skill, field = await a_skill(leader.town), "name-{}"
    await a_skill(leader.town, "Reisepass")
    for name in ("", "x" * 121, "Reisepass"):
        sent = {field.format(skill.id): name}
        page = await leader.post(f"{SKILLS}/{skill.id}/namen", **sent)
        assert page.status_code == 422
        assert f'href="#name-{skill.id}"' in page.text
    assert (await Skill.get(id=skill.id)).name == "Unsinn"


async def test_an_unused_skill_is_deleted(leader: Leader) -> None:
    skill = await a_skill(leader.town)
    retired = leader.town.services["ausweis"]
    await Service.filter(id=retired.id).update(skill_id=skill.id, retired_at=NOW)
    everything = leader.town.clerks["ada"]
    assert everything.every_skill
    await everything.skills.add(skill)
    page = await leader.post(f"{SKILLS}/{skill.id}/loeschungen")
    assert "Die Fähigkeit ist gelöscht" in page.text
    assert not await Skill.filter(id=skill.id).exists()
    assert (await Service.get(id=retired.id)).skill_id is None


async def test_a_used_skill_stays_and_it_is_said_where(leader: Leader) -> None:
    town, skill = leader.town, await a_skill(leader.town)
    path = f"{SKILLS}/{skill.id}/loeschungen"
    await Service.filter(id=town.services["ausweis"].id).update(skill_id=skill.id)
    name = (await Service.get(id=town.services["ausweis"].id)).name
    page = await leader.post(path)
    assert (page.status_code, f"„Unsinn“ wird noch verwendet: Anliegen {name}." in page.text) == (
        409,
        True,
    )
    await Service.filter(id=town.services["ausweis"].id).update(skill_id=None)
    await town.clerks["ben"].skills.add(skill)
    await Counter.filter(id=town.counters["1"].id).update(every_skill=False)
    await town.counters["1"].skills.add(skill)
    page = await leader.post(path)
    assert "verwendet: Personen Ben; Schalter 1 (" in page.text
    assert await Skill.filter(id=skill.id).exists()
    await Clerk.filter(id=town.clerks["ben"].id).update(retired_at=NOW)
    await Counter.filter(id=town.counters["1"].id).update(retired_at=NOW)
    assert (await leader.post(path)).status_code == 200


async def test_who_plans_one_office_changes_no_skill(app: Starlette, town: Town) -> None:
    skill = await a_skill(town)
    await a_person("nord", Role.MANAGER, at=town.municipality, office=town.offices["nord"].id)
    async with a_client(app) as client:
        await sign_in(client, "nord")
        for what in ("namen", "loeschungen"):
            path = f"/musterstadt{SKILLS}/{skill.id}/{what}"
            answer: httpx.Response = await client.post(path, data={f"name-{skill.id}": "x"})
            assert answer.status_code == 403
    assert (await Skill.get(id=skill.id)).name == "Unsinn"


async def test_another_towns_skill_is_not_found(leader: Leader) -> None:
    for what in ("namen", "loeschungen"):
        answer = await leader.post(f"{SKILLS}/999/{what}", **{"name-999": "x"})
        assert answer.status_code == 404
