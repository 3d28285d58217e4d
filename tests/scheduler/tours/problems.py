"""Small whole problems, as Hypothesis makes them; all minutes are multiples of a quarter hour."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from scheduler.tours.pattern import Pattern
from scheduler.tours.problem import (
    Costs,
    Horizon,
    Pin,
    Problem,
    Stay,
    Stop,
    Vehicle,
    Window,
)
from scheduler.tours.roads import Roads

MONDAY = date(2026, 3, 2)


@st.composite
def problems(draw: st.DrawFn, stops: int = 4, days: int = 4, vehicles: int = 1) -> Problem:
    """Make a problem of a few stops, days and vehicles."""
    count = draw(st.integers(1, stops))
    last = MONDAY + timedelta(days=draw(st.integers(0, days - 1)))
    fleet = tuple(draw(_vehicle(number)) for number in range(draw(st.integers(1, vehicles))))
    places = tuple(draw(_stop(number)) for number in range(1, count + 1))
    day = st.integers(0, (last - MONDAY).days).map(lambda n: MONDAY + timedelta(days=n))
    promised = draw(st.lists(st.sampled_from([one.id for one in places]), max_size=1))
    return Problem(
        Horizon(MONDAY, last, draw(st.frozensets(day, max_size=1))),
        places,
        fleet,
        draw(roads(count + 1)),
        draw(st.sampled_from([Costs(), Costs(unserved=4000, late=700, change=100, unfair=20_000)])),
        {name: Pattern("FREQ=WEEKLY;BYDAY=MO,WE", MONDAY) for name in promised},
    )


@st.composite
def roads(draw: st.DrawFn, places: int) -> Roads:
    """Make roads between places, in quarter hours."""
    quarter = st.integers(1, 5).map(lambda n: 15 * n)
    row = st.lists(quarter, min_size=places, max_size=places)
    return Roads.shortest(draw(st.lists(row, min_size=places, max_size=places)))


def pinned(problem: Problem, *pins: Pin) -> Problem:
    """Return the problem with pins."""
    return Problem(
        problem.horizon,
        problem.stops,
        problem.vehicles,
        problem.roads,
        problem.costs,
        problem.promises,
        pins,
        problem.previous,
    )


@st.composite
def _vehicle(draw: st.DrawFn, number: int) -> Vehicle:
    begins = 15 * draw(st.integers(24, 34))
    ends = min(begins + 15 * draw(st.integers(12, 50)), begins + 780)
    normal = 15 * draw(st.integers(16, 36))
    equipment = frozenset(draw(st.sets(st.sampled_from(["lte", "ramp"]))))
    return Vehicle(
        f"bus {number}",
        f"Bus {number}",
        0,
        equipment,
        crew=draw(st.integers(1, 2)),
        from_=begins,
        until=ends,
        weekdays=frozenset(range(5)),
        set_up=15 * draw(st.integers(0, 2)),
        tear_down=15 * draw(st.integers(0, 1)),
        normal=normal,
        most=draw(st.sampled_from([normal, 600])),
    )


@st.composite
def _stop(draw: st.DrawFn, at: int) -> Stop:
    lengths = draw(st.sampled_from([(30,), (60, 120), (30, 60, 90), (120, 240)]))
    worth = draw(st.integers(1, 9))
    stays = tuple(Stay(one, round(worth * (one / 30) ** 0.5 * 10)) for one in lengths)
    opens = 15 * draw(st.integers(28, 52))
    first = Window(opens, opens + 15 * draw(st.integers(2, 24)))
    windows: tuple[Window, ...] = (first,)
    if draw(st.booleans()):
        windows = (first, Window(first.closes + 60, min(1440, first.closes + 180)))
    return Stop(
        f"s{at}",
        f"Stop {at}",
        at,
        dict.fromkeys(draw(st.sampled_from([range(5), range(2), [0, 2, 3]])), windows),
        tuple(_concave(stays)),
        needs=frozenset(draw(st.sets(st.sampled_from(["lte", "ramp"]), max_size=1))),
        offers=frozenset(draw(st.sampled_from([(), ("lte",)]))),
        wanted=draw(st.integers(0, 60)),
        most_days_between=draw(st.sampled_from([None, 1, 2, 7])),
        least_days_between=draw(st.integers(1, 3)),
        once_a_week=draw(st.booleans()),
        last_visit=draw(st.sampled_from([None, date(2026, 2, 20), date(2026, 2, 28)])),
    )


def _concave(stays: tuple[Stay, ...]) -> list[Stay]:
    kept = [stays[0]]
    for stay in stays[1:]:
        before = kept[-2] if len(kept) > 1 else Stay(0, 0)
        last = kept[-1]
        rate = (last.value - before.value) / (last.minutes - before.minutes)
        most = last.value + int(rate * (stay.minutes - last.minutes))
        kept.append(Stay(stay.minutes, max(last.value, min(stay.value, most))))
    return kept
