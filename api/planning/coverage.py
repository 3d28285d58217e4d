"""Groups with little work have no counters of their own: whoever can serve them must be there.

While an office is open, a counter is. In each half hour some open counter is to be able to serve
each small group; if none is, one that nobody else needs is exchanged for one that can. What an open
counter covers, its clerk has learned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.planning.facts import does
from api.planning.problem import Translation
from scheduler.capacity.problem import Place, Plan
from termin.planning.demand import Skills

Unit = tuple[int, int, int]
"""An open counter of a half hour: its kind, its group, and its number among them."""

Needs = Mapping[tuple[int, int, int], Mapping[Unit, Skills]]
"""Site, day and block: what open counters serve besides their group."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A plan that covers all groups where it can; `needs` is what else each counter serves.

    `needs[site, day, block]` says for open counters by kind and group which skills they add.
    """

    plan: Plan
    needs: Needs


def cover(
    translation: Translation, plan: Plan, promised: Needs | None = None, *, exchange: bool = True
) -> Covered:
    """Return the plan with small groups covered in each half hour, and somebody always there.

    An office that is open has at least one counter, whatever little work there is. `promised` is
    what counters have to serve anyway. Without `exchange` the same counters stay open, and it is
    only said who covers what.
    """
    counts = {place: count for place, count in plan.counts.items() if count}
    needs: dict[tuple[int, int, int], dict[Unit, Skills]] = {}
    for site, small in enumerate(translation.folded):
        for day in range(len(translation.dates)):
            for block in range(translation.problem.blocks):
                half = _HalfHour(translation, site, day, block, counts)
                mine = (promised or {}).get((site, day, block), {})
                found = half.cover(sorted(small, key=sorted), mine, exchange=exchange)
                if found:
                    needs[site, day, block] = found
    kept = {place: count for place, count in counts.items() if count}
    return Covered(replace(plan, counts=kept), needs)


class _HalfHour:
    """The open counters of a site in one block, of which kinds can be exchanged."""

    def __init__(
        self, translation: Translation, site: int, day: int, block: int, counts: dict[Place, int]
    ) -> None:
        self.kinds = translation.kinds[site]
        self.groups = range(len(translation.groups))
        self.names = translation.groups
        self.place = (site, day, block)
        self.counts = counts
        self.small = translation.folded[site]
        slots = translation.problem.slots_of(block)
        self.staff = min(translation.problem.sites[site].staff[day][slot] for slot in slots)
        self.clerks = [
            clerk
            for clerk in translation.facts.offices[site].clerks
            if clerk.free(
                translation.dates[day], translation.minute(block), translation.minute(block) + 1
            )
        ]

    def cover(
        self, small: Sequence[Skills], promised: Mapping[Unit, Skills], *, exchange: bool
    ) -> dict[Unit, Skills]:
        """Cover these groups, those that fewest kinds can serve first, as far as that goes."""
        found = dict(promised)
        if not self._units() and not (exchange and self._opened()):
            return found
        for group in sorted(small, key=lambda one: len(self._able(one))):
            unit = self._ready(group, found)
            if unit is None and exchange:
                unit = self._exchanged(group, found)
            if unit is not None:
                found[unit] = found.get(unit, frozenset[int]()) | group
        return found

    def _opened(self) -> bool:
        """Open the counter that can serve most; whether there is one and somebody to sit there."""
        if not self.staff or not self.kinds:
            return False
        most = max(range(len(self.kinds)), key=lambda kind: (self._breadth(kind), -kind))
        self._add(most, 0, 1)
        return True

    def _breadth(self, kind: int) -> int:
        return sum(does(self.kinds[kind][0].able, group) for group in self.small)

    def _ready(self, group: Skills, taken: Mapping[Unit, Skills]) -> Unit | None:
        """Return an open counter that can serve it beside what it serves, if a clerk can too."""
        able = {
            unit: self._learned(group | taken.get(unit, frozenset()) | self.names[unit[1]])
            for unit in self._units()
            if does(self.kinds[unit[0]][0].able, group)
        }
        # Where most people can be, so that somebody is there when one has a break; else where
        # something is covered already, so that few people are needed.
        return min(
            (unit for unit, people in able.items() if people),
            key=lambda unit: (-able[unit], unit not in taken, unit[1] != 0, unit),
            default=None,
        )

    def _exchanged(self, group: Skills, taken: Mapping[Unit, Skills]) -> Unit | None:
        """Close a counter that covers nothing and open one of another kind in its place."""
        for kind in self._able(group):
            if self._open(kind) >= len(self.kinds[kind]) or not self._learned(group):
                continue
            for old in self._units():
                last = self.counts[self._at(old[0], old[1])] - 1 == old[2]
                if old not in taken and last and old[1] == 0 and not self._pinned(old, taken):
                    self._add(old[0], 0, -1)
                    self._add(kind, 0, 1)
                    return kind, 0, self.counts[self._at(kind, 0)] - 1
        return None

    def _pinned(self, unit: Unit, taken: Mapping[Unit, Skills]) -> bool:
        """Whether closing it would renumber a counter that covers something."""
        return any(one[:2] == unit[:2] and one[2] > unit[2] for one in taken)

    def _learned(self, skills: Skills) -> int:
        """Return how many of those who are there have learned it."""
        return sum(does(clerk.able, skills) for clerk in self.clerks)

    def _able(self, group: Skills) -> list[int]:
        return [kind for kind, row in enumerate(self.kinds) if does(row[0].able, group)]

    def _units(self) -> list[Unit]:
        return [
            (kind, group, number)
            for kind in range(len(self.kinds))
            for group in self.groups
            for number in range(self.counts.get(self._at(kind, group), 0))
        ]

    def _open(self, kind: int) -> int:
        return sum(self.counts.get(self._at(kind, group), 0) for group in self.groups)

    def _at(self, kind: int, group: int) -> Place:
        site, day, block = self.place
        return Place(site, day, kind, group, block)

    def _add(self, kind: int, group: int, more: int) -> None:
        place = self._at(kind, group)
        self.counts[place] = self.counts.get(place, 0) + more
