"""Making room by changing counters: which claims change their duty so that one more start fits.

Nobody's time changes, only who serves. This is interval colouring where not everyone may have every
colour, NP-hard in general; but an office's day is small and few changes nearly always suffice, so
the search is exact and gives up after a fixed number of steps.

How it works: put what is wanted onto a duty; whoever stands in its way is put out and must find
another duty, perhaps putting out others in turn. What was once placed stays, so every chain ends.
Nothing is missed: along any rearrangement exactly those are put out who change in it. Rounds that
allow 0, 1, 2, … changes (iterative deepening, Korf 1985) therefore find the fewest. Before that, a
matching at each instant of the wanted time tells most of the hopeless cases at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from termin.capacity.grid import GRID, cells, mark_from, mark_until
from termin.capacity.slots import Lane
from termin.interval import Interval

LIMIT = 6000
"""Steps of the search, five to ten microseconds each: about 30 ms for a search that gives up."""

_HOPELESS = 1_000_000  # more changes than any day has claims


@dataclass(frozen=True, slots=True)
class PlacedClaim:
    """A promise of the day: its time, the duty that keeps it, and whether another one may."""

    id: int
    during: Interval
    duty: int
    required: frozenset[int] = frozenset()
    movable: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claim that somebody wishes for; `minutes` count as whole grid steps."""

    start: datetime
    minutes: int
    required: frozenset[int] = frozenset()

    @property
    def during(self) -> Interval:
        """The time it takes."""
        return Interval(self.start, self.start + timedelta(minutes=GRID * cells(self.minutes)))


@dataclass(frozen=True, slots=True)
class Repacking:
    """Which claims change their duty (claim: new duty), and the duties of the wanted, in order."""

    moves: Mapping[int, int]
    duties: tuple[int, ...]


def repack(
    lanes: Sequence[Lane],
    claims: Sequence[PlacedClaim],
    wanted: Sequence[Wanted],
    limit: int = LIMIT,
) -> Repacking | None:
    """The rearrangement with the fewest changes that has room for all that is wanted, or None.

    `lanes` are the duties with their whole time, what is claimed of it included; claims of other
    duties are ignored. Several wanted ones may be at once (two counters for a family). A claim
    comes only to a duty that has its skills and all of its time, but may stay where it is without.
    Claims of one duty must not overlap. None means that it is impossible, or that a start is off
    the grid, or, on crowded days where many would have to change, that `limit` steps were not
    enough to find out: then the wish is refused though room might have been made. The same input
    always gives the same answer.
    """
    if any(mark_from(one.start) != mark_until(one.start) for one in wanted):
        return None
    search = _Search(lanes, claims, wanted, limit)
    placed = search.fewest_changes() if search.has_room_at_each_instant() else None
    if placed is None:
        return None
    new = [lanes[placed.pop(item)].duty for item in search.wanted]
    return Repacking(
        {search.ids[item]: lanes[duty].duty for item, duty in placed.items()}, tuple(new)
    )


class _OutOfSteps(Exception):
    """The limit is reached."""


class _Search:
    """The state of one search; items (claims, then wanted) and duties are numbers from 0.

    Sets of items are bits of an int. `on[duty]` are the items there now, `fixed` those that stay
    where they are, `placed` says where the search has put whom.
    """

    def __init__(
        self,
        lanes: Sequence[Lane],
        claims: Sequence[PlacedClaim],
        wanted: Sequence[Wanted],
        limit: int,
    ) -> None:
        number = {lane.duty: duty for duty, lane in enumerate(lanes)}
        here = [claim for claim in claims if claim.duty in number]
        self.lanes = lanes
        self.ids = [claim.id for claim in here]
        self.wanted = range(len(here), len(here) + len(wanted))
        self.times = [claim.during for claim in here] + [one.during for one in wanted]
        self.required = [claim.required for claim in here] + [one.required for one in wanted]
        self.home = [number[claim.duty] for claim in here]
        self.on = [0] * len(lanes)
        for item, duty in enumerate(self.home):
            self.on[duty] |= 1 << item
        self.fixed = sum(1 << item for item, claim in enumerate(here) if not claim.movable)
        self.placed: dict[int, int] = {}
        self.steps_left = limit
        self._choices: dict[int, tuple[tuple[int, ...], int]] = {}

    def has_room_at_each_instant(self) -> bool:
        """False if at some instant of the wanted time not everybody can be served, moved or not.

        Kuhn's augmenting paths, from the present arrangement, which serves all but the wanted.
        """
        wanted_times = [self.times[item] for item in self.wanted]
        instants = {
            time.start for time in self.times if any(it.contains(time.start) for it in wanted_times)
        }
        return all(self._has_room_at(instant) for instant in sorted(instants))

    def fewest_changes(self) -> dict[int, int] | None:
        """Where to put the wanted and those who change, or None; rounds of growing allowance."""
        allowed = 0
        try:
            while allowed < _HOPELESS:
                least = self._place(tuple(self.wanted), allowed)
                if least == 0:
                    return self.placed
                allowed = least
        except _OutOfSteps:
            pass
        return None

    def _place(self, pending: tuple[int, ...], allowed: int) -> int:
        """Place all of `pending` with at most so many changes: 0 if done, else how many it takes.

        What it takes is a lower bound, above `allowed`; nothing is placed then.
        """
        if not pending:
            return 0
        choices: dict[int, list[tuple[int, int, int]]] = {}
        for one in pending:
            choices[one] = ways = self._ways(one)
            if not ways or ways[0][0] > allowed:
                return ways[0][0] if ways else _HOPELESS
        item = min(choices, key=lambda one: len(choices[one]))  # who has the fewest ways first
        rest = tuple(one for one in pending if one != item)
        least, bit = _HOPELESS, 1 << item
        for cost, duty, in_the_way in choices[item]:
            if cost > allowed:
                return min(least, cost)
            before = self.on[duty]
            self.on[duty] = before & ~in_the_way | bit
            self.fixed |= bit
            self.placed[item] = duty
            takes = self._place((*rest, *_items(in_the_way)), allowed - cost)
            if takes == 0:
                return 0
            least = min(least, cost + takes)
            self.on[duty] = before
            self.fixed &= ~bit
            del self.placed[item]
        return least

    def _ways(self, item: int) -> list[tuple[int, int, int]]:
        """Where an item can go: how many it puts out, the duty, and whom; the cheapest first."""
        if self.steps_left <= 0:
            raise _OutOfSteps
        self.steps_left -= 1
        duties, beside = self._choice(item)
        on, fixed = self.on, self.fixed
        return sorted(
            [
                (in_the_way.bit_count(), duty, in_the_way)
                for duty in duties
                if not (in_the_way := on[duty] & beside) & fixed
            ]
        )

    def _choice(self, item: int) -> tuple[tuple[int, ...], int]:
        """The other duties that could serve an item, and whom it would meet there."""
        if item not in self._choices:
            time = self.times[item]
            home = self.home[item] if item < len(self.home) else None
            duties = tuple(
                duty
                for duty, lane in enumerate(self.lanes)
                if duty != home
                and lane.serves(self.required[item])
                and any(part.contains(time) for part in lane.free)
            )
            beside = sum(
                1 << other
                for other, its_time in enumerate(self.times)
                if other != item and its_time.overlaps(time)
            )
            self._choices[item] = duties, beside
        return self._choices[item]

    def _has_room_at(self, instant: datetime) -> bool:
        active = [item for item, time in enumerate(self.times) if time.contains(instant)]
        holder = {self.home[item]: item for item in active if item < len(self.home)}

        def seat(item: int, tried: set[int]) -> bool:
            for duty in (*self._choice(item)[0], *self.home[item : item + 1]):
                if duty not in tried:
                    tried.add(duty)
                    other = holder.get(duty)
                    movable = other is not None and not self.fixed >> other & 1
                    if other is None or (movable and seat(other, tried)):
                        holder[duty] = item
                        return True
            return False

        return all(seat(item, set()) for item in active if item in self.wanted)


def _items(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
