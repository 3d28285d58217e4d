"""Half-open stretches of time, and their sums, cuts and overlaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, order=True, slots=True)
class Interval:
    """The time from `start` up to but without `end`, both kept in UTC.

    Refuses naive times and an end that is not after the start (ValueError). Other zones are
    converted, because Python compares two times of one zone by their wall clock, which errs by an
    hour when the clocks go back.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is not UTC or self.end.tzinfo is not UTC:
            object.__setattr__(self, "start", _utc(self.start))
            object.__setattr__(self, "end", _utc(self.end))
        if self.start >= self.end:
            raise ValueError(f"an interval ends after it starts: {self.start} to {self.end}")

    @property
    def minutes(self) -> int:
        """Its length in minutes, rounded down."""
        return (self.end - self.start) // _MINUTE

    def overlaps(self, other: Interval) -> bool:
        """Whether they share any time; neighbours that only touch do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, inner: Interval | datetime) -> bool:
        """Whether all of `inner` lies within it; its own end does not."""
        if isinstance(inner, Interval):
            return self.start <= inner.start and inner.end <= self.end
        return self.start <= inner < self.end


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The time covered by any of them: sorted, disjoint, and joined where they touch."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.start <= joined[-1].end:
            if interval.end > joined[-1].end:
                joined[-1] = Interval(joined[-1].start, interval.end)
        else:
            joined.append(interval)
    return tuple(joined)


def subtract(intervals: Iterable[Interval], cuts: Iterable[Interval]) -> tuple[Interval, ...]:
    """The time covered by any of `intervals` and by none of `cuts`: sorted and disjoint."""
    rest: list[Interval] = []
    barriers = union(cuts)
    first = 0
    for whole in union(intervals):
        start = whole.start
        while first < len(barriers) and barriers[first].end <= start:
            first += 1
        for cut in barriers[first:]:
            if cut.start >= whole.end:
                break
            if cut.start > start:
                rest.append(Interval(start, cut.start))
            start = cut.end
        if start < whole.end:
            rest.append(Interval(start, whole.end))
    return tuple(rest)


def intersect(one: Iterable[Interval], other: Iterable[Interval]) -> tuple[Interval, ...]:
    """The time covered both by any of `one` and by any of `other`: sorted and disjoint."""
    left, right = union(one), union(other)
    common: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i].start, right[j].start), min(left[i].end, right[j].end)
        if start < end:
            common.append(Interval(start, end))
        if left[i].end < right[j].end:
            i += 1
        else:
            j += 1
    return tuple(common)


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"a time without a zone is no instant: {instant}")
    return instant.astimezone(UTC)
