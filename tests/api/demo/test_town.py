"""The sample town and the imported city: consistent, full of life, and brought up to date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tortoise.connection import get_connection

from api.database import DatabaseAddress
from api.demo import sample
from api.demo.clock import hour_of_start
from api.demo.founding import bring_up_to_date
from api.demo.generator import sample_town
from termin.booking import Appointment
from termin.capacity import Availability, Claim, Duty
from termin.catalogue import Line, load_view
from termin.messages import Message, MessageState
from termin.offices import Counter, Office
from termin.queue import call_next, queue_of
from termin.queue.rows import Ticket, TicketState
from termin.staff import sign_in
from tests.termin.catalogue.samples import CITY, SMALL, beside

ZONE = ZoneInfo("Europe/Berlin")
MONDAY_TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def ask(query: str) -> int:
    return int((await get_connection("default").execute_query_dict(query))[0]["n"])


def nothing(_: str) -> None:
    """Tell nobody."""


async def test_the_sample_town_is_consistent_and_alive(rows: DatabaseAddress) -> None:
    (town,) = await bring_up_to_date(sample_town(), MONDAY_TEN, nothing)
    appointments = await Appointment.all().count()
    assert appointments > 500
    assert await Claim.filter(appointment_id__isnull=False).count() == appointments
    gaps = "SELECT count(*) AS n FROM office_day d WHERE seq <> (SELECT count(*) FROM journal j"
    assert await ask(f"{gaps} WHERE j.office_day_id = d.id)") == 0
    beyond = "SELECT count(*) AS n FROM claim c JOIN duty d ON d.id = c.duty_id WHERE"
    assert await ask(f"{beyond} c.starts_at < d.starts_at OR c.ends_at > d.ends_at") == 0
    states = {ticket.state for ticket in await Ticket.all()}
    assert states >= {TicketState.WAITING, TicketState.SERVING, TicketState.FINISHED}
    counter = await Counter.get(name="1")
    assert (await queue_of(counter.office_id, MONDAY_TEN)).waiting
    await call_next(counter.id, None, MONDAY_TEN)
    assert (await sign_in("schalter1", sample.PASSWORD, MONDAY_TEN)).secret
    queued = await Message.filter(state=MessageState.QUEUED).count()
    assert 0 < queued <= 3
    assert town.slug == sample.SLUG


async def test_a_later_start_goes_on_without_doubling(rows: DatabaseAddress) -> None:
    await bring_up_to_date(sample_town(), MONDAY_TEN, nothing)
    counts = [await row.all().count() for row in (Duty, Appointment, Ticket)]
    await bring_up_to_date(sample_town(), MONDAY_TEN + timedelta(seconds=1), nothing)
    assert [await row.all().count() for row in (Duty, Appointment, Ticket)] == counts
    later = MONDAY_TEN + timedelta(days=21)
    await bring_up_to_date(sample_town(), later, nothing)
    assert await Duty.all().count() > counts[0]
    assert await Appointment.all().count() > counts[1]
    assert await Ticket.filter(office_day__date=later.date()).exists()


async def test_an_imported_city_can_be_booked(rows: DatabaseAddress) -> None:
    await _bookable(SMALL)


@pytest.mark.sample
@beside
async def test_a_real_city_can_be_booked(rows: DatabaseAddress) -> None:
    await _bookable(CITY)


async def _bookable(folder: Path) -> None:
    (town,) = await bring_up_to_date(folder, MONDAY_TEN, nothing)
    office = await Office.filter(municipality_id=town.id).order_by("id").first()
    assert office is not None
    view, availability = await load_view(town.id), Availability()
    await availability.refresh(MONDAY_TEN)
    service = view.services_at(office.id)[0]
    minutes = view.minutes(office.id, [Line(service.id)])
    on = (MONDAY_TEN + timedelta(days=1)).date()
    assert availability.starts(office.id, on, minutes, frozenset(), MONDAY_TEN)
    before = await Duty.all().count()
    await bring_up_to_date(folder, MONDAY_TEN + timedelta(days=7), nothing)
    assert await Duty.all().count() > before


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("real", "happened", "then"),
    [
        ("2026-11-20T23:50", None, "2026-11-20T10:00"),
        ("2026-11-21T08:00", None, "2026-11-23T10:00"),  # a Saturday
        ("2026-12-25T08:00", None, "2026-12-28T10:00"),  # two holidays and a Sunday
        ("2026-11-20T14:00", "2026-11-20T09:59", "2026-11-20T10:00"),
        ("2026-11-20T14:00", "2026-11-20T12:30", "2026-11-20T12:30:01"),
        ("2026-11-20T14:00", "2026-11-20T16:00", "2026-11-23T10:00"),
        ("2026-12-10T14:00", "2026-11-20T16:00", "2026-12-10T10:00"),
    ],
)
def test_it_is_ten_on_a_working_day_and_time_never_goes_back(
    real: str, happened: str | None, then: str
) -> None:
    before = None if happened is None else at(happened)
    assert hour_of_start(at(real), ZONE, "NI", before) == at(then)
