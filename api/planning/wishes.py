"""What is wished of a run, as it keeps it: weights, duties to keep, a plan whose gaps to fill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

import msgspec

from scheduler.capacity.problem import Costs
from termin.planning.plan import PlannedDuty, read_plan
from termin.planning.rows import PlanDraft
from termin.planning.shifts import PlannedShift

PINS, SHIFTS, COSTS, AFTER = "pins", "shifts", "costs", "after"
"""The keys of `PlanRun.wishes`."""


def costs_of(wishes: Mapping[str, object]) -> Costs:
    """Return the weights of a run; what is not named is as usual.

    Raises:
        ValueError: a weight is none.
    """
    found = wishes.get(COSTS, {})
    return msgspec.convert(found, Costs)


def usual_weights() -> dict[str, float]:
    """Return what each thing weighs unless somebody says otherwise."""
    usual = Costs()
    return {field.name: float(getattr(usual, field.name)) for field in fields(Costs)}


def pins_of(wishes: Mapping[str, object]) -> tuple[PlannedDuty, ...]:
    """Return the duties that a run has to keep."""
    return msgspec.convert(wishes.get(PINS, []), tuple[PlannedDuty, ...])


def shifts_of(wishes: Mapping[str, object]) -> tuple[PlannedShift, ...]:
    """Return the working days that the duties to keep belong to."""
    return msgspec.convert(wishes.get(SHIFTS, []), tuple[PlannedShift, ...])


def wishes_of(costs: Mapping[str, float], pins: tuple[PlannedDuty, ...] = ()) -> dict[str, object]:
    """Return wishes as a run keeps them: only the weights that differ from the usual."""
    usual = usual_weights()
    differing = {name: cost for name, cost in costs.items() if cost != usual.get(name, cost)}
    return {COSTS: differing, PINS: msgspec.to_builtins(pins)}


def after_of(wishes: Mapping[str, object]) -> int | None:
    """Return the draft whose gaps a run is to fill; None where it plans anew."""
    return msgspec.convert(wishes.get(AFTER), int | None)


def filling(draft: PlanDraft) -> dict[str, object]:
    """Return the wishes of a run that fills the gaps of a draft, and changes few people."""
    return {AFTER: draft.id, PINS: msgspec.to_builtins(read_plan(draft.pins))}


def with_pins(
    wishes: Mapping[str, object],
    pins: tuple[PlannedDuty, ...],
    shifts: Iterable[PlannedShift] = (),
) -> dict[str, object]:
    """Return a run's wishes with other duties to keep, and the working days they belong to.

    A week whose gaps were filled is planned anew with them.
    """
    days = {(pin.clerk, pin.on) for pin in pins}
    own = tuple(one for one in shifts if (one.clerk, one.on) in days)
    anew = {name: wish for name, wish in wishes.items() if name != AFTER}
    return {**anew, PINS: msgspec.to_builtins(pins), SHIFTS: msgspec.to_builtins(own)}
