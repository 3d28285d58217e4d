"""What follows from a hall: outlooks and the public wait."""

from __future__ import annotations

from termin.queue.estimate import Wait
from termin.queue.hall import (
    AtCounter,
    Expected,
    Hall,
    Staffed,
    outlook,
    outlooks,
    places,
    public_wait,
)
from termin.queue.order import USUAL
from termin.queue.rows import TicketState
from termin.queue.waiting import Desk
from tests.termin.queue.people import at, booked, ticket, walk_in

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


def test_the_public_wait_is_that_of_one_more_walk_in() -> None:
    hall = Hall((walk_in("B001", 0),), (SERVED,), staffed=desks(1))
    # 15 minutes of the one served, 10 of the one who waits.
    assert public_wait(hall, at(5)) == Wait(15, 40)
    joined = Hall((*hall.waiting, walk_in("B002", 5)), (SERVED,), staffed=desks(1))
    assert outlook(joined, ticket("B002"), at(5), USUAL).wait == Wait(15, 40)


def test_nothing_is_promised_where_nobody_serves() -> None:
    hall = Hall((walk_in("B001", 0), walk_in("B002", 1)))
    seen = outlook(hall, ticket("B002"), at(5), USUAL)
    assert (seen.ahead, seen.wait) == (1, None)


def test_expected_appointments_lengthen_a_walk_in_s_wait_but_not_an_appointment_s() -> None:
    crowd = (walk_in("B001", 0, minutes=20), booked("A001", 0, 10), walk_in("B002", 1))
    hall = Hall(crowd, staffed=desks(1), expected=(Expected(at(15), 30),))
    alone = Hall(crowd, staffed=desks(1))
    now = at(5)
    assert outlook(hall, ticket("A001"), now, USUAL) == outlook(alone, ticket("A001"), now, USUAL)
    with_it, without = (outlook(h, ticket("B002"), now, USUAL).wait for h in (hall, alone))
    assert with_it is not None
    assert without is not None
    assert with_it > without


def test_everybody_who_waits_has_an_outlook_and_a_place() -> None:
    hall = Hall((walk_in("B001", 0), booked("A001", 0, 10)), staffed=desks(1))
    assert set(outlooks(hall, at(5), USUAL)) == {one.ticket for one in hall.waiting}
    assert [place.waiting.number for place in places(hall, at(5), USUAL)] == ["B001", "A001"]
