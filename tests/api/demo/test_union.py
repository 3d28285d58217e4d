"""The union in the database: every municipality works, and a city of any size is put in quickly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest

from api.clock import real_now
from api.database import DatabaseAddress
from api.demo import sample
from api.demo.addresses import told
from api.demo.casting import cast
from api.demo.founding import bring_up_to_date, found
from api.demo.generator import city, sample_town, sample_union
from api.demo.player.script import read_script
from termin.booking import Appointment
from termin.capacity import Availability, Duty
from termin.catalogue import Line, load_view
from termin.offices import Counter, Municipality, Office, OfficeKind
from termin.queue.rows import Ticket
from termin.staff import sign_in
from termin.staff.rows import Account

MONDAY_TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)


def nothing(_: str) -> None:
    """Tell nobody."""


async def test_all_municipalities_are_at_work_each_with_its_own(
    rows: DatabaseAddress, tmp_path: Path
) -> None:
    towns = await bring_up_to_date(sample_union(), MONDAY_TEN, nothing)
    assert [town.slug for town in towns] == ["amselbrueck", "lerchenhude", "stieglitzau"]
    for town in towns:
        assert await Appointment.filter(municipality_id=town.id).count() > 50
        assert await Ticket.filter(municipality_id=town.id).exists()
    for login in ("schalter1", "lerchenhude-schalter", "stieglitzau-leitung", "bus"):
        assert (await sign_in(login, sample.PASSWORD, MONDAY_TEN)).secret
    await cast(towns, MONDAY_TEN, real_now(), tmp_path)
    stages = read_script(tmp_path).stages
    assert {stage.town for stage in stages} == {town.slug for town in towns}
    played = {shift.login for stage in stages for shift in stage.shifts}
    assert {"lerchenhude-schalter2", "bus", "video"} <= played
    assert "lerchenhude-schalter" not in played
    assert "lerchenhude-leitung" in told("http://x", towns)
    await _bus_and_video(towns[0])
    counts = [await row.all().count() for row in (Duty, Appointment, Account, Ticket)]
    later = MONDAY_TEN + timedelta(seconds=1)
    assert await bring_up_to_date(sample_union(), later, nothing) == towns
    assert [await row.all().count() for row in (Duty, Appointment, Account, Ticket)] == counts


async def _bus_and_video(town: Municipality) -> None:
    stops = await Office.filter(municipality_id=town.id, kind=OfficeKind.STOP)
    duties = await Duty.filter(office_id__in=[one.id for one in stops]).order_by("starts_at")
    assert {duty.office_id for duty in duties} == {one.id for one in stops}
    for one, other in pairwise(duties):
        assert other.starts_at - one.ends_at >= timedelta(minutes=30)
    room = await Office.get(municipality_id=town.id, kind=OfficeKind.VIRTUAL)
    assert await Appointment.filter(office_id=room.id).exists()
    assert not await Ticket.filter(office_id=room.id, appointment_id=None).exists()


@pytest.mark.parametrize(("offices", "counters"), [(1, 1), (20, 100)])
async def test_a_city_of_any_size_can_be_booked_after_seconds(
    rows: DatabaseAddress, offices: int, counters: int
) -> None:
    plan = city(5, offices=offices, counters=counters, horizon_days=28)
    started = monotonic()
    (town,) = await found(plan, MONDAY_TEN)
    assert monotonic() - started < 60
    assert await Counter.filter(municipality_id=town.id).count() == counters
    office = await Office.get(municipality_id=town.id, external_id="amt-1")
    view, availability = await load_view(town.id), Availability()
    await availability.refresh(MONDAY_TEN)
    on = (MONDAY_TEN + timedelta(days=1)).date()
    for service in view.services_at(office.id):
        line = [Line(service.id)]
        minutes, skills = view.minutes(office.id, line), view.required_skills(line)
        assert availability.starts(office.id, on, minutes, skills, MONDAY_TEN), service.name


async def test_a_demo_that_was_the_town_alone_gets_its_neighbours(rows: DatabaseAddress) -> None:
    (alone,) = await found(sample_town(), MONDAY_TEN)
    town, *villages = await bring_up_to_date(sample_union(), MONDAY_TEN, nothing)
    assert town == alone
    assert len(villages) == 2
    assert not await Office.filter(municipality_id=town.id, kind=OfficeKind.STOP).exists()
