"""Processes that solve parts of one program side by side, and go when they are no longer wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler import crew
from scheduler.roster.cool import Cooling, cool
from scheduler.roster.ground import Ground, ground
from scheduler.roster.model import Choices, Model, build
from scheduler.roster.part import Answer, Part
from scheduler.roster.problem import Problem, Roster
from scheduler.roster.work import solve_part


@dataclass(frozen=True, eq=False)
class ToCool:
    """A roster to be cooled, and how."""

    roster: Roster
    cooling: Cooling
    number: int


@dataclass(frozen=True)
class Cooled:
    """What came of it."""

    task: ToCool
    roster: Roster


class Desk:
    """The program and the arrays of a problem, and who works with them."""

    def __init__(self, problem: Problem, choice: Choices) -> None:
        self.model: Model = build(problem, choice)
        self.ground: Ground = ground(problem, choice)

    def do(self, task: Part | ToCool) -> Answer | Cooled:
        """Do a task."""
        if isinstance(task, Part):
            return solve_part(self.model, task)
        return Cooled(task, cool(self.ground, task.roster, task.cooling))


class Crew(crew.Crew[Part | ToCool, Answer | Cooled]):
    """So many worker processes with a copy of the program each; with none, this process works."""

    def __init__(self, problem: Problem, choice: Choices, workers: int) -> None:
        super().__init__(_desk, problem, choice, size=workers)


def _desk(problem: Problem, choice: Choices) -> Callable[[Part | ToCool], Answer | Cooled]:
    return Desk(problem, choice).do
