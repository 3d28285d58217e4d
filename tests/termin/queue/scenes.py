"""Moments of an office as values for tests: people, desks and how the day goes on, in minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from termin.queue.dispatch import Server, course, starts
from termin.queue.order import USUAL, Policy, next_of
from termin.queue.waiting import Desk, Waiting, may_call
from tests.termin.queue.people import at, ticket


@dataclass(frozen=True)
class Call:
    """Somebody was called by a desk at a minute and takes it up for so many."""

    minute: float
    desk: Desk
    one: Waiting
    minutes: float


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

    def calls(self) -> list[Call]:
        """Return who is called when and where, asking `next_of` itself at every moment."""
        people = [*self.waiting, *self.later]
        joins = {one.ticket: 0.0 for one in self.waiting}
        joins |= {one.ticket: when for one, when in zip(self.later, self.arrivals, strict=True)}
        takes = {one.ticket: minutes for one, minutes in zip(people, self.minutes, strict=True)}
        free = list(self.free)
        # Of desks free at the same moment the one that can call fewest kinds of people goes first.
        kinds = {tuple(may_call(one.desk, person) for one in self.servers) for person in people}
        width = [sum(kind[index] for kind in kinds) for index in range(len(free))]
        found: list[Call] = []
        for minute in range(1200):
            for desk in sorted(range(len(free)), key=lambda desk: (width[desk], desk)):
                server = self.servers[desk]
                if free[desk] > minute or minute >= server.until:
                    continue
                here = [one for one in people if joins[one.ticket] <= minute]
                chosen = next_of(here, at(minute), self.policy, server.desk)
                if chosen is not None:
                    people.remove(chosen)
                    free[desk] = minute + takes[chosen.ticket]
                    found.append(Call(minute, server.desk, chosen, takes[chosen.ticket]))
        return found

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
