"""What a week's appointments and pinned duties need open, told to the solver before it plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from api.planning.facts import does
from api.planning.problem import Translation
from api.planning.promises import half_hours
from scheduler.capacity.problem import Least
from scheduler.capacity.promised import promised
from termin.planning.plan import PlannedDuty


def asking(translation: Translation, pins: Sequence[PlannedDuty] = ()) -> Translation:
    """Return the week with a counter needed for each appointment and each pinned duty.

    What staff and counters cannot give is not asked for. Budgets are raised to what is needed at
    least, so that what the solver proves holds for every plan that keeps the promises.
    """
    from scheduler.capacity.needed import affordable  # a solver, which only a child may load

    needs = (*_promises(translation), *_pins(translation, pins))
    problem = replace(translation.problem, least=tuple(dict.fromkeys(needs)))
    return replace(translation, problem=affordable(problem).problem)


def _promises(translation: Translation) -> Iterator[Least]:
    moments: dict[tuple[int, int, int], list[list[frozenset[int]]]] = {}
    for site, day, block, held in half_hours(translation):
        able = [
            frozenset(
                number
                for number, row in enumerate(translation.kinds[site])
                if does(row[0].able, one.skills)
            )
            for one in held
        ]
        moments.setdefault((site, day, block), []).append([kinds for kinds in able if kinds])
    for where, found in moments.items():
        yield from promised(translation.problem, *where, found)


def _pins(translation: Translation, pins: Sequence[PlannedDuty]) -> Iterator[Least]:
    groups = frozenset(range(len(translation.groups)))
    offices = {office.id: site for site, office in enumerate(translation.facts.offices)}
    days = {on: day for day, on in enumerate(translation.dates)}
    needed: Counter[tuple[int, int, int, int]] = Counter()
    for pin in pins:
        if pin.office not in offices or pin.on not in days:
            continue
        site = offices[pin.office]
        for kind, row in enumerate(translation.kinds[site]):
            if any(counter.id == pin.counter for counter in row):
                blocks = range(translation.block(pin.start), translation.block(pin.end - 1) + 1)
                needed.update((site, days[pin.on], block, kind) for block in blocks)
    for (site, day, block, kind), count in needed.items():
        if 0 <= block < translation.problem.blocks:
            yield Least(site, day, block, frozenset({kind}), groups, count)
