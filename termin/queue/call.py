"""The call: the next person goes to a counter, and no two clerks ever call the same one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from uuid import UUID

from termin.booking import states as booking
from termin.errors import CounterTaken, NotFound, QueueEmpty, WrongState
from termin.events import TicketCalled
from termin.officeday import Day, locked
from termin.offices.rows import Counter
from termin.queue.ability import ability
from termin.queue.following import follow
from termin.queue.leftover import close_leftovers, days_of_leftovers
from termin.queue.moment import moment_of
from termin.queue.order import Desk, Policy, next_of
from termin.queue.pause import days_of_pauses, end_pauses
from termin.queue.rows import Ticket, TicketState
from termin.queue.sheet import Sheet, sheet_of
from termin.queue.states import AT_COUNTER, Step
from termin.queue.step import days_of, take
from termin.queue.stint import end_parking
from termin.queue.survey import read_hall
from termin.queue.today import day_of_office
from termin.queue.wait import tell_wait

Locked = Callable[..., AbstractAsyncContextManager[tuple[Day, ...]]]


async def call_next(
    counter: int,
    account: int | None,
    now: datetime,
    *,
    policy: Policy | None = None,
    lock: Locked = locked,
) -> Sheet:
    """Call whoever is next for this counter and the clerk of this account.

    The order is the office's own unless a `policy` is given. Somebody still standing at the counter
    from an earlier day is closed first; a pause of the counter is over. `lock` is there for the
    test that shows what happens without one.

    Raises:
        NotFound: no such counter.
        CounterTaken: somebody is called to it or served at it (`number`).
        QueueEmpty: nobody waits whom it can serve (`waiting` wait for others).
        TryAgain: the day is too busy; nothing was changed.
    """
    place = await _counter(counter)
    desk = Desk(counter, await ability(place, account), place.area, place.takes_new)
    today = await day_of_office(place.office, now)
    async with lock(today, *await _earlier(counter, today)) as (day, *days):
        moment = await moment_of(day, now)
        await close_leftovers(counter, days, moment)
        await _check_free(counter)
        hall = await read_hall(today, moment)
        chosen = next_of(hall.waiting, moment, policy or hall.policy, desk)
        if chosen is None:
            raise QueueEmpty(waiting=len(hall.waiting))
        await end_pauses(counter, (day, *days), moment)
        await _call(day, await Ticket.get(id=chosen.ticket), place, account, moment)
        await tell_wait(day, moment)
    return await sheet_of(chosen.ticket)


async def call_ticket(ticket: UUID, counter: int, account: int | None, now: datetime) -> Sheet:
    """Call a chosen person: out of turn, back from parking, or once more after they were missed.

    Raises:
        NotFound: no such ticket, no such counter, or they are not of the same office.
        CounterTaken: somebody is called to the counter or served at it (`number`).
        WrongState: the person does not wait, is not parked and was not missed, or not today.
        TryAgain: the day is too busy; nothing was changed.
    """
    place = await _counter(counter)
    seen = await Ticket.get_or_none(id=ticket, office_id=place.office_id)
    if seen is None:
        raise NotFound
    today = await day_of_office(place.office, now)
    if seen.office_day_id != today:
        raise WrongState(state="past", step=Step.CALL.value)
    of_ticket = await days_of(seen)
    async with locked(today, *of_ticket, *await _earlier(counter, today)) as (day, *days):
        moment = await moment_of(day, now)
        await close_leftovers(counter, [one for one in days if one.id != today], moment)
        await _check_free(counter)
        await end_pauses(counter, (day, *days), moment)
        await _call(day, await Ticket.get(id=ticket), place, account, moment)
        await tell_wait(day, moment)
    return await sheet_of(ticket)


async def _counter(counter: int) -> Counter:
    place = await Counter.get_or_none(id=counter, retired_at=None).select_related("office")
    if place is None:
        raise NotFound
    return place


async def _earlier(counter: int, today: int) -> tuple[int, ...]:
    """Return the earlier days on which this counter left somebody or a pause behind."""
    return (await days_of_leftovers(counter, today)) + (await days_of_pauses(counter, today))


async def _check_free(counter: int) -> None:
    there = await Ticket.filter(counter_id=counter, state__in=list(AT_COUNTER)).first()
    if there is not None:
        raise CounterTaken(ticket=there.id, number=there.label, state=there.state.value)


_STEPS = {TicketState.PARKED: Step.RESUME, TicketState.MISSED: Step.RECALL}


async def _call(
    day: Day, ticket: Ticket, counter: Counter, account: int | None, now: datetime
) -> None:
    step = _STEPS.get(ticket.state, Step.CALL)
    await take(ticket, step, now)
    end_parking(ticket, now)
    ticket.counter_id = counter.id
    ticket.called_at = now
    ticket.first_called_at = ticket.first_called_at or now
    ticket.called_by = account
    ticket.arrived_at = ticket.ended_at = None
    ticket.calls = 1
    await ticket.save()
    if step is Step.RECALL:  # the person is there after all
        await follow(ticket.appointment_id, booking.Step.ARRIVE, now)
    called = TicketCalled(ticket.id, ticket.label, counter.id, counter.name, counter.waiting_room)
    await day.record(called, now)
