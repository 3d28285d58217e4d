"""What a week will bring is the mean of its weekdays, and at least what is booked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termin.planning.demand import STEP, STEPS, Work, demand_of
from termin.planning.loading import load_demand
from termin.queue.rows import Ticket, TicketLine, TicketState
from tests.town import MONDAY, NOW, Town, local

PLAIN: frozenset[int] = frozenset()
KFZ = frozenset({7})
LAST, BEFORE = MONDAY - timedelta(days=7), MONDAY - timedelta(days=14)
NINE = 9 * 60 // STEP


def test_the_usual_is_the_mean_over_past_days_of_the_weekday() -> None:
    past = [Work(1, LAST, 545, PLAIN, 20), Work(1, LAST, 565, PLAIN, 10)]
    demand = demand_of(past, [(1, LAST), (1, BEFORE)], [], [MONDAY])
    assert demand.of(1, MONDAY, PLAIN).usual[NINE] == 15
    assert demand.weeks[1, MONDAY] == 2


def test_a_holiday_teaches_nothing() -> None:
    past = [Work(1, LAST, 540, PLAIN, 30), Work(1, BEFORE, 540, PLAIN, 99)]
    assert demand_of(past, [(1, LAST)], [], [MONDAY]).of(1, MONDAY, PLAIN).usual[NINE] == 30


def test_groups_and_offices_are_told_apart() -> None:
    past = [Work(1, LAST, 540, PLAIN, 30), Work(1, LAST, 540, KFZ, 40), Work(2, LAST, 540, KFZ, 5)]
    demand = demand_of(past, [(1, LAST), (2, LAST)], [], [MONDAY])
    assert demand.of(1, MONDAY, KFZ).usual[NINE] == 40
    assert demand.of(2, MONDAY, PLAIN).usual[NINE] == 0
    assert demand.groups() == (PLAIN, KFZ)


def test_what_is_booked_is_part_of_the_usual_and_at_least_that_comes() -> None:
    past = [Work(1, LAST, 540, PLAIN, 30), Work(1, LAST, 570, PLAIN, 30)]
    booked = [Work(1, MONDAY, 540, PLAIN, 20), Work(1, MONDAY, 570, PLAIN, 45)]
    curve = demand_of(past, [(1, LAST)], booked, [MONDAY]).of(1, MONDAY, PLAIN)
    assert (curve.expected[NINE], curve.expected[NINE + 1]) == (30, 45)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 1439), st.integers(1, 90)), max_size=30)
)
def test_all_work_of_known_days_is_shared_out_and_nothing_else(
    found: list[tuple[int, int, int]],
) -> None:
    days = [MONDAY - timedelta(days=ahead + 1) for ahead in range(14)]
    past = [Work(1, MONDAY - timedelta(days=d), m, PLAIN, n) for d, m, n in found]
    week = [MONDAY + timedelta(days=ahead) for ahead in range(7)]
    demand = demand_of(past, [(1, on) for on in days], [], week)
    total = sum(sum(demand.of(1, on, PLAIN).usual) for on in week)
    assert total == pytest.approx(sum(w.minutes for w in past if w.on in days) / 2)
    assert all(len(curve.usual) == STEPS for curve in demand.curves.values())


async def test_demand_is_read_from_tickets_and_appointments(town: Town) -> None:
    past = date(2026, 11, 16)
    walked_in = await _ticket(town, past, "09:10", "zulassung", 30, served=45)
    await _ticket(town, past, "09:40", "ausweis", 15)
    await town.duty("1", "ada")
    await town.book(local(MONDAY, "10:00"))
    demand = await load_demand([town.offices["rathaus"]], MONDAY, NOW.date())
    office, kfz = town.offices["rathaus"].id, frozenset({town.skills["kfz"].id})
    assert walked_in.state is TicketState.FINISHED
    assert demand.weeks[office, MONDAY] == 1
    assert demand.of(office, MONDAY, kfz).usual[NINE] == 45
    assert demand.of(office, MONDAY, PLAIN).usual[NINE + 1] == 15
    assert demand.of(office, MONDAY, PLAIN).booked[10 * 60 // STEP] == 15


async def _ticket(
    town: Town, on: date, clock: str, service: str, minutes: int, served: float | None = None
) -> Ticket:
    from termin.officeday import day_of

    office = town.offices["rathaus"].id
    day = await day_of(office, town.municipality.id, on)
    came = local(on, clock)
    ticket = await Ticket.create(
        municipality=town.municipality,
        office_id=office,
        office_day_id=day,
        letter="B",
        number=await Ticket.all().count() + 1,
        secret_hash="x",
        state=TicketState.FINISHED,
        channel="kiosk",
        drawn_at=came,
        came_at=came,
        served_minutes=served,
    )
    await TicketLine.create(ticket=ticket, service=town.services[service], minutes=minutes)
    return ticket
