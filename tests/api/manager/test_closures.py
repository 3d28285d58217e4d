"""Closing an office: told before it is done, decided, applied, and taken back."""

from __future__ import annotations

import httpx
from starlette.applications import Starlette

from termin.booking import Appointment
from termin.capacity import Segment
from termin.offices import Closure
from tests.api.citizen.walk import first
from tests.api.manager.conftest import Leader
from tests.town import MONDAY, NOW, local

CLOSURES = "/amt/einrichtung/schliessungen"


async def enter(leader: Leader, **fields: str) -> httpx.Response:
    whole = {
        "dienststelle": leader.office,
        "von_tag": MONDAY.isoformat(),
        "von_zeit": "",
        "bis_tag": "",
        "bis_zeit": "",
        "grund": "Personalversammlung",
    }
    return await leader.post(CLOSURES, **{**whole, **fields})


def stand(page: httpx.Response) -> str:
    return first(r'name="stand" value="([^"]*)"', page.text)


async def test_nothing_is_entered_before_it_is_confirmed(leader: Leader) -> None:
    await leader.town.duty("1", "ada")
    page = await enter(leader, von_zeit="10:00", bis_zeit="11:00")
    assert "Kein Termin ist betroffen" in page.text
    assert not await Closure.exists()
    done = await enter(
        leader, von_zeit="10:00", bis_zeit="11:00", bestaetigt="ja", stand=stand(page)
    )
    assert "Die Schließung ist eingetragen" in done.text
    assert "Leitung Beispiel" in done.text
    assert {part.starts_at for part in await Segment.all()} == {
        local(MONDAY, "08:00"),
        local(MONDAY, "11:00"),
    }


async def test_a_booked_appointment_is_moved_before_the_office_closes(
    leader: Leader, app: Starlette
) -> None:
    await leader.town.duty("1", "ada")
    booked = await leader.town.book(local(MONDAY, "08:00"))
    await app.state.house.availability.refresh(NOW)
    page = await enter(leader, bis_zeit="09:00")
    assert "Ein Termin verliert seine Zeit" in page.text
    later = first(rf'name="termin-{booked.id}"\s+value="(\d+@[^"]+)"', page.text)
    assert local(MONDAY, "09:00").isoformat() in later
    choice = {f"termin-{booked.id}": later}
    done = await enter(leader, bis_zeit="09:00", bestaetigt="ja", stand=stand(page), **choice)
    assert "Ein Termin wurde verlegt oder abgesagt" in done.text
    assert (await Appointment.get(id=booked.id)).starts_at == local(MONDAY, "09:00")


async def test_the_whole_town_closes_and_opens_again(leader: Leader, app: Starlette) -> None:
    await leader.town.duty("1", "ada")
    await leader.town.duty("N1", "dora")
    page = await enter(leader, dienststelle="alle")
    await enter(leader, dienststelle="alle", bestaetigt="ja", stand=stand(page))
    assert not await Segment.exists()
    closure = await Closure.get()
    opened = await leader.post(f"{CLOSURES}/{closure.id}/aufhebungen")
    assert "wieder buchbar" in opened.text
    assert await Segment.all().count() == 2
    rathaus = leader.town.offices["rathaus"]
    assert app.state.house.availability.starts(rathaus.id, MONDAY, 15, frozenset(), NOW)


async def test_a_closure_that_stopped_half_way_is_finished(leader: Leader) -> None:
    await leader.town.duty("1", "ada")
    closure = await Closure.create(
        municipality=leader.town.municipality,
        starts_at=local(MONDAY, "00:00"),
        ends_at=local(MONDAY, "10:00"),
        reason="Sturm",
    )
    page = await leader.get(f"{CLOSURES}/{closure.id}")
    assert "gilt die Schließung noch nicht" in page.text
    path = f"{CLOSURES}/{closure.id}/fortsetzungen"
    await leader.post(path, stand=stand(page))
    assert (
        "gilt die Schließung noch nicht" not in (await leader.get(f"{CLOSURES}/{closure.id}")).text
    )
    assert (await Segment.get()).starts_at == local(MONDAY, "10:00")


async def test_what_is_wrong_with_a_closure_is_said(leader: Leader) -> None:
    page = await enter(leader, dienststelle="", von_tag="2026-13-01", grund="")
    assert page.status_code == 422
    for field in ("dienststelle", "von_tag", "grund"):
        assert f'href="#{field}"' in page.text
    assert "schon vorbei" in (await enter(leader, von_tag="2026-11-19")).text
    assert "nach dem Beginn" in (await enter(leader, von_zeit="10:00", bis_zeit="09:00")).text


async def test_holidays_are_shown(leader: Leader) -> None:
    assert "Heilige Drei Könige" in (await leader.get(CLOSURES)).text
