"""Many at once: each person is called by one counter, and each number is given once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import pytest
from tortoise.transactions import in_transaction

from termin import queue
from termin.errors import Refusal
from termin.officeday import Day, OfficeDay, locked
from termin.offices.rows import Counter
from termin.queue.call import Locked
from termin.queue.rows import Ticket, TicketState
from tests.termin.queue.hall_town import clock, walk_in
from tests.town import Town

pytestmark = pytest.mark.races

COUNTERS = 8


@asynccontextmanager
async def unlocked(*days: int) -> AsyncIterator[tuple[Day, ...]]:
    """The same transaction as `locked`, without its lock."""
    async with in_transaction():
        rows = await OfficeDay.filter(id__in=days).select_related("office")
        yield tuple(
            Day(row.id, row.municipality_id, row.office_id, row.date, ZoneInfo("Europe/Berlin"))
            for row in rows
        )


async def rush(town: Town, lock: Locked, people: int) -> list[str]:
    """Let eight counters call at once; return the numbers that were called, refusals left out."""
    office = town.offices["rathaus"]
    made = [
        await Counter.create(municipality=town.municipality, office=office, name=f"R{n}")
        for n in range(COUNTERS)
    ]
    for _ in range(people):
        await walk_in(town, "09:00")
    calls = (queue.call_next(counter.id, None, clock("09:05"), lock=lock) for counter in made)
    answers = await asyncio.gather(*calls, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, Refusal):
            raise answer
    return [answer.number for answer in answers if isinstance(answer, queue.Sheet)]


async def test_eight_counters_call_eight_different_people(town: Town) -> None:
    numbers = await rush(town, locked, 12)
    assert sorted(numbers) == [f"B{n:03d}" for n in range(1, COUNTERS + 1)]
    at_counters = await Ticket.filter(state=TicketState.CALLED)
    assert len({ticket.counter_id for ticket in at_counters}) == COUNTERS


async def test_without_the_lock_counters_fall_over_each_other(town: Town) -> None:
    """Several choose the same person: they call them twice, or find them gone."""
    numbers = await rush(town, unlocked, 12)
    assert len(set(numbers)) < COUNTERS


async def test_with_too_few_people_the_rest_are_told_that_nobody_waits(town: Town) -> None:
    assert sorted(await rush(town, locked, 3)) == ["B001", "B002", "B003"]


async def test_fifty_numbers_drawn_at_once_have_no_gap(town: Town) -> None:
    drawn = await asyncio.gather(*(walk_in(town, "09:00") for _ in range(50)))
    assert sorted(one.number for one in drawn) == [f"B{n:03d}" for n in range(1, 51)]
    assert sorted(one.ahead for one in drawn) == list(range(50))
    assert len({one.secret for one in drawn}) == 50


async def test_one_code_scanned_by_many_at_once_is_one_ticket(town: Town) -> None:
    await town.duty("1", "ada")
    appointment = await town.book(clock("10:00"))
    drawn = await asyncio.gather(
        *(queue.check_in(appointment.code, clock("09:45")) for _ in range(10))
    )
    assert len({one.id for one in drawn}) == 1
    assert sum(one.secret is not None for one in drawn) == 1


async def test_a_person_leaving_and_a_call_at_once_end_in_one_of_the_two(town: Town) -> None:
    drawn = await walk_in(town, "09:00")
    answers = await asyncio.gather(
        queue.withdraw(drawn.id, clock("09:01")),
        queue.call_next(town.counters["1"].id, None, clock("09:01")),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, queue.Sheet) for answer in answers) == 1
