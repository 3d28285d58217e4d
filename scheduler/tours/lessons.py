"""What the day's engine teaches the master: how small a set fails, and where else it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.tours.day import Days, Pick
from scheduler.tours.slots import Slot


def core_of(days: Days, slot: Slot, picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
    """Leave out visits that are not needed for a set to be impossible."""
    core = picks
    for pick in picks:
        fewer = tuple(one for one in core if one != pick)
        if fewer and days.best(slot.vehicle, slot.day, fewer) is None:
            core = fewer
    return core


def alike(days: Days, slots: Iterable[Slot], slot: Slot, picks: Iterable[Pick]) -> Iterator[Slot]:
    """Yield the slots where these visits fare the same: of one vehicle, with equal windows."""
    names = [name for name, _ in picks]
    kind = days.kind(slot.day, names)
    for other in slots:
        if other.vehicle is slot.vehicle and days.kind(other.day, names) == kind:
            yield other
