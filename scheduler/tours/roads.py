"""What lies between places: minutes and metres, as matrices that obey the triangle inequality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Roads:
    """Driving minutes and metres from place to place, `minutes[from][to]`; may be one-way.

    No detour may be quicker or shorter than the way itself, or ValueError names the three places;
    `shortest` makes such matrices from any.
    """

    minutes: Matrix
    metres: Matrix

    def __post_init__(self) -> None:
        """Refuse ragged, negative or crooked matrices."""
        for name, matrix in (("minutes", self.minutes), ("metres", self.metres)):
            if len(matrix) != len(self.minutes):
                raise ValueError("minutes and metres are of different sizes")
            _straight(name, matrix)

    @classmethod
    def shortest(
        cls, minutes: Sequence[Sequence[int]], metres: Sequence[Sequence[int]] | None = None
    ) -> Roads:
        """Take detours where they are quicker or shorter; without metres, 1 km a minute."""
        far = metres or [[1000 * one for one in row] for row in minutes]
        return cls(_closed(minutes), _closed(far))

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(self.minutes)


def _straight(name: str, matrix: Matrix) -> None:
    places = range(len(matrix))
    for at in places:
        if len(matrix[at]) != len(matrix) or min(matrix[at]) < 0 or matrix[at][at]:
            raise ValueError(f"{name}: row {at} is ragged, negative or not 0 at its own place")
    for via in places:
        for one in places:
            for other in places:
                if matrix[one][other] > matrix[one][via] + matrix[via][other]:
                    raise ValueError(f"{name}: {one} to {other} is shorter by {via}")


def _closed(matrix: Sequence[Sequence[int]]) -> Matrix:
    """Return the lengths of shortest ways (Floyd and Warshall)."""
    short = [[0 if a == b else int(x) for b, x in enumerate(row)] for a, row in enumerate(matrix)]
    for via, onward in enumerate(short):
        for row in short:
            first = row[via]
            row[:] = [min(far, first + then) for far, then in zip(row, onward, strict=True)]
    return tuple(tuple(row) for row in short)
