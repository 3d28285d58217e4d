"""Setting up: counters, people, skills, services, rules, accounts and devices."""

from __future__ import annotations

import httpx
from starlette.applications import Starlette

from termin import journal
from termin.booking import Appointment, AppointmentState
from termin.catalogue import Service, ServiceAtOffice, Skill
from termin.offices import Counter
from termin.staff import DeviceKind, Role, device_of, register
from termin.staff.rows import Account, Clerk, Grant
from tests.api.citizen.walk import first
from tests.api.manager.conftest import Leader
from tests.api.people import PASSWORD, a_person, sign_in
from tests.town import MONDAY, NOW, local
from tests.web import a_client

SETUP = "/amt/einrichtung"


def stand(page: httpx.Response) -> str:
    return first(r'name="stand" value="([^"]*)"', page.text)


async def test_every_page_of_the_setup_opens(leader: Leader) -> None:
    office = f"{SETUP}/dienststellen/{leader.office}"
    for path in (
        SETUP,
        f"{SETUP}/schliessungen",
        f"{SETUP}/personen",
        f"{SETUP}/personen/{leader.town.clerks['ben'].id}",
        f"{SETUP}/faehigkeiten",
        f"{office}/zeiten",
        f"{office}/schalter",
        f"{office}/schalter/{leader.town.counters['1'].id}",
        f"{office}/anliegen",
        f"{office}/regeln",
    ):
        page = await leader.get(path)
        assert page.status_code == 200, path
    assert (await leader.get(f"{SETUP}/konten")).status_code == 403


async def test_a_counter_is_added_and_its_name_is_its_own(leader: Leader) -> None:
    path = f"{SETUP}/dienststellen/{leader.office}/schalter"
    kfz = str(leader.town.skills["kfz"].id)
    await leader.post(path, name="7", kann="liste", faehigkeiten=kfz)
    counter = await Counter.get(name="7").prefetch_related("skills")
    assert not counter.every_skill
    assert [skill.pk for skill in counter.skills] == [int(kfz)]
    twice = await leader.post(path, name="7", kann="alle")
    assert twice.status_code == 422
    assert "Diesen Namen hat schon ein Schalter" in twice.text


async def test_a_clerk_loses_a_skill_only_after_those_it_strands(
    leader: Leader, app: Starlette
) -> None:
    town = leader.town
    duty = await town.duty("1", "ben")
    booked = await town.book(local(MONDAY, "08:00"), service="anmeldung", skills=("melde",))
    other = await town.book(local(MONDAY, "09:00"))
    await app.state.house.availability.refresh(NOW)
    path = f"{SETUP}/personen/{town.clerks['ben'].id}"
    fields = {"name": "Ben", "kann": "liste"}
    page = await leader.post(path, **fields)
    assert "Ein Termin verliert seine Zeit" in page.text
    melde = town.skills["melde"].id
    assert await Clerk.filter(id=town.clerks["ben"].id, skills=melde).exists()
    sure = {"bestaetigt": "ja", "stand": stand(page), f"termin-{booked.id}": "absagen"}
    done = await leader.post(path, **fields, **sure)
    assert "Gespeichert" in done.text
    assert (await Appointment.get(id=booked.id)).state is AppointmentState.CANCELLED
    assert (await Appointment.get(id=other.id)).state is AppointmentState.BOOKED
    assert not await Clerk.filter(id=town.clerks["ben"].id, skills=melde).exists()
    told = await journal.latest(duty.office_day_id, "duties-changed")
    assert told is not None
    assert told.facts["duties"] == [duty.id]
    availability = app.state.house.availability
    required = frozenset({melde})
    rathaus = int(leader.office)
    assert not availability.starts(rathaus, MONDAY, 10, required, NOW)
    assert availability.starts(rathaus, MONDAY, 10, frozenset(), NOW)


async def test_a_new_skill_of_a_counter_is_offered_at_once(leader: Leader, app: Starlette) -> None:
    town = leader.town
    counter = town.counters["1"]
    counter.every_skill = False
    await counter.save()
    await town.duty("1", "ada")
    await app.state.house.availability.refresh(NOW)
    required = frozenset({town.skills["kfz"].id})
    rathaus = int(leader.office)
    assert not app.state.house.availability.starts(rathaus, MONDAY, 30, required, NOW)
    path = f"{SETUP}/dienststellen/{leader.office}/schalter/{counter.id}"
    fields = {"name": "1", "kann": "alle"}
    page = await leader.post(path, **fields)
    assert "Kein Termin ist betroffen" in page.text
    await leader.post(path, **fields, bestaetigt="ja", stand=stand(page))
    assert app.state.house.availability.starts(rathaus, MONDAY, 30, required, NOW)


async def test_a_counter_with_duties_stays_in_use(leader: Leader) -> None:
    await leader.town.duty("1", "ada", publish=False)
    path = f"{SETUP}/dienststellen/{leader.office}/schalter"
    refused = await leader.post(f"{path}/{leader.town.counters['1'].id}/ausserdienst")
    assert refused.status_code == 422
    await leader.post(f"{path}/{leader.town.counters['2'].id}/ausserdienst")
    again = await leader.post(path, name="2", kann="alle")
    assert again.status_code == 200


async def test_skills_are_made_and_asked_for(leader: Leader) -> None:
    await leader.post(f"{SETUP}/faehigkeiten", name="Führerschein")
    skill = await Skill.get(name="Führerschein")
    assert skill.slug == "fuehrerschein"
    ausweis = leader.town.services["ausweis"]
    await leader.post(
        f"{SETUP}/faehigkeiten/zuordnungen", **{f"anliegen-{ausweis.id}": str(skill.id)}
    )
    assert (await Service.get(id=ausweis.id)).skill_id == skill.id


async def test_an_office_takes_its_own_time(leader: Leader) -> None:
    row = await ServiceAtOffice.get(
        office_id=int(leader.office), service=leader.town.services["ausweis"]
    )
    path = f"{SETUP}/dienststellen/{leader.office}/anliegen"
    refused = await leader.post(path, **{f"minuten-{row.id}": "viele"})
    assert refused.status_code == 422
    assert 'value="viele"' in refused.text
    await leader.post(path, **{f"minuten-{row.id}": "25"})
    assert (await ServiceAtOffice.get(id=row.id)).planned_minutes == 25
    await leader.post(path, **{f"minuten-{row.id}": ""})
    assert (await ServiceAtOffice.get(id=row.id)).planned_minutes == 15


async def test_who_administers_makes_accounts_and_shuts_them_out(
    leader: Leader, app: Starlette
) -> None:
    town = leader.town
    await a_person("verwaltung", Role.ADMIN, at=town.municipality)
    async with a_client(app) as browser:
        await sign_in(browser, "verwaltung")
        admin = Leader(browser, town)
        path = f"{SETUP}/konten"
        fields = {"login": "neu", "name": "Nele Neu", "rolle": "clerk"}
        weak = await admin.post(path, **fields, password="kurz")
        assert weak.status_code == 422
        assert 'href="#password"' in weak.text
        assert not await Account.exists(login="neu")
        made = await admin.post(path, **fields, password=PASSWORD, dienststelle=admin.office)
        assert "Das Konto ist angelegt" in made.text
        granted = await Grant.get(account__login="neu")
        assert (granted.role, granted.office_id) == (Role.CLERK, int(admin.office))
        account = await Account.get(login="neu")
        await admin.post(f"{path}/{account.id}/sperren")
        assert (await Account.get(login="neu")).disabled_at is not None
        await admin.post(f"{path}/{account.id}/freigaben")
        assert (await Account.get(login="neu")).disabled_at is None
        own = await Account.get(login="verwaltung")
        assert (await admin.post(f"{path}/{own.id}/sperren")).status_code == 403


async def test_a_device_is_shut_out(leader: Leader, app: Starlette) -> None:
    town = leader.town
    rathaus = int(leader.office)
    device = await register(town.municipality.id, rathaus, DeviceKind.KIOSK, "Foyer")
    await a_person("verwaltung", Role.ADMIN, at=town.municipality)
    async with a_client(app) as browser:
        await sign_in(browser, "verwaltung")
        admin = Leader(browser, town)
        assert "Foyer" in (await admin.get(f"{SETUP}/geraete")).text
        await admin.post(f"{SETUP}/geraete/{device.id}/entziehungen")
    assert await device_of(device.secret, NOW) is None
