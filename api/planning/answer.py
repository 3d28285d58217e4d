"""What a run was asked and what it found, as JSON that the run keeps: the truth of the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from api.planning.facts import PromiseFacts
from api.planning.problem import Translation, group_name
from api.planning.shortfalls import Unmanned
from scheduler.capacity.problem import Plan, Problem
from scheduler.finding import Finding
from termin.planning.demand import STEP, STEPS, Curve, Skills
from termin.planning.plan import PlannedDuty
from termin.planning.shifts import PlannedShift


class OfficeAsked(msgspec.Struct, frozen=True):
    """An office's part of what was asked; `[day][block]` and `[day][group][block]`.

    `booked` and `expected` are minutes of work, `staff` how many could serve; `weeks` how
    many past days of the weekday each day's usual rests on; `folded` are groups with so little
    work that it is planned with the general one.
    """

    id: int
    name: str
    staff: list[list[int]]
    booked: list[list[list[float]]]
    expected: list[list[list[float]]]
    weeks: list[int]
    budget: list[int | None]
    folded: list[str] = []


class Asked(msgspec.Struct, frozen=True):
    """What a run was asked: dates, service groups, half hours from `first` (local minutes) on."""

    dates: list[date]
    groups: list[str]
    first: int
    blocks: int
    offices: list[OfficeAsked]

    def minute(self, block: int) -> int:
        """Return the local minute at which a half hour begins."""
        return self.first + block * STEP


class Said(msgspec.Struct, frozen=True):
    """A finding: the rule's name, its facts, and its cost; None where it may not be."""

    rule: str
    facts: dict[str, str | int | float]
    cost: float | None = None


class Lost(msgspec.Struct, frozen=True):
    """An appointment's time that the plan cannot keep a counter for."""

    office: int
    on: date
    start: int
    end: int


class Lacking(msgspec.Struct, frozen=True):
    """A counter that should be open in a half hour, and nobody is left who can sit there.

    `why` says how many people cannot be had for it by which reason, the commonest first.
    """

    office: int
    on: date
    start: int
    group: str
    why: list[tuple[str, int]] = []


class KeptRoster(msgspec.Struct, frozen=True):
    """An office's roster: problem and workdays, and the words of the problem."""

    office: int
    problem: str
    roster: str
    skills: dict[str, list[int]]
    posts: dict[str, int]
    fixed: dict[str, list[PlannedDuty]] = {}


class Step(msgspec.Struct, frozen=True):
    """What it costs an office if these people, and only they, work otherwise than planned."""

    office: int
    clerks: list[int]
    cost: float


class Refused(msgspec.Struct, frozen=True):
    """Why there is no plan: what cannot hold together, or (`broken`) the rules it would break."""

    refused: list[Said]
    broken: bool = False


class Answer(msgspec.Struct, frozen=True):
    """What a run found; `open` is `[office][day][group][block]`, counters.

    `opened` and `changed` count half hours of counters that appointments asked for beyond what the
    solver chose. `notes` say what had to be assumed. `rosters` are what another plan after a sick
    call begins with, as the scheduler writes them; `steps` are how that one was found.
    """

    value: float
    bound: float
    seconds: float
    open: list[list[list[list[int]]]]
    duties: list[PlannedDuty]
    shifts: list[PlannedShift] = []
    said: list[Said] = []
    notes: list[Said] = []
    lost: list[Lost] = []
    lacking: list[Lacking] = []
    opened: int = 0
    changed: int = 0
    rosters: list[KeptRoster] = []
    steps: list[Step] = []

    @property
    def gap(self) -> float:
        """What the plan may still lose, as a share of its cost."""
        apart = max(0.0, self.value - self.bound)
        return min(1.0, apart / self.value) if self.value > 0 else 0.0


_ASKED = msgspec.json.Decoder(Asked)
_ANSWER = msgspec.json.Decoder(Answer)
_REFUSED = msgspec.json.Decoder(Refused)


def write(told: Asked | Answer | Refused) -> str:
    """Return what a run keeps."""
    return msgspec.json.encode(told).decode()


def read_asked(text: str) -> Asked:
    """Return what was asked; refuses anything else (ValueError)."""
    return _ASKED.decode(text)


def read_answer(text: str) -> Answer:
    """Return what was found; refuses anything else (ValueError)."""
    return _ANSWER.decode(text)


def read_refused(text: str) -> Refused:
    """Return why there is no plan; refuses anything else (ValueError)."""
    return _REFUSED.decode(text)


def asked_of(translation: Translation) -> Asked:
    """Return what a run is asked, for people."""
    problem, facts = translation.problem, translation.facts
    demand = facts.demand
    first = translation.first // STEP

    def curve(values: tuple[float, ...]) -> list[float]:
        return [round(minutes, 1) for minutes in values[first : first + problem.blocks]]

    offices: list[OfficeAsked] = []
    for office, site in zip(facts.offices, problem.sites, strict=True):
        small = translation.folded[len(offices)]
        curves = [
            [
                _together(demand.of(office.id, on, one) for one in served(group, small))
                for group in translation.groups
            ]
            for on in translation.dates
        ]
        offices.append(
            OfficeAsked(
                office.id,
                office.name,
                [
                    [min(day[slot] for slot in problem.slots_of(b)) for b in range(problem.blocks)]
                    for day in site.staff
                ],
                [[curve(one.booked) for one in day] for day in curves],
                [[curve(one.expected) for one in day] for day in curves],
                [demand.weeks.get((office.id, on), 0) for on in translation.dates],
                list(site.budget),
                [group_name(facts, group) for group in sorted(small, key=sorted)],
            )
        )
    return Asked(
        list(translation.dates),
        list(problem.groups),
        translation.first,
        problem.blocks,
        offices,
    )


def served(group: Skills, small: frozenset[Skills]) -> frozenset[Skills]:
    """Return the groups whose work is planned as this one's at an office."""
    if group in small:
        return frozenset()
    return frozenset({group}) if group else frozenset({group}) | small


def _together(curves: Iterable[Curve]) -> Curve:
    """Return several groups' work as one; what is expected is so of each by itself."""
    found = list(curves)
    if not found:
        return Curve((0.0,) * STEPS, (0.0,) * STEPS)
    return Curve(
        tuple(map(sum, zip(*(one.expected for one in found), strict=True))),
        tuple(map(sum, zip(*(one.booked for one in found), strict=True))),
    )


def open_counters(problem: Problem, plan: Plan) -> list[list[list[list[int]]]]:
    """Return how many counters are open: `[office][day][group][block]`."""
    found = [
        [[[0] * problem.blocks for _ in problem.groups] for _ in problem.days]
        for _ in problem.sites
    ]
    for place, count in plan.counts.items():
        found[place.site][place.day][place.group][place.block] += count
    return found


def said_of(findings: Iterable[Finding]) -> list[Said]:
    """Return findings as they are kept, those that may not be first, then the dearest."""
    said = [Said(one.rule.name, dict(one.facts), one.cost) for one in findings]
    return sorted(said, key=dearest_first)


def dearest_first(one: Said) -> tuple[bool, float]:
    """Sort what may not be before what costs, and that by its cost."""
    return one.cost is not None, -(one.cost or 0.0)


def lost_of(lost: Iterable[tuple[int, PromiseFacts]]) -> list[Lost]:
    """Return promises that cannot be kept."""
    return [Lost(office, one.on, one.start, one.end) for office, one in lost]


def lacking_of(unmanned: Iterable[Unmanned]) -> list[Lacking]:
    """Return when a counter or a post has nobody, and when nobody serves a group; by time."""
    found = {(one.on, one.start, one.office, one.group): one.why for one in unmanned}
    return [
        Lacking(office, on, start, group, list(why))
        for (on, start, office, group), why in sorted(found.items())
    ]
