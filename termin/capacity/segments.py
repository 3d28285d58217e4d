"""What a duty's time is for: bookable by citizens, bookable by the office, kept for walk-ins.

The policy, for each stretch between closures and breaks:

1. Its time is shared out by the duty's percentages in whole grid steps (largest remainder), so
   each use keeps its share in every stretch, not only over the day. The one exception: stretches
   too short to hold an hour for the public at their share trade among themselves, use against use,
   so that as many of them as possible do hold an hour.
2. Public time comes in few blocks, about one in two hours and none shorter than an hour where the
   stretch has an hour for the public, so that a service of 60 minutes finds its place. Walk-in
   time comes about every hour in blocks of at least a quarter of an hour, internal time about
   every two hours in blocks of at least half an hour; whatever is less than that stays in one.
3. The blocks of each use are spread evenly over the stretch, so nothing is left for its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from termin.capacity.grid import GRID, at_mark, mark_from, mark_until
from termin.interval import Interval, intersect, subtract


class Use(StrEnum):
    """Who may be promised a stretch of a duty."""

    PUBLIC = "public"
    INTERNAL = "internal"
    WALK_IN = "walk_in"


@dataclass(frozen=True, slots=True)
class Shares:
    """Percentages of a duty's time: appointments of citizens, of the office itself, and walk-ins.

    Refuses anything that is negative or does not add up to 100 (ValueError).
    """

    public: int = 100
    internal: int = 0
    walk_in: int = 0

    def __post_init__(self) -> None:
        parts = (self.public, self.internal, self.walk_in)
        if min(parts) < 0 or sum(parts) != 100:
            raise ValueError(f"shares are percentages that add up to 100: {parts}")


AT_POSTS = Shares(0, 0, 100)
"""Nobody books a time at a reception or a telephone, which call nobody."""


@dataclass(frozen=True, order=True, slots=True)
class Segment:
    """A stretch of one duty with one use."""

    during: Interval
    use: Use


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """How one use is cut into blocks: one in so many minutes, none shorter than so many."""

    every: int
    least: int


_RHYTHMS: Mapping[Use, _Rhythm] = {
    # In this order where two blocks want the same place.
    Use.PUBLIC: _Rhythm(every=120, least=60),
    Use.WALK_IN: _Rhythm(every=60, least=15),
    Use.INTERNAL: _Rhythm(every=120, least=30),
}

_Parts = dict[Use, int]  # grid steps for each use


def cut_duty(
    during: Interval,
    shares: Shares,
    closures: Iterable[Interval],
    opening: Iterable[Interval],
    grid: int = GRID,
) -> tuple[Segment, ...]:
    """The duty's time within opening hours and outside closures, cut by its shares, by time.

    Every end lies on the grid of `grid` minutes; what is left between the grid and an odd closing
    time is dropped. Each use gets its percentage of the rest within one grid step. No two segments
    of one use touch. The policy stands at the head of this file.
    """
    stretches = [
        (first, last)
        for open_time in subtract(intersect((during,), opening), closures)
        if (first := mark_from(open_time.start, grid)) < (last := mark_until(open_time.end, grid))
    ]
    portions = _share_out([last - first for first, last in stretches], shares)
    _gather_hours(portions, -(-_RHYTHMS[Use.PUBLIC].least // grid))
    return tuple(
        segment
        for (first, _), parts in zip(stretches, portions, strict=True)
        for segment in _lay_out(first, parts, grid)
    )


def _share_out(lengths: list[int], shares: Shares) -> list[_Parts]:
    """Steps for each use in each stretch: both the stretches and the percentages add up."""
    remaining = _by_largest_remainder(
        {use: Fraction(getattr(shares, use.value) * sum(lengths), 100) for use in _RHYTHMS}
    )
    portions: list[_Parts] = []
    for length in lengths:
        whole = sum(remaining.values())
        portion = _by_largest_remainder(
            {use: Fraction(steps * length, whole) for use, steps in remaining.items()}
        )
        remaining = {use: steps - portion[use] for use, steps in remaining.items()}
        portions.append(portion)
    return portions


def _by_largest_remainder(quotas: Mapping[Use, Fraction]) -> _Parts:
    """Whole numbers with the same sum, each less than one away from its quota (Hamilton's way)."""
    parts = {use: int(quota) for use, quota in quotas.items()}
    left_over = sum(quotas.values()) - sum(parts.values())
    by_remainder = sorted(quotas, key=lambda use: parts[use] - quotas[use])
    for use in by_remainder[: int(left_over)]:
        parts[use] += 1
    return parts


def _gather_hours(portions: list[_Parts], hour: int) -> None:
    """Let short stretches trade public steps, so that as many as possible hold an hour of them."""
    short = [parts for parts in portions if 0 < parts[Use.PUBLIC] < hour]
    # Who is nearest to an hour takes, who is farthest gives; a stretch below an hour only gives.
    takers = sorted(
        (parts for parts in short if sum(parts.values()) >= hour),
        key=lambda parts: -parts[Use.PUBLIC],
    )
    for taker in takers:
        givers = sorted(
            (parts for parts in short if parts is not taker and 0 < parts[Use.PUBLIC] < hour),
            key=lambda parts: parts[Use.PUBLIC],
        )
        wanted = hour - taker[Use.PUBLIC]
        if wanted <= 0 or wanted > sum(parts[Use.PUBLIC] for parts in givers):
            continue
        for giver in givers:
            _trade(giver, taker, min(hour - taker[Use.PUBLIC], giver[Use.PUBLIC]))


def _trade(giver: _Parts, taker: _Parts, steps: int) -> None:
    """Move public steps from one stretch to another, against as many steps of the other uses."""
    for use in (Use.WALK_IN, Use.INTERNAL):
        moved = min(steps, taker[use])
        giver[Use.PUBLIC] -= moved
        taker[Use.PUBLIC] += moved
        taker[use] -= moved
        giver[use] += moved
        steps -= moved


def _lay_out(first: int, parts: _Parts, grid: int) -> list[Segment]:
    """The blocks of one stretch, each use spread evenly, neighbours of one use joined."""
    length = sum(parts.values())
    # A block's place is the middle of its even part of the stretch; `sorted` keeps the order of
    # the uses where two blocks have the same place.
    blocks = sorted(
        (
            (Fraction(2 * number + 1, 2 * len(sizes)), use, size)
            for use in _RHYTHMS
            for sizes in [_blocks(use, parts[use], length, grid)]
            for number, size in enumerate(sizes)
        ),
        key=lambda block: block[0],
    )
    laid: list[tuple[int, int, Use]] = []
    for _, use, size in blocks:
        start = laid[-1][1] if laid else first
        if laid and laid[-1][2] is use:
            laid[-1] = (laid[-1][0], start + size, use)
        else:
            laid.append((start, start + size, use))
    return [
        Segment(Interval(at_mark(start, grid), at_mark(end, grid)), use) for start, end, use in laid
    ]


def _blocks(use: Use, steps: int, length: int, grid: int) -> list[int]:
    """The sizes of the blocks of one use in a stretch, as even as whole steps allow."""
    if not steps:
        return []
    rhythm = _RHYTHMS[use]
    wanted = round(Fraction(length * grid, rhythm.every))
    possible = steps // -(-rhythm.least // grid)
    count = max(1, min(wanted, possible))
    size, larger = divmod(steps, count)
    return [size + (number < larger) for number in range(count)]
