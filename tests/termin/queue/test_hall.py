"""Which desks of a hall serve."""

from __future__ import annotations

from termin.queue.hall import AtCounter, Hall, Staffed
from termin.queue.rows import TicketState
from termin.queue.waiting import Desk
from tests.termin.queue.people import at, ticket

SERVED = AtCounter(ticket("B000"), "B000", TicketState.SERVING, 1, "1", at(0), at(0), minutes=20)


def desks(*counters: int) -> tuple[Staffed, ...]:
    return tuple(Staffed(Desk(counter), at(-60)) for counter in counters)


def test_a_paused_counter_is_not_open_and_neither_is_one_on_duty_later() -> None:
    staffed = (*desks(1, 2), Staffed(Desk(3), at(30)))
    hall = Hall(staffed=staffed, paused={2: at(20)})
    assert [desk.counter for desk in hall.desks(at(0))] == [1]
    assert [desk.counter for desk in Hall(staffed=staffed).desks(at(30))] == [1, 2, 3]


def test_a_counter_where_somebody_is_served_is_open_without_a_duty() -> None:
    assert len(Hall(at_counter=(SERVED,)).desks(at(1))) == 1
    assert len(Hall(at_counter=(SERVED,), staffed=desks(1, 2)).desks(at(1))) == 2
