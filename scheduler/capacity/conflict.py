"""Which rules cannot hold together, and which one, given up, would free the rest.

CP-SAT names assumptions that suffice for a contradiction; leaving out one after the other while the
contradiction lasts makes the set smallest in itself (Chinneck and Dravnieks, ORSA Journal on
Computing 3, 1991).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.capacity.cells import Cells, held
from scheduler.capacity.musts import CURES, Must, asked_days, musts
from scheduler.capacity.problem import Problem


@dataclass(frozen=True, slots=True)
class Cure:
    """A rule that ends a conflict if it gives way by so much."""

    must: Must
    more: int

    def __str__(self) -> str:
        """Say what to do."""
        return CURES[self.must.rule].format(**self.must.facts, more=self.more)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot all hold, none of them superfluous.

    Each of the `cures` leaves no other conflict of the same half hour behind (of the same day where
    its budget is the matter). Where there are none, all of `together` free the rest: as few rules
    as can be, what people asked for rather than what there is.
    """

    musts: tuple[Must, ...]
    cures: tuple[Cure, ...]
    together: tuple[Cure, ...] = ()

    def __str__(self) -> str:
        """Say what collides, and what would help."""
        said = "; ".join(map(str, self.musts))
        ways = "; or ".join(map(str, self.cures)) or "; and ".join(map(str, self.together))
        return f"These cannot hold together: {said}. To free them: {ways}."


def conflicts(problem: Problem) -> Iterator[Conflict]:
    """Yield a smallest conflict of each half hour that has one.

    A day whose half hours have none may have one with its budget.
    """
    for site, day in asked_days(problem):
        rules = musts(problem, site, day)
        whole = rules.pop(None, [])
        found = [one for block in rules.values() if (one := _conflict(block)) is not None]
        if not found:
            found = [one for must in whole if (one := _beyond(must, [*rules.values()])) is not None]
        yield from found


def _conflict(rules: Sequence[Must]) -> Conflict | None:
    core = _core(rules)
    if core is None:
        return None
    for must in reversed(core):
        smaller = _core([other for other in core if other is not must])
        if smaller is not None and must in core:
            core = smaller
    cures = tuple(cure for must in core if (cure := _cure(rules, must)) is not None)
    return Conflict(tuple(core), cures, () if cures else _together(rules))


def _core(rules: Sequence[Must]) -> list[Must] | None:
    """Return some of the rules that contradict each other; None if they do not."""
    cells = Cells(rules)
    literals = {}
    for must in rules:
        literal = cells.model.new_bool_var("")
        literals[literal.index] = must
        cells.hold(must, if_=literal)
        cells.model.add_assumption(literal)
    if cells.solved():
        return None
    named = set(cells.solver.sufficient_assumptions_for_infeasibility())
    return [must for index, must in literals.items() if index in named]


def _cure(rules: Sequence[Must], must: Must) -> Cure | None:
    """Return by how much a rule has to give way for all others to hold; None if that is no help."""
    cells = Cells(rules)
    for other in rules:
        if other is not must:
            cells.hold(other)
    more = cells.bend(must)
    cells.model.minimize(more)
    return Cure(must, cells.solver.value(more)) if cells.solved() else None


def _together(rules: Sequence[Must]) -> tuple[Cure, ...]:
    """Return the fewest rules that have to give way, and by how much."""
    cells = Cells(rules)
    bent = []
    for must in rules:
        more = cells.bend(must)
        given_up = cells.model.new_bool_var("")
        cells.model.add(more == 0).only_enforce_if(~given_up)
        bent.append((must, more, given_up))
    worth = sum(
        (1000 if must.source is not None else 1001) * given_up for must, _, given_up in bent
    )
    cells.model.minimize(10_000 * worth + sum(more for _, more, _ in bent))
    if not cells.solved():
        raise RuntimeError("rules that all give way must hold")
    given = [(must, cells.solver.value(more)) for must, more, _ in bent]
    return tuple(Cure(must, more) for must, more in given if more)


def _beyond(budget: Must, blocks: Sequence[Sequence[Must]]) -> Conflict | None:
    """Return the conflict of a day's budget with what its half hours need at least, if any.

    Half hours have nothing in common but the budget, so what each takes is asked by itself.
    """
    assert budget.high is not None  # noqa: S101  # a budget is the most there is
    kept = [[*rules] for rules in blocks]
    takes = [_slots(budget, rules) for rules in kept]
    over = sum(takes) - budget.high
    if over <= 0:
        return None
    cures = []
    for number, rules in enumerate(blocks):
        for must in rules:
            more = _bent(budget, rules, must, takes[number] - over)
            if more is not None:
                cures.append(Cure(must, more))
    for number, rules in enumerate(blocks):
        for must in reversed(rules):
            fewer = [other for other in kept[number] if other is not must]
            slots = _slots(budget, fewer)
            if sum(takes) - takes[number] + slots > budget.high:
                kept[number], takes[number] = fewer, slots
    core = [must for rules in kept for must in rules]
    cures = [cure for cure in cures if cure.must in core]
    return Conflict((*core, budget), (*cures, Cure(budget, over)))


def _slots(budget: Must, rules: Sequence[Must]) -> int:
    """Return the fewest slots that the rules of a half hour take."""
    cells = held(rules)
    if not cells.solved():
        raise RuntimeError("a half hour without a conflict can be planned")
    return sum(budget.cells[place] * count for place, count in cells.counts().items())


def _bent(budget: Must, rules: Sequence[Must], must: Must, most: int) -> int | None:
    """Return by how much a rule has to give way for its half hour to take so few slots."""
    cells = Cells(rules)
    for other in rules:
        if other is not must:
            cells.hold(other)
    more = cells.bend(must)
    weights = [budget.cells[place] for place in cells.open]
    cells.model.add(cp_model.LinearExpr.weighted_sum([*cells.open.values()], weights) <= most)
    cells.model.minimize(more)
    return cells.solver.value(more) if cells.solved() else None
