"""Who is needed at the counters of an office, half hour by half hour, for which skills."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from api.planning.coverage import Needs
from api.planning.facts import does
from api.planning.pinning import during
from api.planning.problem import Translation, group_name
from scheduler.capacity.problem import Place, Plan
from scheduler.roster.problem import Demand
from termin.planning.demand import STEP, Skills
from termin.planning.plan import PlannedDuty

DUE = " (Termine)"
"""How a group that was promised is told from the others."""


class Wanted:
    """Who is needed at the counters of an office: how many people of which skills, block by block.

    Counters with pins need nobody else; of the others of their kind so many fewer are needed.
    """

    def __init__(
        self,
        translation: Translation,
        site: int,
        plan: Plan,
        needs: Needs,
        promised: Needs,
        pins: Sequence[PlannedDuty],
    ) -> None:
        self.translation, self.site, self.plan = translation, site, plan
        self.needs, self.promised, self.pins = needs, promised, pins
        self.office = translation.facts.offices[site]
        self.people: Counts[tuple[date, int, Skills, bool]] = Counts()
        for day, on in enumerate(translation.dates):
            for block in range(translation.problem.blocks):
                minute = translation.minute(block)
                for group, due in self._open(day, on, block):
                    self.people[on, minute // STEP, group, due] += 1
        found = {(group, due) for _, _, group, due in self.people}
        self.groups = sorted(found, key=lambda one: (sorted(one[0]), one[1]))

    def name(self, group: Skills, due: bool) -> str:  # noqa: FBT001 - a part of the group's key
        """Return what a group is called; what somebody was promised is told apart."""
        name = group_name(self.translation.facts, group)
        return name + DUE if due else name

    def demand(self, days: Mapping[date, int]) -> Iterator[Demand]:
        """Yield it all, with the numbers of the dates."""
        for (on, block, group, due), people in self.people.items():
            yield Demand(days[on], block, self.name(group, due), people)

    def _open(self, day: int, on: date, block: int) -> Iterator[tuple[Skills, bool]]:
        """Yield what each open counter of a block needs, and whether it was promised."""
        key = self.site, day, block
        more, due = self.needs.get(key, {}), self.promised.get(key, {})
        minute = self.translation.minute(block)
        for kind, counters in enumerate(self.translation.kinds[self.site]):
            units = [
                (kind, number, unit)
                for number in range(len(self.translation.groups))
                for unit in range(
                    self.plan.counts.get(Place(self.site, day, kind, number, block), 0)
                )
            ]
            units.sort(key=lambda unit: (unit not in due, -len(more.get(unit, ())), unit))
            pinned = {
                pin.counter
                for pin in self.pins
                if during(pin, on, minute // STEP)
                if any(counter.id == pin.counter for counter in counters)
            }
            for unit in units[: max(0, len(units) - len(pinned))]:
                group = self.translation.groups[unit[1]]
                whole = group | more.get(unit, frozenset())
                learned = any(does(clerk.able, whole) for clerk in self.office.clerks)
                yield (whole if learned else group), unit in due
