"""Which counters, and who sits there: names for the counts of one site's day, with few changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from ortools.sat.python import cp_model

from scheduler.capacity.problem import Place, Problem

SWITCH = 10
"""A counter that opens or changes its group, a clerk who begins or moves, between two blocks."""
BEFORE = 3
"""A block and counter, or clerk, that is not as in the previous names."""


Who = TypeVar("Who")


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter of a site, by name, and its kind there."""

    name: str
    kind: int


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who can serve which groups, and is there in which blocks."""

    name: str
    groups: frozenset[int]
    blocks: frozenset[int]


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """A clerk serves a group at a counter from one block to before another; nobody yet if None."""

    counter: str
    clerk: str | None
    group: int
    first: int
    last: int


def seats(
    problem: Problem,
    counts: Mapping[Place, int],
    counters: Sequence[Counter],
    clerks: Sequence[Clerk],
    *,
    previous: Sequence[Seat] = (),
    seed: int = 1,
    deterministic_seconds: float = 2.0,
) -> tuple[Seat, ...]:
    """Name the counters of one site's day, then the clerks, with the fewest changes of each.

    `counts` are the places of that site and day. A counter that nobody there can serve at has no
    clerk. Raises `ValueError` where there are fewer counters of a kind than are to be open.
    """
    at = _cells(previous)
    serves = _counters(problem, counts, counters, at, seed, deterministic_seconds)
    sits = _clerks(serves, clerks, at, seed, deterministic_seconds)
    return _stretches({key: (group, sits.get(key)) for key, group in serves.items()})


Cell = tuple[str, int]
"""A counter and a block."""


def _cells(previous: Sequence[Seat]) -> dict[Cell, Seat]:
    return {(seat.counter, n): seat for seat in previous for n in range(seat.first, seat.last)}


def _counters(
    problem: Problem,
    counts: Mapping[Place, int],
    counters: Sequence[Counter],
    before: Mapping[Cell, Seat],
    seed: int,
    seconds: float,
) -> dict[Cell, int]:
    """Return the group that each open counter serves, by counter and block."""
    model = cp_model.CpModel()
    chosen: dict[tuple[str, int, int], cp_model.IntVar] = {}
    costs: list[cp_model.LinearExprT] = []
    for place, count in sorted(counts.items()):
        able = [counter for counter in counters if counter.kind == place.kind]
        if count > len(able):
            raise ValueError(f"{count} counters of kind {place.kind} are to open, {len(able)} are")
        row = [model.new_bool_var("") for _ in able]
        model.add(sum(row) == count)
        for counter, now in zip(able, row, strict=True):
            chosen[counter.name, place.group, place.block] = now
            was = before.get((counter.name, place.block))
            if was is not None and was.group == place.group:
                costs.append(BEFORE * (1 - now))
    for counter in counters:
        for block in range(problem.blocks):
            same = [n for (name, _, at), n in chosen.items() if (name, at) == (counter.name, block)]
            model.add_at_most_one(same)
    costs += _switches(model, chosen)
    picked = _solve(model, costs, chosen, seed, seconds)
    return {(name, block): group for name, group, block in picked}


def _clerks(
    serves: Mapping[Cell, int],
    clerks: Sequence[Clerk],
    before: Mapping[Cell, Seat],
    seed: int,
    seconds: float,
) -> dict[Cell, str]:
    """Return who sits at each open counter, by counter and block."""
    model = cp_model.CpModel()
    chosen: dict[tuple[tuple[str, str], int, int], cp_model.IntVar] = {}
    costs: list[cp_model.LinearExprT] = []
    at_once: dict[tuple[str, int], list[cp_model.IntVar]] = {}
    for (counter, block), group in sorted(serves.items()):
        able = [one for one in clerks if group in one.groups and block in one.blocks]
        row = []
        for clerk in able:
            now = model.new_bool_var("")
            chosen[(counter, clerk.name), 0, block] = now
            at_once.setdefault((clerk.name, block), []).append(now)
            row.append(now)
            was = before.get((counter, block))
            if was is not None and was.clerk == clerk.name:
                costs.append(BEFORE * (1 - now))
        model.add_at_most_one(row)
        costs.append(1000 * (1 - sum(row)))
    for same in at_once.values():
        model.add_at_most_one(same)
    costs += _switches(model, chosen)
    picked = _solve(model, costs, chosen, seed, seconds)
    return {(counter, block): clerk for (counter, clerk), _, block in picked}


def _switches(
    model: cp_model.CpModel, chosen: Mapping[tuple[Who, int, int], cp_model.IntVar]
) -> list[cp_model.LinearExprT]:
    """Return the cost of each thing that is so in a block and was not in the one before."""
    costs: list[cp_model.LinearExprT] = []
    for (who, group, block), now in chosen.items():
        was = chosen.get((who, group, block - 1))
        if was is None:
            costs.append(SWITCH * now)
            continue
        begins = model.new_bool_var("")
        model.add(begins >= now - was)
        costs.append(SWITCH * begins)
    return costs


def _solve(
    model: cp_model.CpModel,
    costs: list[cp_model.LinearExprT],
    chosen: Mapping[tuple[Who, int, int], cp_model.IntVar],
    seed: int,
    seconds: float,
) -> list[tuple[Who, int, int]]:
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = seconds
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise ValueError("the counts do not fit the counters")
    return [key for key, now in chosen.items() if solver.boolean_value(now)]


def _stretches(cells: Mapping[Cell, tuple[int, str | None]]) -> tuple[Seat, ...]:
    """Put blocks that follow each other with the same group and clerk into one seat."""
    found: list[Seat] = []
    for counter, rows in groupby(sorted(cells.items()), key=lambda item: item[0][0]):
        begun: Seat | None = None
        for (_, block), (group, clerk) in rows:
            if begun is not None and (begun.last, begun.group, begun.clerk) == (
                block,
                group,
                clerk,
            ):
                begun = Seat(counter, clerk, group, begun.first, block + 1)
                found[-1] = begun
            else:
                begun = Seat(counter, clerk, group, block, block + 1)
                found.append(begun)
    return tuple(found)
