"""A calmer day: the same shifts and the same people at each duty, with fewer changes between them.

A roster counts who is needed in each block; who of those present stands where is often free. People
who exchange their duties within a block leave the demand as served as before. So long stretches at
one duty are made, and whoever was promised a time longer than a block finds one person for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from time import monotonic

from scheduler.roster.problem import BACK, PAUSE, Kind, Problem, Roster, Workday
from scheduler.roster.rules.demand import price

SWITCH = 0.75
"""What a change between a duty and another, or back office, is worth, in the costs of rosters."""
BROKEN = 8.0
"""What it is worth that somebody promised a time finds one person for all of it."""
WIDEST = 4
"""So many blocks in a row are exchanged at once at most."""


@dataclass(frozen=True, slots=True)
class Promised:
    """A time of a day, in minutes after midnight, at any duty of one of these groups."""

    day: int
    start: int
    end: int
    groups: frozenset[str]


def calm(
    problem: Problem,
    roster: Roster,
    promised: Sequence[Promised] = (),
    keep: Collection[tuple[int, int]] = (),
    seconds: float = 2.0,
) -> Roster:
    """Return the roster with duties exchanged within blocks, so that fewer change during a day.

    Somebody's own back office also moves to another block, where no more are missing for it. Back
    office, screen time and demand cost hardly more than before; shifts stay. `keep` are the
    clerks and days that are left as they are. Trainees and their mentors are, too.
    """
    return _Calm(problem, roster, promised, keep, monotonic() + seconds).roster()


class _Calm:
    def __init__(
        self,
        problem: Problem,
        roster: Roster,
        promised: Sequence[Promised],
        keep: Collection[tuple[int, int]],
        until: float,
    ) -> None:
        self.problem, self.old, self.until = problem, roster, until
        pairs = {one.mentor for one in problem.clerks if one.mentor is not None}
        pairs |= {one.id for one in problem.clerks if one.mentor is not None}
        self.fixed = {(one.clerk, one.day) for one in roster.workdays if one.clerk in pairs}
        self.fixed |= set(keep)
        self.tasks = {(one.clerk, one.day): list(one.tasks) for one in roster.workdays}
        self.first = {
            (one.clerk, one.day): problem.shift[one.shift].blocks(problem.block).start
            for one in roster.workdays
        }
        self.full = {
            (one.clerk, one.day): [
                problem.shift[one.shift].worked(block, problem.block) == problem.block
                for block in problem.shift[one.shift].blocks(problem.block)
            ]
            for one in roster.workdays
        }
        self.paid: Mapping[int, int] = self._paid()
        self.back = self._back()
        self.promised: defaultdict[int, list[Promised]] = defaultdict(list)
        for one in sorted(promised, key=lambda one: (one.start, one.end)):
            self.promised[one.day].append(one)
        self.short: Counter[tuple[int, int, str]] = Counter()
        for need in problem.demand:
            self.short[need.day, need.block, need.group] += need.people
        for (clerk, day), tasks in self.tasks.items():
            for at, task in enumerate(tasks):
                self.short[day, self.first[clerk, day] + at, task] -= 1
        self.screen = problem.terms.screen // problem.block
        self.places = {
            group.name: "counter" if group.kind is Kind.COUNTER else group.name
            for group in problem.groups
        }

    def roster(self) -> Roster:
        for day in sorted({day for _, day in self.tasks}):
            while self._better(day) and monotonic() < self.until:
                pass
        return Roster(
            tuple(
                Workday(one.clerk, one.day, one.shift, tuple(self.tasks[one.clerk, one.day]))
                for one in self.old.workdays
            )
        )

    def _better(self, day: int) -> bool:
        """Take each exchange of a day that pays; whether any did."""
        clerks = [
            clerk for clerk, when in self.tasks if when == day and (clerk, day) not in self.fixed
        ]
        everybody = [clerk for clerk, when in self.tasks if when == day]
        found = False
        broken = self._broken(day, everybody)
        for a, b, first, last in self._exchanges(day, clerks):
            if monotonic() > self.until:
                return False
            before = self._cost(a, day) + self._cost(b, day) + BROKEN * broken
            self._exchange(day, a, b, first, last)
            now = self._broken(day, everybody)
            after = self._cost(a, day) + self._cost(b, day) + BROKEN * now
            if after < before - 1e-9:
                found, broken = True, now
            else:
                self._exchange(day, a, b, first, last)
        return self._moved(day, clerks) or found

    def _moved(self, day: int, clerks: Sequence[int]) -> bool:
        """Move back office within a clerk's day where that pays; whether any was."""
        everybody = [clerk for clerk, when in self.tasks if when == day]
        found = False
        for clerk in clerks:
            tasks, full = self.tasks[clerk, day], self.full[clerk, day]
            for at, other in combinations([n for n, whole in enumerate(full) if whole], 2):
                if (tasks[at] == BACK) == (tasks[other] == BACK) or monotonic() > self.until:
                    continue
                duty, back = (other, at) if tasks[at] == BACK else (at, other)
                before = self._cost(clerk, day) + BROKEN * self._broken(day, everybody)
                more = self._price(clerk, day, duty, back)
                tasks[duty], tasks[back] = BACK, tasks[duty]
                after = self._cost(clerk, day) + BROKEN * self._broken(day, everybody)
                if after + more < before - 1e-9:
                    found = True
                    self._count(clerk, day, duty, back)
                else:
                    tasks[duty], tasks[back] = tasks[back], BACK
        return found

    def _price(self, clerk: int, day: int, old: int, new: int) -> float:
        """Return what more is missed, or too much, if a clerk's duty moves to another block."""
        group = self.tasks[clerk, day][old]
        first, weight = self.first[clerk, day], self.problem.group[group].weight
        steps = self.problem.weights.missing

        def cost(short: int) -> float:
            missed = weight * price(steps, short) if short > 0 else 0.0
            return missed + self.problem.weights.surplus * max(0, -short)

        left, joined = (self.short[day, first + at, group] for at in (old, new))
        return cost(left + 1) - cost(left) + cost(joined - 1) - cost(joined)

    def _count(self, clerk: int, day: int, old: int, new: int) -> None:
        group, first = self.tasks[clerk, day][new], self.first[clerk, day]
        self.short[day, first + old, group] += 1
        self.short[day, first + new, group] -= 1

    def _exchanges(self, day: int, clerks: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
        """Yield what two clerks could exchange: stretches of blocks in which both are there."""
        for at, a in enumerate(clerks):
            for b in clerks[at + 1 :]:
                low = max(self.first[a, day], self.first[b, day])
                high = min(
                    self.first[a, day] + len(self.tasks[a, day]),
                    self.first[b, day] + len(self.tasks[b, day]),
                )
                for first in range(low, high):
                    for last in range(first + 1, min(high, first + WIDEST) + 1):
                        if not self._able(day, a, b, last - 1):
                            break
                        if self._edge(day, a, first) or self._edge(day, b, first):
                            yield a, b, first, last

    def _edge(self, day: int, clerk: int, block: int) -> bool:
        """Whether something begins for a clerk in a block; the ends are another's beginnings."""
        tasks, at = self.tasks[clerk, day], block - self.first[clerk, day]
        return at == 0 or tasks[at - 1] != tasks[at]

    def _able(self, day: int, a: int, b: int, block: int) -> bool:
        one, other = block - self.first[a, day], block - self.first[b, day]
        if not (self.full[a, day][one] and self.full[b, day][other]):
            return False
        mine, theirs = self.tasks[a, day][one], self.tasks[b, day][other]
        skills = self.problem.clerk
        return (mine == BACK or mine in skills[b].skills) and (
            theirs == BACK or theirs in skills[a].skills
        )

    def _exchange(self, day: int, a: int, b: int, first: int, last: int) -> None:
        size = self.problem.block
        for block in range(first, last):
            one, other = block - self.first[a, day], block - self.first[b, day]
            mine, theirs = self.tasks[a, day][one], self.tasks[b, day][other]
            self.tasks[a, day][one], self.tasks[b, day][other] = theirs, mine
            moved = size * ((theirs == BACK) - (mine == BACK))
            self.back[a] += moved
            self.back[b] -= moved

    def _cost(self, clerk: int, day: int) -> float:
        """Return what of a clerk's cost an exchange on a day can change."""
        weights, (least, most) = self.problem.weights, self.problem.terms.share
        paid, back = self.paid[clerk], self.back[clerk]
        cost = weights.back_little * max(0.0, least * paid - back) / self.problem.block
        cost += weights.back_much * max(0.0, back - most * paid) / self.problem.block
        run, place = 0, ""
        for task in self.tasks[clerk, day]:
            here = self.places.get(task, task)
            run = run + 1 if here == "counter" else 0
            cost += weights.screen * (run > self.screen)
            cost += SWITCH * (place not in (PAUSE, here) and task != PAUSE)
            place = here
        return cost

    def _broken(self, day: int, clerks: Sequence[int]) -> int:
        """Return how many of those promised a time find no one person for it."""
        promised = self.promised.get(day)
        if not promised:
            return 0
        runs = [(start, end, clerk) for clerk in clerks for start, end in self._runs(clerk, day)]
        busy = [0] * len(runs)
        broken = 0
        for one in promised:
            able = [
                at
                for at, (start, end, clerk) in enumerate(runs)
                if start <= one.start
                and one.end <= end
                and busy[at] <= one.start
                and not one.groups.isdisjoint(self.problem.clerk[clerk].skills)
            ]
            if able:
                taken = min(able, key=lambda at: len(self.problem.clerk[runs[at][2]].skills))
                busy[taken] = one.end
            else:
                broken += 1
        return broken

    def _runs(self, clerk: int, day: int) -> list[tuple[int, int]]:
        """Return a clerk's stretches at counters, in minutes after midnight."""
        found: list[tuple[int, int]] = []
        first, size = self.first[clerk, day], self.problem.block
        for at, task in enumerate(self.tasks[clerk, day]):
            if self.places.get(task) != "counter":
                continue
            start = (first + at) * size
            if found and found[-1][1] == start:
                found[-1] = found[-1][0], start + size
            else:
                found.append((start, start + size))
        return found

    def _paid(self) -> Mapping[int, int]:
        found: defaultdict[int, int] = defaultdict(int)
        for one in self.old.workdays:
            found[one.clerk] += self.problem.shift[one.shift].work
        return found

    def _back(self) -> defaultdict[int, int]:
        found: defaultdict[int, int] = defaultdict(int)
        for one in self.old.workdays:
            shift = self.problem.shift[one.shift]
            for block, task in zip(shift.blocks(self.problem.block), one.tasks, strict=True):
                found[one.clerk] += shift.worked(block, self.problem.block) * (task == BACK)
        return found
