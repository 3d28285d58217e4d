"""The working days of a plan as values: from when until when somebody works, and at what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import msgspec

Span = tuple[int, int]
"""From and to, in minutes after local midnight."""


@dataclass(frozen=True, order=True, slots=True)
class PlannedTask:
    """What somebody does from `start` to `end`; without a name it is back office."""

    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, order=True, slots=True)
class PlannedShift:
    """A clerk's working day: its span, its breaks, and its tasks, one after the other."""

    office: int
    on: date
    clerk: int
    start: int
    end: int
    breaks: tuple[Span, ...] = ()
    tasks: tuple[PlannedTask, ...] = ()

    @property
    def work(self) -> int:
        """Working time in minutes, without breaks."""
        return self.end - self.start - sum(end - start for start, end in self.breaks)

    @property
    def back_office(self) -> int:
        """Minutes of it that are not spent at a counter or a post."""
        return self.work - sum(one.end - one.start for one in self.tasks if one.name)


_SHIFTS = msgspec.json.Decoder(tuple[PlannedShift, ...])


def write_shifts(shifts: Iterable[PlannedShift]) -> str:
    """Return working days as a draft keeps them."""
    return msgspec.json.encode(sorted(shifts)).decode()


def read_shifts(text: str) -> tuple[PlannedShift, ...]:
    """Return the working days of a draft; refuses what is none (ValueError)."""
    return _SHIFTS.decode(text)
