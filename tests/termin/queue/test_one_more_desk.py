"""Whether one more desk can make anybody wait longer: where it cannot, and where it can."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from termin.queue.dispatch import Server
from termin.queue.forecast import forecast
from termin.queue.hall import Expected, Hall, Staffed
from termin.queue.rules import USUAL, Policy
from termin.queue.waiting import Desk, Waiting
from tests.termin.queue.people import at, booked, ticket, walk_in
from tests.termin.queue.scenes import Scene

ORDER_STAYS = Policy(promised_minutes=None, appointment_minutes=None)
_GENERALIST = Server(Desk(9))
_minutes = st.floats(1, 40)


@st.composite
def _scenes(
    draw: st.DrawFn,
    people: st.SearchStrategy[tuple[int | None, tuple[int, ...]]],
    skills: st.SearchStrategy[frozenset[int] | None],
    *,
    equal: bool = False,
) -> Scene:
    """Walk-ins (due None) or appointments with the skills they need, before such desks."""
    crowd = []
    for number, (due, needed) in enumerate(draw(st.lists(people, min_size=1, max_size=8))):
        name, drawn = f"X{number:03d}", number - 60
        crowd.append(
            walk_in(name, drawn, *needed) if due is None else booked(name, drawn, due, *needed)
        )
    servers = [
        Server(Desk(n + 1, able))
        for n, able in enumerate(draw(st.lists(skills, min_size=1, max_size=4)))
    ]
    same = draw(_minutes)
    return Scene(
        waiting=tuple(crowd),
        later=(),
        servers=tuple(servers),
        free=tuple(draw(st.floats(0, 30)) for _ in servers),
        minutes=tuple(same if equal else draw(_minutes) for _ in crowd),
        arrivals=(),
        policy=ORDER_STAYS,
    )


_anybody = st.just((None, ()))
_any_desk = st.none()


def nobody_waits_longer(scene: Scene, more: Scene) -> bool:
    return all(
        after <= before + 1e-9 for before, after in zip(scene.play(), more.play(), strict=True)
    )


@settings(max_examples=200, deadline=None)
@given(_scenes(_anybody, _any_desk), st.floats(0, 30))
def test_not_where_all_desks_can_call_everybody_in_an_order_that_stays(
    scene: Scene, free: float
) -> None:
    assert nobody_waits_longer(scene, scene.with_desk(_GENERALIST, free))


@settings(max_examples=200, deadline=None)
@given(
    _scenes(
        st.sampled_from([(None, (1,)), (None, (2,))]),
        st.sampled_from([frozenset({1}), frozenset({2})]),
    ),
    st.sampled_from([None, frozenset({1}), frozenset({2})]),
    st.floats(0, 30),
)
def test_not_where_groups_of_desks_share_nobody_and_one_or_all_get_help(
    scene: Scene, skills: frozenset[int] | None, free: float
) -> None:
    assert nobody_waits_longer(scene, scene.with_desk(Server(Desk(9, skills)), free))


@settings(max_examples=200, deadline=None)
@given(
    _scenes(st.tuples(st.none() | st.integers(1, 30), st.just(())), _any_desk, equal=True),
    st.floats(0, 30),
)
def test_not_with_appointments_if_all_visits_are_equally_long(scene: Scene, free: float) -> None:
    assert nobody_waits_longer(scene, scene.with_desk(_GENERALIST, free))


def test_but_with_appointments_and_visits_of_all_lengths_it_can() -> None:
    # The new desk lets B001 to B003 begin early; when A001 falls due, both desks are busy longer.
    crowd = (booked("A001", -40, 10), *(walk_in(f"B{n:03d}", n - 30) for n in (1, 2, 3)))
    scene = _scene(crowd, [Server(Desk(1))], free=(7,), minutes=(4, 4, 9, 14))
    assert scene.play() == [11, 7, 15, 24]
    assert scene.with_desk(_GENERALIST).play() == [13, 0, 4, 7]


def test_but_with_specialists_who_also_help_out_it_can() -> None:
    # Desk 1 alone can serve B003. With the new desk it is busy with B002 when B003's turn comes.
    crowd = (walk_in("B001", -9), walk_in("B002", -8), walk_in("B003", -7, 1))
    servers = [Server(Desk(1)), Server(Desk(2, frozenset()))]
    scene = _scene(crowd, servers, free=(0, 2), minutes=(5, 6, 11))
    assert scene.play() == [0, 2, 5]
    assert scene.with_desk(Server(Desk(9, frozenset()))).play() == [0, 0, 6]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12), st.integers(1, 4), st.integers(0, 9))
def test_what_is_told_follows_play_by_play(people: int, desks: int, opens: int) -> None:
    crowd = tuple(walk_in(f"B{number:03d}", number - 20) for number in range(people))
    staffed = tuple(Staffed(Desk(number), at(-60)) for number in range(desks))
    fewer = Hall(crowd, staffed=staffed)
    more = Hall(crowd, staffed=(*staffed, Staffed(Desk(99), at(opens))))
    before, after = (forecast(hall, at(0), USUAL).calls for hall in (fewer, more))
    for one in crowd:
        pairs = zip(after[one.ticket], before[one.ticket], strict=True)
        assert all(sooner <= later + 1e-9 for sooner, later in pairs)


def test_one_more_appointment_to_come_never_shortens_a_walk_in_s_wait_here() -> None:
    crowd = tuple(walk_in(f"B{number:03d}", number - 20) for number in range(6))
    staffed = (Staffed(Desk(1), at(-60)),)
    alone = forecast(Hall(crowd, staffed=staffed), at(0), USUAL).calls[ticket("B005")]
    hall = Hall(crowd, staffed=staffed, expected=(Expected(at(10), 20),))
    joined = forecast(hall, at(0), USUAL).calls[ticket("B005")]
    assert all(before <= after for before, after in zip(alone, joined, strict=True))


def _scene(
    crowd: tuple[Waiting, ...],
    servers: Sequence[Server],
    free: tuple[float, ...],
    minutes: tuple[float, ...],
) -> Scene:
    return Scene(crowd, (), tuple(servers), free, minutes, (), ORDER_STAYS)
