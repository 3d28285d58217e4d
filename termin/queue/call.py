"""The call: the next person goes to a counter, and no two clerks ever call the same one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from uuid import UUID

from termin.errors import CounterTaken, NotFound, QueueEmpty
from termin.events import TicketCalled
from termin.officeday import Day, locked
from termin.offices.rows import Counter
from termin.queue.ability import ability
from termin.queue.hall import Hall
from termin.queue.leftover import close_leftovers, days_of_leftovers
from termin.queue.order import USUAL, Policy, next_of
from termin.queue.rows import Ticket
from termin.queue.sheet import Sheet, sheet_of
from termin.queue.states import Step, after
from termin.queue.survey import read_hall
from termin.queue.today import day_of_office
from termin.queue.wait import tell_wait

Locked = Callable[..., AbstractAsyncContextManager[tuple[Day, ...]]]


async def call_next(
    counter: int,
    account: int | None,
    now: datetime,
    *,
    policy: Policy = USUAL,
    lock: Locked = locked,
) -> Sheet:
    """Call whoever is next for this counter and the clerk of this account.

    Somebody still standing at the counter from an earlier day is closed first. `lock` is there for
    the test that shows what happens without one.

    Raises:
        NotFound: no such counter.
        CounterTaken: somebody is called to it or served at it (`number`).
        QueueEmpty: nobody waits whom it can serve (`waiting` wait for others).
    """
    place = await Counter.get_or_none(id=counter, retired_at=None).select_related("office")
    if place is None:
        raise NotFound
    able = await ability(place, account)
    today = await day_of_office(place.office, now)
    earlier = await days_of_leftovers(counter, today)
    async with lock(today, *earlier) as (day, *days):
        await close_leftovers(counter, days, now)
        hall = await read_hall(today, now)
        _check_free(hall, counter)
        chosen = next_of(hall.waiting, now, policy, able)
        if chosen is None:
            raise QueueEmpty(waiting=len(hall.waiting))
        await _call(day, chosen.ticket, place, account, now)
        await tell_wait(day, now)
    return await sheet_of(chosen.ticket)


def _check_free(hall: Hall, counter: int) -> None:
    for one in hall.at_counter:
        if one.counter == counter:
            raise CounterTaken(number=one.number, state=one.state.value)


async def _call(
    day: Day, ticket_id: UUID, counter: Counter, account: int | None, now: datetime
) -> None:
    ticket = await Ticket.get(id=ticket_id)
    ticket.state = after(ticket.state, Step.CALL)
    ticket.counter_id = counter.id
    ticket.called_at = now
    ticket.called_by = account
    ticket.calls = 1
    await ticket.save()
    called = TicketCalled(ticket.id, ticket.label, counter.id, counter.name, counter.waiting_room)
    await day.record(called, now)
