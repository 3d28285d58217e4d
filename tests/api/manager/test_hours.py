"""Changing the weekly hours: previewed, decided, and cut into what is published."""

from __future__ import annotations

from datetime import timedelta

import httpx
from starlette.applications import Starlette

from termin.booking import Appointment, AppointmentState
from termin.capacity import Segment
from termin.offices import week_of
from tests.api.citizen.walk import first
from tests.api.manager.conftest import Leader
from tests.town import MONDAY, NOW, local


async def change(leader: Leader, opens: str, closes: str = "18:00", **more: str) -> httpx.Response:
    week = {f"tag-{day}-1-von": opens for day in range(5)}
    week |= {f"tag-{day}-1-bis": closes for day in range(5)}
    path = f"/amt/einrichtung/dienststellen/{leader.office}/zeiten"
    return await leader.post(path, **{"gilt_ab": MONDAY.isoformat(), **week, **more})


async def test_the_form_shows_the_present_week(leader: Leader) -> None:
    page = await leader.get(f"/amt/einrichtung/dienststellen/{leader.office}/zeiten")
    assert page.text.count('value="08:00"') == 5


async def test_new_hours_ask_about_whom_they_strand(leader: Leader, app: Starlette) -> None:
    await leader.town.duty("1", "ada")
    before = await leader.town.duty("1", "ada", on=MONDAY - timedelta(days=3))
    booked = await leader.town.book(local(MONDAY, "08:00"))
    await app.state.house.availability.refresh(NOW)
    page = await change(leader, "09:00")
    assert "Ein Termin verliert seine Zeit" in page.text
    assert len(await week_of(int(leader.office))) == 5
    stand = first(r'name="stand" value="([^"]*)"', page.text)
    sure = {"bestaetigt": "ja", "stand": stand}
    undecided = await change(leader, "09:00", **sure)
    assert undecided.status_code == 422
    done = await change(leader, "09:00", **sure, **{f"termin-{booked.id}": "absagen"})
    assert "gespeichert" in done.text
    assert (await Appointment.get(id=booked.id)).state is AppointmentState.CANCELLED
    parts = await Segment.filter(starts_at__gte=local(MONDAY, "00:00"))
    assert [part.starts_at for part in parts] == [local(MONDAY, "09:00")]
    untouched = await Segment.get(duty_id=before.id)
    assert untouched.starts_at == local(MONDAY - timedelta(days=3), "08:00")
    week = await week_of(int(leader.office))
    assert {row.valid_until for row in week} == {None, MONDAY - timedelta(days=1)}


async def test_longer_hours_open_what_was_outside(leader: Leader, app: Starlette) -> None:
    await leader.town.duty("1", "ada", hours=("07:00", "09:00"))
    page = await change(leader, "07:00")
    stand = first(r'name="stand" value="([^"]*)"', page.text)
    await change(leader, "07:00", bestaetigt="ja", stand=stand)
    starts = app.state.house.availability.starts(int(leader.office), MONDAY, 15, frozenset(), NOW)
    assert starts[0] == local(MONDAY, "07:00")


async def test_a_week_that_cannot_be_is_refused_field_by_field(leader: Leader) -> None:
    page = await change(leader, "19:00")
    assert page.status_code == 422
    assert 'href="#tag-0-1-von"' in page.text
    assert 'value="19:00"' in page.text
    early = await change(leader, "08:00", gilt_ab="2026-11-01")
    assert "heute oder einen späteren Tag" in early.text


async def test_a_form_with_nothing_in_it_is_asked_for_again(leader: Leader) -> None:
    path = f"/amt/einrichtung/dienststellen/{leader.office}/zeiten"
    page = await leader.post(path)
    assert page.status_code == 422
    assert 'href="#gilt_ab"' in page.text
