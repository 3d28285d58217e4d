"""How many counters could be open at each place, by CP-SAT: what holds, what gives way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ortools.sat.python import cp_model

from scheduler.capacity.musts import Must
from scheduler.capacity.problem import Place

MOST = 100_000
"""More counters than a place ever has."""


class Cells:
    """Counters at places under rules; solved with one worker, so that answers come again."""

    def __init__(self, musts: Iterable[Must]) -> None:
        self.musts = list(musts)
        self.model = cp_model.CpModel()
        self.nothing = self.model.new_constant(0)
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.open = {
            place: self.model.new_int_var(0, MOST, "")
            for place in sorted({place for must in self.musts for place in must.cells})
        }

    def hold(self, must: Must, *, if_: cp_model.IntVar | None = None) -> None:
        """Let a rule hold, or only where a literal is true."""
        self._hold(must, 0, if_)

    def bend(self, must: Must) -> cp_model.IntVar:
        """Let a rule hold but for so much, which is returned."""
        more = self.model.new_int_var(0, MOST, "")
        self._hold(must, more, None)
        return more

    def used(self, must: Must) -> cp_model.LinearExpr:
        """Return what a rule counts."""
        places = [self.open[place] for place in must.cells]
        return self.nothing + cp_model.LinearExpr.weighted_sum(places, [*must.cells.values()])

    def every(self) -> cp_model.LinearExpr:
        """Return how many counters are open, wherever."""
        return self.nothing + cp_model.LinearExpr.sum([*self.open.values()])

    def solved(self) -> bool:
        """Say whether there is an answer, the best there is."""
        status = self.solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
            raise RuntimeError(f"CP-SAT ended as {self.solver.status_name(status)}")
        return status == cp_model.OPTIMAL

    def counts(self) -> dict[Place, int]:
        """Return the counters of the answer."""
        values = {place: self.solver.value(count) for place, count in self.open.items()}
        return {place: count for place, count in values.items() if count}

    def _hold(
        self, must: Must, more: cp_model.IntVar | int, literal: cp_model.IntVar | None
    ) -> None:
        used = self.used(must)
        bounds = []
        if must.low is not None:
            bounds.append(used + more >= must.low)
        if must.high is not None:
            bounds.append(used - more <= must.high)
        for bound in bounds:
            held = self.model.add(bound)
            if literal is not None:
                held.only_enforce_if(literal)


def held(rules: Sequence[Must]) -> Cells:
    """Return the fewest counters under rules that all hold, to be solved."""
    cells = Cells(rules)
    for must in rules:
        cells.hold(must)
    cells.model.minimize(cells.every())
    return cells
