"""Two clerks do something with one person, or at one counter, at once: one of them is first.

Each race is run over real connections, and again without the lock, where both read before either
writes and the clash is seen.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from termin import queue
from termin.journal import of_day
from termin.queue import Sheet, TicketState
from termin.queue.rows import Pause, Ticket
from tests.races.unlocked import at_once, together, unlock
from tests.termin.queue.hall_town import call, check_board, clock, serving, walk_in
from tests.town import Town

pytestmark = pytest.mark.races

# The package has functions of the same names as some of its modules.
calls, pauses, steps = (import_module(f"termin.queue.{name}") for name in ("call", "pause", "step"))

AT = clock("09:10")


async def kinds(day: int) -> list[str]:
    """What happened with people, in order."""
    return [one.kind for one in await of_day(day) if one.kind.startswith("ticket-")]


# Two clerks take back the same step


async def two_undo(town: Town) -> tuple[int, list[str]]:
    sheet = await serving(town, "1", "09:00")
    await queue.finish(sheet.id, AT)
    done, _ = await at_once(queue.undo(sheet.id, AT), queue.undo(sheet.id, AT))
    return len(done), await kinds(sheet.office_day)


async def test_a_step_is_taken_back_once(town: Town) -> None:
    done, happened = await two_undo(town)
    assert (done, happened.count("ticket-restored")) == (1, 1)


async def test_without_the_lock_it_is_taken_back_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = await serving(town, "1", "09:00")
    await queue.finish(sheet.id, AT)
    unlock(monkeypatch, steps)
    done, _ = await at_once(queue.undo(sheet.id, AT), queue.undo(sheet.id, AT))
    assert len(done) == 2
    assert (await kinds(sheet.office_day)).count("ticket-restored") == 2


# Two clerks call the same chosen person


async def two_call(town: Town, ticket: Any) -> tuple[list[object], list[BaseException]]:
    counters = [town.counters[name].id for name in ("1", "2")]
    return await at_once(*(queue.call_ticket(ticket, one, None, AT) for one in counters))


@pytest.mark.parametrize("state", ["waiting", "missed", "parked"])
async def test_a_chosen_person_is_called_to_one_counter(town: Town, state: str) -> None:
    ticket = await somebody(town, state)
    done, clashes = await two_call(town, ticket)
    assert (len(done), len(clashes)) == (1, 1)
    (called,) = done
    assert isinstance(called, Sheet)
    assert await queue.sheet_of(ticket) == called
    await check_board(called.office_day)


async def test_without_the_lock_a_chosen_person_is_called_to_both(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await somebody(town, "missed")
    unlock(monkeypatch, calls)
    together(monkeypatch, calls, "take", 2)  # both have read the ticket
    done, _ = await two_call(town, ticket)
    assert len(done) == 2
    row = await Ticket.get(id=ticket)
    assert (await kinds(row.office_day_id)).count("ticket-called") == 3


async def somebody(town: Town, state: str) -> Any:
    """Somebody who waits, was missed or is parked, with nobody at counters 1 and 2."""
    if state == "waiting":
        return (await walk_in(town, "09:00")).id
    if state == "parked":
        return (await queue.park((await serving(town, "3", "09:00")).id, clock("09:01"))).id
    await walk_in(town, "09:00")
    return (await queue.miss((await call(town, "3", "09:00")).id, clock("09:01"))).id


# Two clerks call two chosen people to one counter


async def test_a_counter_gets_one_of_two_chosen_people(town: Town) -> None:
    tickets = [(await walk_in(town, "09:00")).id for _ in range(2)]
    counter = town.counters["1"].id
    done, clashes = await at_once(*(queue.call_ticket(one, counter, None, AT) for one in tickets))
    assert (len(done), [type(one).__name__ for one in clashes]) == (1, ["CounterTaken"])


async def test_without_the_lock_the_constraint_keeps_the_second_away(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [(await walk_in(town, "09:00")).id for _ in range(2)]
    counter = town.counters["1"].id
    unlock(monkeypatch, calls)
    done, clashes = await at_once(*(queue.call_ticket(one, counter, None, AT) for one in tickets))
    # Which of the two sees it first, Python's check or the database, is up to chance.
    assert len(done) == 1
    assert len(clashes) == 1


# Two clerks forward the same person


async def two_forward(town: Town, ticket: Any) -> list[object]:
    counters = [town.counters[name].id for name in ("2", "3")]
    done, _ = await at_once(*(queue.forward(ticket, AT, counter=one) for one in counters))
    return done


async def test_of_two_forwards_the_later_holds_and_both_are_told(town: Town) -> None:
    """Somebody who waits may be sent on again: the second is a second step, not a clash."""
    sheet = await serving(town, "1", "09:00")
    assert len(await two_forward(town, sheet.id)) == 2
    row = await Ticket.get(id=sheet.id)
    events = [one for one in await of_day(sheet.office_day) if one.kind == "ticket-forwarded"]
    assert [one.facts["counter"] for one in events][-1] == row.for_counter_id
    assert row.served_minutes == 10, "served once"
    undone = await queue.undo(sheet.id, AT)
    assert undone.state is TicketState.WAITING
    assert undone.for_counter == events[0].facts["counter"], "the first forward stands again"
    await check_board(sheet.office_day)


async def test_without_the_lock_the_later_forward_forgets_the_first(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = await serving(town, "1", "09:00")
    unlock(monkeypatch, steps)
    assert len(await two_forward(town, sheet.id)) == 2
    monkeypatch.undo()
    undone = await queue.undo(sheet.id, AT)
    assert undone.state is TicketState.SERVING, "as if there had been one forward only"


# A pause and a call


async def pause_and_call(town: Town) -> tuple[list[object], list[BaseException]]:
    counter = town.counters["1"].id
    until = AT + timedelta(minutes=5)
    return await at_once(queue.pause(counter, None, until, AT), queue.call_next(counter, None, AT))


async def test_a_pause_and_a_call_come_one_after_the_other(town: Town) -> None:
    """Called first, the pause is announced while serving; paused first, the call ends it."""
    await walk_in(town, "09:00")
    done, clashes = await pause_and_call(town)
    assert (len(done), clashes) == (2, [])
    day = (await queue.queue_of(town.offices["rathaus"].id, AT)).office_day
    order = [one.kind for one in await of_day(day) if one.kind.startswith(("counter-", "ticket-c"))]
    paused = await Pause.filter(ended_at=None).exists()
    assert order in (
        [["counter-paused", "counter-resumed", "ticket-called"]]
        if not paused
        else [["ticket-called", "counter-paused"]]
    )


async def test_two_pauses_at_once_are_one(town: Town) -> None:
    counter, until = town.counters["1"].id, AT + timedelta(minutes=5)
    done, clashes = await at_once(*(queue.pause(counter, account, until, AT) for account in (1, 2)))
    assert (len(done), clashes) == (2, [])
    assert await Pause.all().count() == 1


async def test_without_the_lock_the_second_pause_clashes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlock(monkeypatch, pauses)
    counter, until = town.counters["1"].id, AT + timedelta(minutes=5)
    _, clashes = await at_once(*(queue.pause(counter, account, until, AT) for account in (1, 2)))
    assert [type(one) for one in clashes] == [IntegrityError]
