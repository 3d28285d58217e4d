"""What a run for tours found, as JSON that the run keeps: the truth of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.planning.answer import Said
from scheduler.finding import Finding
from scheduler.tours.demand import Demand
from scheduler.tours.explain import Obstacle
from termin.mobile import HaltPlan

if TYPE_CHECKING:
    from scheduler.tours.conflict import Conflict  # it loads the solvers, which pages do not need


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a stop does not get more: what a further or longer visit costs, or what forbids each."""

    stop: str
    saves: float
    costs: float
    binding: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """What cannot hold together, none of it superfluous, and what would free the rest.

    Each of `cures` alone would; where there are none, all of `together` would.
    """

    demands: tuple[Said, ...]
    cures: tuple[Said, ...]
    together: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class TourAnswer:
    """What came of a run: cost, what no plan can undercut, and each reason with its cost.

    With a clash there is no plan at all.
    """

    value: float
    bound: float
    seconds: float
    costs: dict[str, float]
    halts: tuple[HaltPlan, ...]
    said: tuple[Said, ...] = ()
    hindrances: tuple[Hindrance, ...] = ()
    clash: Clash | None = None


def said_of(finding: Finding) -> Said:
    """Return a finding as the run keeps it."""
    return Said(finding.rule.name, dict(finding.facts), finding.cost)


def hindrance_of(obstacle: Obstacle) -> Hindrance:
    """Return an obstacle as the run keeps it."""
    binding = tuple(_demanded(one) for one in obstacle.binding)
    return Hindrance(obstacle.stop, obstacle.saves, obstacle.costs, binding)


def clash_of(conflict: Conflict) -> Clash:
    """Return a conflict as the run keeps it."""
    return Clash(
        tuple(_demanded(one) for one in conflict.demands),
        tuple(_demanded(one) for one in conflict.cures),
        tuple(_demanded(one) for one in conflict.together),
    )


def _demanded(demand: Demand) -> Said:
    return Said(demand.kind, dict(demand.facts))
