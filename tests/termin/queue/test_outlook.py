"""What follows from a hall: outlooks and the public wait."""

from __future__ import annotations

from dataclasses import replace

from termin.queue.hall import AtCounter, Expected, Hall, Staffed
from termin.queue.order import USUAL, Rule
from termin.queue.outlook import outlook, outlooks, places, public_wait, reasons
from termin.queue.rows import TicketState
from termin.queue.waiting import Desk
from tests.termin.queue.people import at, booked, changed, ticket, walk_in

SERVED = AtCounter(ticket("B000"), "B000", TicketState.SERVING, 1, "1", at(0), at(0), minutes=20)


def desks(*counters: int) -> tuple[Staffed, ...]:
    return tuple(Staffed(Desk(counter), at(-60)) for counter in counters)


def test_the_public_wait_is_that_of_one_more_walk_in() -> None:
    hall = Hall((walk_in("B001", 0),), (SERVED,), staffed=desks(1))
    said = public_wait(hall, at(5))
    joined = Hall((*hall.waiting, walk_in("B002", 5)), (SERVED,), staffed=desks(1))
    assert said == outlook(joined, ticket("B002"), at(5), USUAL).wait
    # About 15 minutes of the one served and 10 of the one who waits.
    assert said is not None
    assert said.low < 25 < said.high


def test_nothing_is_promised_where_nobody_serves() -> None:
    hall = Hall((walk_in("B001", 0), walk_in("B002", 1)))
    seen = outlook(hall, ticket("B002"), at(5), USUAL)
    assert (seen.ahead, seen.wait, seen.earliest) == (1, None, None)
    assert public_wait(hall, at(5)) is None


def test_a_desk_that_opens_soon_is_waited_for() -> None:
    hall = Hall((walk_in("B001", 0),), staffed=(Staffed(Desk(1), at(20)),))
    wait = outlook(hall, ticket("B001"), at(0), USUAL).wait
    assert wait is not None
    assert wait.low == 20
    later = Hall((walk_in("B001", 0),), staffed=(Staffed(Desk(1), at(200)),))
    assert public_wait(later, at(0)) is None


def test_who_is_sent_where_nobody_serves_is_promised_nothing() -> None:
    hall = Hall((changed(walk_in("B001", 0), area="Kasse"),), staffed=desks(1))
    assert outlook(hall, ticket("B001"), at(0), USUAL).wait is None


def test_a_pause_and_a_closing_desk_are_reckoned_with() -> None:
    crowd = tuple(walk_in(f"B{number:03d}", number) for number in range(12))
    usual = Hall(crowd, staffed=desks(1, 2))
    paused = replace(usual, paused={2: at(30)})
    closing = Hall(crowd, staffed=(*desks(1), Staffed(Desk(2), at(-60), at(15)), *desks(3)))
    three = Hall(crowd, staffed=desks(1, 2, 3))
    last = ticket("B011")
    base, longer = (outlook(one, last, at(12), USUAL).wait for one in (usual, paused))
    assert base is not None
    assert longer is not None
    assert base < longer
    open_all, closed = (outlook(one, last, at(12), USUAL).wait for one in (three, closing))
    assert open_all is not None
    assert closed is not None
    assert open_all < closed


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


def test_nobody_is_told_that_they_may_leave_until_after_their_turn() -> None:
    crowd = tuple(walk_in(f"B{number:03d}", number) for number in range(9))
    hall = Hall(crowd, (SERVED,), staffed=desks(1, 2))
    for one in outlooks(hall, at(9), USUAL).values():
        assert one.wait is not None
        assert one.earliest is not None
        assert at(9) <= one.earliest <= at(9 + one.wait.low)


def test_who_cannot_be_called_by_the_same_desks_is_not_ahead() -> None:
    crowd = (walk_in("B001", 0, 7), walk_in("B002", 1, 8), walk_in("B003", 2, 7))
    staffed = (
        Staffed(Desk(1, frozenset({7})), at(-60)),
        Staffed(Desk(2, frozenset({8})), at(-60)),
    )
    assert outlook(Hall(crowd, staffed=staffed), ticket("B003"), at(5), USUAL).ahead == 1


def test_everybody_who_waits_has_an_outlook_and_a_place() -> None:
    hall = Hall((walk_in("B001", 0), booked("A001", 0, 10)), staffed=desks(1))
    assert set(outlooks(hall, at(5), USUAL)) == {one.ticket for one in hall.waiting}
    assert [place.waiting.number for place in places(hall, at(5), USUAL)] == ["B001", "A001"]


def test_a_place_is_explained_by_its_own_rule_and_by_those_of_who_comes_first() -> None:
    crowd = (walk_in("B001", 0), walk_in("B002", 1), booked("A001", 2, 4))
    own, before = reasons(Hall(crowd, staffed=desks(1)), ticket("B002"), at(5), USUAL)
    assert own is not None
    assert own.rule is Rule.WALK_IN
    assert [(one.number, one.rule) for one in before] == [
        ("A001", Rule.DUE),
        ("B001", Rule.WALK_IN),
    ]
    assert reasons(Hall(), ticket("B009"), at(5), USUAL) == (None, ())


def test_asking_for_the_public_first_changes_nothing_for_anybody() -> None:
    crowd = (walk_in("B001", 0), booked("A001", 2, 4), booked("A002", 2, 40), walk_in("B002", 3))
    asked, fresh = (Hall(crowd, (SERVED,), staffed=desks(1, 2)) for _ in range(2))
    assert public_wait(asked, at(5)) is not None
    assert asked.played
    for one in crowd:
        seen = outlook(asked, one.ticket, at(5), USUAL)
        assert seen == outlook(fresh, one.ticket, at(5), USUAL)
