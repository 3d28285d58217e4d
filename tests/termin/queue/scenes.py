"""Moments of an office as values for tests: people, desks and how the day goes on, in minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from termin.queue.dispatch import Server, course, starts
from termin.queue.order import USUAL, Policy
from termin.queue.waiting import Desk, Waiting
from tests.termin.queue.people import at, ticket


@dataclass(frozen=True)
class Scene:
    """It is minute 0; `later` join at `arrivals`, everybody takes `minutes`."""

    waiting: tuple[Waiting, ...]
    later: tuple[Waiting, ...]
    servers: tuple[Server, ...]
    free: tuple[float, ...]
    minutes: tuple[float, ...]
    arrivals: tuple[float, ...]
    policy: Policy = USUAL

    def play(self, only: int | None = None) -> list[float]:
        """Return when each is called."""
        played = course(self.waiting, self.later, self.servers, at(0), self.policy)
        return starts(played, self.free, self.minutes, self.arrivals, only)

    def under(self, policy: Policy) -> Scene:
        """Return the same moment in an office of another policy."""
        return replace(self, policy=policy)

    def with_desk(self, server: Server, free: float = 0.0) -> Scene:
        """Return the same moment with one more desk."""
        return replace(self, servers=(*self.servers, server), free=(*self.free, free))


_skills = st.frozensets(st.integers(1, 3), max_size=2)
_areas = st.sampled_from(["", "", "", "Kasse"])


@st.composite
def _person(draw: st.DrawFn, index: int, *, later: bool) -> Waiting:
    due = draw(st.integers(-30, 60) if later else st.none() | st.integers(-30, 60))
    return Waiting(
        ticket(f"X{index:03d}"),
        f"X{index:03d}",
        at(draw(st.integers(-90, 0))),
        at(due) if due is not None else None,
        draw(_skills),
        priority=draw(st.integers(0, 9)) == 0,
        area=draw(_areas),
        for_counter=draw(st.sampled_from([None] * 8 + [1, 2])),
        continued_at=at(draw(st.integers(-20, 0))) if draw(st.integers(0, 7)) == 0 else None,
    )


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Up to nine people, four of them still to come, and up to four desks of all kinds."""
    waiting = tuple(draw(_person(n, later=False)) for n in range(draw(st.integers(0, 6))))
    later = tuple(draw(_person(10 + n, later=True)) for n in range(draw(st.integers(0, 3))))
    desks = draw(st.integers(1, 4))
    servers = tuple(
        Server(
            Desk(
                number + 1,
                draw(st.none() | st.frozensets(st.integers(1, 3))),
                draw(_areas),
                draw(st.integers(0, 5)) > 0,
            ),
            until=float(draw(st.sampled_from([10_000, 10_000, 40]))),
        )
        for number in range(desks)
    )
    count = len(waiting) + len(later)
    return Scene(
        waiting,
        later,
        servers,
        _floats(draw(st.lists(st.integers(0, 20), min_size=desks, max_size=desks))),
        _floats(draw(st.lists(st.integers(1, 40), min_size=count, max_size=count))),
        _floats(draw(st.lists(st.integers(0, 60), min_size=len(later), max_size=len(later)))),
    )


def _floats(values: Sequence[int]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
