"""What a plan with names leaves undone: counters without anybody, groups that nobody serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.planning.facts import does
from api.planning.problem import Translation, group_name, open_in
from termin.planning.demand import STEP
from termin.planning.plan import PlannedDuty


@dataclass(frozen=True, slots=True)
class Unmanned:
    """A counter that should be open in a half hour, and nobody is left who can sit there."""

    office: int
    on: date
    start: int
    group: str
    why: tuple[tuple[str, int], ...] = ()
    """How many people cannot be had for it by which reason, the commonest first."""


def uncovered(translation: Translation, duties: Sequence[PlannedDuty]) -> tuple[Unmanned, ...]:
    """Return when nobody at a counter can serve one of the groups that have none of their own."""
    found = []
    for site, office in enumerate(translation.facts.offices):
        counters = {one.id: one.able for one in office.counters}
        clerks = {one.id: one.able for one in office.clerks}
        for on in translation.dates:
            mine = [duty for duty in duties if duty.key == (office.id, on)]
            for block in range(translation.problem.blocks):
                at = translation.minute(block)
                if not open_in(office.open.get(on, ()), at):
                    continue
                there = [
                    (counters[duty.counter], clerks[duty.clerk])
                    for duty in mine
                    if duty.start < at + STEP and at < duty.end
                    if duty.counter in counters and duty.clerk in clerks
                ]
                found += [
                    Unmanned(office.id, on, at, group_name(translation.facts, group))
                    for group in sorted(translation.folded[site], key=sorted)
                    if not any(does(a, group) and does(b, group) for a, b in there)
                ]
    return tuple(found)
