"""From numbers to names: which counter opens, and who sits there, so that breaks are kept.

Nobody serves longer than six hours without half an hour away (ArbZG § 4) or more than ten hours a
day (§ 3); who has worked the smaller part of their contract this week goes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from api.planning.coverage import Needs
from api.planning.facts import ClerkFacts, CounterFacts, OfficeFacts, does
from api.planning.problem import COUNTER_SHARE, LONGEST, Translation, open_in, pauses_of
from api.planning.shortfalls import Unmanned
from scheduler.capacity.problem import Place, Plan
from termin.planning.demand import STEP, Skills
from termin.planning.plan import PlannedDuty, joined

LONGEST_DAY = 10 * 60

_Serves = tuple[Skills, Skills]
"""What a counter's clerk should have learned, and what they must have."""


@dataclass(frozen=True, slots=True)
class Named:
    """The duties of a plan, and what could not be staffed."""

    duties: tuple[PlannedDuty, ...]
    unmanned: tuple[Unmanned, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A counter to be staffed for consecutive half hours, and what it serves in each.

    `groups` is what its clerk should have learned, `least` what they must have.
    """

    counter: CounterFacts
    first: int
    groups: tuple[Skills, ...]
    least: tuple[Skills, ...]

    @property
    def blocks(self) -> range:
        return range(self.first, self.first + len(self.groups))

    def cut(self, at: int) -> tuple[_Stretch, _Stretch]:
        """Return the two parts before and from the block `at`."""
        left = at - self.first
        return (
            _Stretch(self.counter, self.first, self.groups[:left], self.least[:left]),
            _Stretch(self.counter, at, self.groups[left:], self.least[left:]),
        )


@dataclass
class _Week:
    """What clerks have been given so far: blocks of each date, and minutes of the week."""

    blocks: defaultdict[tuple[int, date], dict[int, int]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    minutes: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))


def name_duties(
    translation: Translation,
    plan: Plan,
    pins: Sequence[PlannedDuty] = (),
    needs: Needs | None = None,
) -> Named:
    """Return who is at which counter, with `pins` and the posts that always stand as they are.

    `needs` are the skills that counters add to their group (`api.planning.coverage`).
    """
    week = _Week()
    duties: list[PlannedDuty] = []
    unmanned: list[Unmanned] = []
    for site, office in enumerate(translation.facts.offices):
        fixed = [*office.posts, *(pin for pin in pins if pin.office == office.id)]
        duties += fixed
        for duty in fixed:
            _note(week, translation, duty)
        for day, on in enumerate(translation.dates):
            mine = [pin for pin in fixed if pin.on == on]
            stretches = list(_stretches(translation, plan, site, day, mine, needs or {}))
            relieved = _relieved(translation, office, on, stretches)
            given, lacking = _staffed(translation, office, on, relieved, week)
            duties += given
            unmanned += lacking
    return Named(joined(duties), tuple(unmanned))


def _relieved(
    translation: Translation, office: OfficeFacts, on: date, stretches: Sequence[_Stretch]
) -> list[_Stretch]:
    """Cut a half hour out of each long stretch, one after the other, in which somebody relieves."""
    pauses = [translation.block(at) for times in pauses_of(office.open.get(on, ())) for at in times]
    found: list[_Stretch] = []
    turn = 0
    for one in stretches:
        inside = [block for block in pauses if one.first < block < one.blocks.stop - 1]
        if len(one.groups) * STEP <= LONGEST or not inside:
            found.append(one)
            continue
        before, rest = one.cut(inside[turn % len(inside)])
        found += [before, *rest.cut(rest.first + 1)]
        turn += 1
    return found


def _note(week: _Week, translation: Translation, duty: PlannedDuty) -> None:
    for block in range(translation.block(duty.start), translation.block(duty.end - 1) + 1):
        week.blocks[duty.clerk, duty.on][block] = duty.counter
        week.minutes[duty.clerk] += STEP


def _stretches(
    translation: Translation,
    plan: Plan,
    site: int,
    day: int,
    pins: Sequence[PlannedDuty],
    needs: Needs,
) -> Iterator[_Stretch]:
    """Yield what is to be staffed beside the pins: each kind's counters, as few as possible."""
    blocks = translation.problem.blocks
    for kind, counters in enumerate(translation.kinds[site]):
        pinned = {
            (pin.counter, block)
            for pin in pins
            for block in range(translation.block(pin.start), translation.block(pin.end - 1) + 1)
        }
        rows: dict[int, dict[int, _Serves]] = defaultdict(dict)
        before: dict[int, _Serves] = {}
        for block in range(blocks):
            wanted = _open(translation, plan, Place(site, day, kind, 0, block), needs)
            free = [c for c in counters if (c.id, block) not in pinned]
            wanted = wanted[: max(0, len(wanted) - (len(counters) - len(free)))]
            now = _laid_out(wanted, [c.id for c in free], before)
            for number, group in now.items():
                rows[number][block] = group
            before = now
        for counter in counters:
            yield from _runs(counter, rows.get(counter.id, {}))


def _open(translation: Translation, plan: Plan, where: Place, needs: Needs) -> list[_Serves]:
    """Return what each open counter of a kind and block serves, those with most needs first."""
    more = needs.get((where.site, where.day, where.block), {})
    found = [
        (group | more.get((where.kind, number, unit), frozenset()), group)
        for number, group in enumerate(translation.groups)
        for unit in range(plan.counts.get(where._replace(group=number), 0))
    ]
    return sorted(found, key=lambda one: (-len(one[0]), sorted(one[0])))


def _laid_out(
    wanted: Sequence[_Serves], counters: Sequence[int], before: dict[int, _Serves]
) -> dict[int, _Serves]:
    """Return which counter serves which group: open ones stay so, with their group if possible."""
    left, found = list(wanted), dict[int, _Serves]()
    for counter in counters:
        if counter in before and before[counter] in left and len(found) < len(wanted):
            left.remove(before[counter])
            found[counter] = before[counter]
    for counter in sorted(counters, key=lambda one: one not in before):
        if counter not in found and left:
            found[counter] = left.pop(0)
    return found


def _runs(counter: CounterFacts, row: dict[int, _Serves]) -> Iterator[_Stretch]:
    blocks = sorted(row)
    begins = [block for block in blocks if block - 1 not in row]
    for first in begins:
        last = next(block for block in blocks if block >= first and block + 1 not in row)
        serves = [row[block] for block in range(first, last + 1)]
        yield _Stretch(
            counter, first, tuple(group for group, _ in serves), tuple(least for _, least in serves)
        )


def _staffed(
    translation: Translation,
    office: OfficeFacts,
    on: date,
    stretches: Sequence[_Stretch],
    week: _Week,
) -> tuple[list[PlannedDuty], list[Unmanned]]:
    duties: list[PlannedDuty] = []
    lacking: list[Unmanned] = []
    waiting = sorted(stretches, key=lambda one: _order(office, one))
    while waiting:
        one = waiting.pop(0)
        clerk = _best(translation, office, on, one, week)
        if clerk is not None:
            duty = _duty(translation, office, on, one, clerk)
            if duty is not None:
                duties.append(duty)
                _note(week, translation, duty)
        elif len(one.groups) == 1 and one.groups != one.least:
            waiting.insert(0, replace(one, groups=one.least))  # `uncovered` tells
        elif len(one.groups) == 1:
            lacking.append(Unmanned(office.id, on, translation.minute(one.first), one.groups[0]))
        else:
            at = _where_to_cut(translation, office, on, one, week)
            waiting = sorted([*one.cut(at), *waiting], key=lambda part: _order(office, part))
    return duties, lacking


def _order(office: OfficeFacts, one: _Stretch) -> tuple[int, int, int]:
    """Whom only few can do comes first, then the longest."""
    able = sum(_can(clerk, one) for clerk in office.clerks)
    return able, -len(one.groups), one.first


def _can(clerk: ClerkFacts, one: _Stretch) -> bool:
    return all(does(clerk.able, group) for group in one.groups)


def _where_to_cut(
    translation: Translation, office: OfficeFacts, on: date, one: _Stretch, week: _Week
) -> int:
    """Return the block up to which somebody can take it; half of it where nobody begins it."""
    for last in range(one.blocks.stop - 1, one.first, -1):
        if _best(translation, office, on, one.cut(last)[0], week) is not None:
            return last
    return one.first + 1


def _best(
    translation: Translation, office: OfficeFacts, on: date, one: _Stretch, week: _Week
) -> ClerkFacts | None:
    start, end = translation.minute(one.first), translation.minute(one.blocks.stop)
    free = [
        clerk
        for clerk in office.clerks
        if _can(clerk, one) and clerk.free(on, start, end) and _lawful(clerk, on, one, week)
    ]
    return min(
        free,
        key=lambda clerk: _fitness(
            clerk, one, week, sum(clerk.missed(on, start, end).values()), on
        ),
        default=None,
    )


def _lawful(clerk: ClerkFacts, on: date, one: _Stretch, week: _Week) -> bool:
    had = week.blocks[clerk.id, on]
    if any(block in had for block in one.blocks):
        return False
    blocks = sorted({*had, *one.blocks})
    run = longest = 1
    for before, block in pairwise(blocks):
        run = run + 1 if block == before + 1 else 1
        longest = max(longest, run)
    return longest * STEP <= LONGEST and (blocks[-1] + 1 - blocks[0]) * STEP <= LONGEST_DAY


def _fitness(
    clerk: ClerkFacts, one: _Stretch, week: _Week, missed: int, on: date
) -> tuple[float, int, int, float, int]:
    """Beyond the contract last, then who wishes otherwise; first who sits there today.

    Then who has done less of their contract, and can do less.
    """
    most = (clerk.minutes or 2340) * COUNTER_SHARE
    after = week.minutes[clerk.id] + len(one.groups) * STEP
    had = week.blocks[clerk.id, on]
    near = one.first - 1 in had or one.blocks.stop in had
    same = one.counter.id in had.values()
    skills = 99 if clerk.able is None else len(clerk.able)
    return (
        max(0.0, after - most),
        missed,
        -2 if same else -1 if near else 0,
        skills + after / most,
        clerk.id,
    )


def _duty(
    translation: Translation, office: OfficeFacts, on: date, one: _Stretch, clerk: ClerkFacts
) -> PlannedDuty | None:
    """Return the duty, cut to when the office is open."""
    start, end = translation.minute(one.first), translation.minute(one.blocks.stop)
    times = [
        (max(start, a), min(end, b)) for a, b in office.open.get(on, ()) if a < end and start < b
    ]
    if not times or not open_in(office.open.get(on, ()), start):
        return None
    return PlannedDuty(
        office.id,
        on,
        one.counter.id,
        min(a for a, _ in times),
        max(b for _, b in times),
        clerk.id,
        one.counter.shares,
    )
