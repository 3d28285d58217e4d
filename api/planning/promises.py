"""Those who have an appointment keep a staffed counter: a plan is mended until they do.

The solver sees their minutes as work that waits like any other, and is asked for counters enough
(`api.planning.asking`). Here everybody gets one: where it could not be asked for, or was exchanged
since, counters are opened, or changed from what nobody was promised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from api.planning.coverage import Needs, Unit
from api.planning.facts import OfficeFacts, PromiseFacts, does
from api.planning.problem import Translation
from scheduler.capacity.problem import Place, Plan, Problem
from termin.planning.demand import STEP, Skills

LOOKS = 3


@dataclass(frozen=True, slots=True)
class Mended:
    """A plan in which all promises are kept but those `lost` (office and promise).

    `problem` may have a larger budget on days whose promises ask for it. `opened` and `changed`
    count the half hours of counters that were opened, or given to another group.
    """

    plan: Plan
    problem: Problem
    lost: tuple[tuple[int, PromiseFacts], ...] = ()
    opened: int = 0
    changed: int = 0
    needs: Needs = field(default_factory=dict)
    """Site, day and block: what open counters have to serve for those who were promised it."""


def keep_promises(translation: Translation, plan: Plan) -> Mended:
    """Return the plan with a counter for each promise, half hour by half hour."""
    counts = {place: count for place, count in plan.counts.items() if count}
    opened = changed = 0
    # What one moment of a half hour asks for may undo another's: a second look finds that.
    for _ in range(LOOKS):
        before = dict(counts)
        for site, day, block, held in half_hours(translation):
            half = _HalfHour(translation, site, day, block, counts)
            needs = [one.skills for one in held]
            for number in half.unseated(needs):
                became = half.make_room(needs[number], needs)
                opened += became == "opened"
                changed += became == "changed"
        if counts == before:
            break
    lost: dict[tuple[int, PromiseFacts], None] = {}
    needed: dict[tuple[int, int, int], dict[Unit, Skills]] = {}
    for site, day, block, held in half_hours(translation):
        half = _HalfHour(translation, site, day, block, counts)
        office = translation.facts.offices[site].id
        seated = half.seated([one.skills for one in held])
        mine = needed.setdefault((site, day, block), {})
        for unit, number in seated.items():
            mine[unit] = mine.get(unit, frozenset[int]()) | held[number].skills
        lost |= {
            (office, one): None for number, one in enumerate(held) if number not in seated.values()
        }
    mended = replace(plan, counts={place: count for place, count in counts.items() if count})
    problem = _affordable(translation.problem, mended)
    return Mended(mended, problem, tuple(lost), opened, changed, needed)


def half_hours(
    translation: Translation,
) -> Iterator[tuple[int, int, int, list[PromiseFacts]]]:
    """Yield each half hour with the most promises that there are at one moment of it."""
    for site, office in enumerate(translation.facts.offices):
        for day, on in enumerate(translation.dates):
            mine = [one for one in office.promises if one.on == on]
            for block in range(translation.problem.blocks):
                start = translation.minute(block)
                for moment in _moments(mine, start):
                    yield site, day, block, moment


def _moments(promises: Sequence[PromiseFacts], start: int) -> list[list[PromiseFacts]]:
    inside = [one for one in promises if one.start < start + STEP and start < one.end]
    edges = sorted({max(start, one.start) for one in inside})
    return [[one for one in inside if one.start <= edge < one.end] for edge in edges]


class _HalfHour:
    """The open counters of a site in one block, which can be mended in place."""

    def __init__(
        self,
        translation: Translation,
        site: int,
        day: int,
        block: int,
        counts: dict[Place, int],
    ) -> None:
        self.groups = translation.groups
        self.kinds = translation.kinds[site]
        self.counts = counts
        self.place = (site, day, block)
        facts: OfficeFacts = translation.facts.offices[site]
        self.usable = facts.skills
        slots = translation.problem.slots_of(block)
        self.staff = min(translation.problem.sites[site].staff[day][slot] for slot in slots)

    def unseated(self, needs: Sequence[Skills]) -> list[int]:
        """Return which needs find no open counter."""
        taken = self.seated(needs)
        return [number for number in range(len(needs)) if number not in taken.values()]

    def make_room(self, need: Skills, needs: Sequence[Skills]) -> str:
        """Open a counter for a need, or change one that nobody was promised; say what was done."""
        group = self._group(need)
        if group is None:
            return ""
        for kind in self._able(need):
            if self._open(kind) < len(self.kinds[kind]) and self._all_open() < self.staff:
                self._add(kind, group, 1)
                return "opened"
        used = set(self.seated(needs))
        for idle in reversed(self._units()):
            if idle in used:
                continue
            kind = idle[0]
            wanted = self._able(need)
            others = [k for k in wanted if k != kind and self._open(k) < len(self.kinds[k])]
            if others:
                self._add(kind, idle[1], -1)
                self._add(others[0], group, 1)
                return "changed"
        return ""

    def seated(self, needs: Sequence[Skills]) -> Mapping[Unit, int]:
        """Return open counters that serve one need each (Kuhn's augmenting paths)."""
        units = self._units()
        taken: dict[Unit, int] = {}

        def seat(number: int, seen: set[Unit]) -> bool:
            for unit in units:
                if unit not in seen and does(self.kinds[unit[0]][0].able, needs[number]):
                    seen.add(unit)
                    if unit not in taken or seat(taken[unit], seen):
                        taken[unit] = number
                        return True
            return False

        # Those whom few counters can serve choose first; who is left over can go to many.
        for number in sorted(range(len(needs)), key=lambda one: len(self._able(needs[one]))):
            seat(number, set())
        return taken

    def _units(self) -> list[Unit]:
        """Return the open counters as (kind, group, number), the least able kinds first."""
        site, day, block = self.place
        order = sorted(range(len(self.kinds)), key=self._breadth)
        return [
            (kind, group, number)
            for kind in order
            for group in range(len(self.groups))
            for number in range(self.counts.get(Place(site, day, kind, group, block), 0))
        ]

    def _able(self, need: Skills) -> list[int]:
        able = [kind for kind, row in enumerate(self.kinds) if does(row[0].able, need)]
        return sorted(able, key=self._breadth)

    def _breadth(self, kind: int) -> tuple[int, int]:
        return sum(does(self.kinds[kind][0].able, group) for group in self.usable), kind

    def _group(self, need: Skills) -> int | None:
        inside = [
            n
            for n, group in enumerate(self.groups)
            if group <= need and (group in self.usable or not group)
        ]
        return max(inside, key=lambda n: len(self.groups[n]), default=None)

    def _open(self, kind: int) -> int:
        site, day, block = self.place
        return sum(
            self.counts.get(Place(site, day, kind, group, block), 0)
            for group in range(len(self.groups))
        )

    def _all_open(self) -> int:
        return sum(self._open(kind) for kind in range(len(self.kinds)))

    def _add(self, kind: int, group: int, more: int) -> None:
        site, day, block = self.place
        place = Place(site, day, kind, group, block)
        self.counts[place] = self.counts.get(place, 0) + more


def _affordable(problem: Problem, plan: Plan) -> Problem:
    """Return the problem with a budget that pays for the plan: promises come first.

    Needs were the solver's; which promises are not kept, `Mended.lost` says.
    """
    spent: dict[tuple[int, int], int] = {}
    for place, count in plan.counts.items():
        key = (place.site, place.day)
        spent[key] = spent.get(key, 0) + count * len(problem.slots_of(place.block))
    sites = tuple(
        replace(
            site,
            budget=tuple(
                None if most is None else max(most, spent.get((number, day), 0))
                for day, most in enumerate(site.budget)
            ),
        )
        for number, site in enumerate(problem.sites)
    )
    return replace(problem, sites=sites, least=())
