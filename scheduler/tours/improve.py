"""Small steps that make a choice of visits cheaper: longer, shorter, in, out, elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from scheduler.tours.master import Choice
from scheduler.tours.problem import Problem, Stop
from scheduler.tours.slots import Slot


def improved(
    problem: Problem,
    slots: tuple[Slot, ...],
    choice: Choice,
    cost: Callable[[Choice], float | None],
    random: Random,
    tired: Callable[[], bool],
) -> Choice:
    """Take steps downhill from a choice until none helps or it is tired.

    `cost` judges a whole choice, None where it is not legal. Days on which nobody goes out are only
    tried once nothing helps on the others.
    """
    best, least = choice, cost(choice)
    if least is None:
        return choice
    wide = fruitless = False
    while not (wide and fruitless):
        wide, fruitless = fruitless, True
        among = tuple(slot for slot in slots if wide or slot.number in best)
        stops = list(enumerate(problem.stops))
        random.shuffle(stops)
        for number, stop in stops:
            for step in steps(among, best, number, stop):
                if tired():
                    return best
                value = cost(step)
                if value is not None and value < least - 1e-9:
                    best, least, fruitless = step, value, False
                    break
    return best


def steps(slots: tuple[Slot, ...], choice: Choice, number: int, stop: Stop) -> Iterator[Choice]:
    """Yield choices that differ in one visit to a stop: its length, its day, or that it is."""
    at = [slot for slot in slots if any(name == stop.id for name, _ in choice.get(slot.number, ()))]
    for slot in at:
        now = dict(choice[slot.number])[stop.id]
        for stay in stop.stays[: slot.fits[number]]:
            if stay.minutes != now:
                yield without(choice, slot, stop, stay.minutes)
        yield without(choice, slot, stop)
    for slot in slots:
        if slot.fits[number] and slot not in at:
            for stay in stop.stays[: slot.fits[number]]:
                yield without(choice, slot, stop, stay.minutes)
            for old in at:
                longest = stop.stays[slot.fits[number] - 1].minutes
                minutes = min(dict(choice[old.number])[stop.id], longest)
                yield without(without(choice, old, stop), slot, stop, minutes)


def without(choice: Choice, slot: Slot, stop: Stop, instead: int = 0) -> Choice:
    """Return the choice without a visit, or with one of another length instead."""
    kept = tuple(pick for pick in choice.get(slot.number, ()) if pick[0] != stop.id)
    if instead:
        kept = (*kept, (stop.id, instead))
    others = {number: picks for number, picks in choice.items() if number != slot.number}
    return {**others, slot.number: kept} if kept else others
