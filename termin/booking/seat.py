"""Finding the counter for a start: a free one, or one made free by re-seating other promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.connection import get_connection

from termin.capacity.daybook import DayBook
from termin.capacity.grid import GRID, cells
from termin.capacity.repack import PlacedClaim, Wanted, repack
from termin.capacity.segments import Use
from termin.capacity.slots import Lane, fit
from termin.errors import SlotTaken
from termin.events import ClaimsRepacked
from termin.interval import Interval, subtract
from termin.officeday import Day

_RESEAT = """
UPDATE claim SET duty_id = v.duty, counter_id = v.counter
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS v (claim, duty, counter)
WHERE claim.id = v.claim
"""


@dataclass(frozen=True, slots=True)
class SeatWish:
    """A start, how long, what the counter must be able to do, and which time may be used."""

    start: datetime
    minutes: int
    required: frozenset[int]
    uses: frozenset[Use]

    @property
    def end(self) -> datetime:
        """When the counter is free again: begun grid steps count whole."""
        return self.start + timedelta(minutes=cells(self.minutes) * GRID)


@dataclass(frozen=True, slots=True)
class Seat:
    """The duty and counter that serve a wish; `moves` names the claims that change their duty."""

    duty: int
    counter: int
    starts_at: datetime
    ends_at: datetime
    moves: Mapping[int, int] = field(default_factory=dict)


def seat(book: DayBook, wish: SeatWish, now: datetime, without: UUID | None = None) -> Seat | None:
    """Return a counter for the wish, or None; the judge in the index and under the lock.

    A free counter is taken first; else others are re-seated, nobody's time changes. Promises to
    `without` count as free; the past is never free.
    """
    if wish.start <= now:
        return None
    free = fit(book.lanes(wish.uses, now, without), wish.start, wish.minutes, wish.required)
    if free is not None:
        return Seat(free.duty, free.counter, wish.start, wish.end)
    lanes, placed = _arrangement(book, wish, now, without)
    found = repack(lanes, placed, (Wanted(wish.start, wish.minutes, wish.required),))
    if found is None:
        return None
    counters = {one.duty: one.counter for one in book.on_duty}
    (duty,) = found.duties
    return Seat(duty, counters[duty], wish.start, wish.end, found.moves)


def _arrangement(
    book: DayBook, wish: SeatWish, now: datetime, without: UUID | None
) -> tuple[tuple[Lane, ...], tuple[PlacedClaim, ...]]:
    """Split the day's promises into those that may change their counter and those that block."""
    whole = {lane.duty: lane for lane in book.whole_lanes(wish.uses)}
    movable: list[PlacedClaim] = []
    blocking: dict[int, list[Interval]] = {}
    for promise in book.standing(now, without):
        lane = whole.get(promise.duty)
        inside = lane is not None and any(part.contains(promise.during) for part in lane.free)
        if inside and promise.during.start > now:
            movable.append(PlacedClaim(promise.id, promise.during, promise.duty, promise.skills))
        else:
            blocking.setdefault(promise.duty, []).append(promise.during)
    lanes = tuple(
        Lane(one.duty, one.counter, one.skills, subtract(one.free, blocking.get(one.duty, ())))
        for one in whole.values()
    )
    return lanes, tuple(movable)


async def take_seat(
    day: Day, book: DayBook, wish: SeatWish, now: datetime, without: UUID | None = None
) -> Seat:
    """Return a counter for the wish on the locked day, after re-seating whom it takes.

    Raises:
        SlotTaken: no assignment of the day's promises leaves room.
    """
    found = seat(book, wish, now, without)
    if found is None:
        raise SlotTaken
    if found.moves:
        await reseat(day, found.moves, book, now)
    return found


async def reseat(day: Day, moves: Mapping[int, int], book: DayBook, now: datetime) -> None:
    """Give claims of a locked day other duties (claim: duty), all in one statement."""
    counters = {one.duty: one.counter for one in book.on_duty}
    claims = sorted(moves)
    # One statement: the constraint that no counter is promised twice is checked at its end.
    await get_connection("default").execute_query(
        _RESEAT, [claims, [moves[c] for c in claims], [counters[moves[c]] for c in claims]]
    )
    await day.record(ClaimsRepacked(tuple(claims)), now)
