"""An appointment is said to lose its place only where no arrangement of the day has room."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from api.planning.facts import PromiseFacts, does
from api.planning.keeping import unplaced
from termin.capacity.skills import Able
from termin.planning.plan import PlannedDuty
from tests.api.planning.weeks import OFFICE, clerk, counter, promise, week
from tests.town import MONDAY

ABLE: tuple[Able, ...] = (None, frozenset({7, 8}), frozenset({7, 9}), frozenset())


def duty(number: int, start: int = 480, end: int = 720) -> PlannedDuty:
    return PlannedDuty(OFFICE, MONDAY, number, start, end, number)


def lost(
    able: tuple[Able, ...], promises: list[PromiseFacts], duties: list[PlannedDuty]
) -> list[PromiseFacts]:
    counters = [counter(number, one) for number, one in enumerate(able)]
    facts = week(counters=counters, clerks=[clerk(n) for n in range(len(able))], promises=promises)
    return unplaced(facts.offices[0], duties, MONDAY)


def test_who_is_placed_makes_room_for_whom_only_their_counter_can_serve() -> None:
    able = (frozenset({7, 8}), frozenset({7, 9}))
    wanted = [promise(540, 570, frozenset({7})), promise(540, 570, frozenset({8}))]
    for order in (wanted, wanted[::-1]):
        assert lost(able, order, [duty(0), duty(1)]) == []


def test_who_has_no_duty_for_all_their_time_loses_it() -> None:
    wanted = [promise(540, 570), promise(570, 600)]
    assert lost((None,), wanted, [duty(0, 480, 590)]) == [wanted[1]]
    assert lost((None,), wanted, [duty(0, 480, 590), duty(0, 590, 720)]) == [wanted[1]]


def test_a_clerk_who_has_not_learned_it_is_no_help() -> None:
    wanted = [promise(540, 570, frozenset({7}))]
    facts = week(counters=[counter(0)], clerks=[clerk(0, frozenset({8}))], promises=wanted)
    assert unplaced(facts.offices[0], [duty(0)], MONDAY) == wanted


TIMES = st.tuples(st.integers(0, 12), st.integers(1, 6))


@given(
    st.lists(st.tuples(TIMES, st.sampled_from([(), (7,), (8,), (9,)])), max_size=5),
    st.lists(TIMES, min_size=len(ABLE), max_size=len(ABLE)),
)
def test_somebody_is_lost_exactly_where_no_assignment_keeps_all(
    asked: list[tuple[tuple[int, int], tuple[int, ...]]], shifts: list[tuple[int, int]]
) -> None:
    promises = [
        promise(480 + 10 * start, 480 + 10 * (start + length), frozenset(skills))
        for (start, length), skills in asked
    ]
    duties = [
        duty(number, 480 + 10 * start, 480 + 10 * (start + 2 * length))
        for number, (start, length) in enumerate(shifts)
    ]
    possible = any(_keeps(promises, ways) for ways in product(duties, repeat=len(promises)))
    assert (lost(ABLE, promises, duties) == []) == possible


def _keeps(promises: list[PromiseFacts], ways: tuple[PlannedDuty, ...]) -> bool:
    inside = all(
        way.start <= one.start and one.end <= way.end and does(ABLE[way.counter], one.skills)
        for one, way in zip(promises, ways, strict=True)
    )
    return inside and not any(
        ways[a] == ways[b]
        and promises[a].start < promises[b].end
        and promises[b].start < promises[a].end
        for a in range(len(ways))
        for b in range(a)
    )
