"""What a plan that fills gaps changes, in rows: other times, or only another place."""

from __future__ import annotations

from datetime import time

from api.manager.plan_filling import changes_of
from api.manager.plan_shifts import Move, moves_of
from termin.planning.shifts import PlannedShift, PlannedTask
from tests.town import MONDAY


def shift(*tasks: PlannedTask, clerk: int = 1, end: int = 720) -> PlannedShift:
    return PlannedShift(1, MONDAY, clerk, 480, end, ((600, 615),), tasks)


WHOLE = shift(PlannedTask(480, 600, "Kasse"), PlannedTask(615, 720, "Kasse"))
MOVED = shift(
    PlannedTask(480, 540, "Kasse"),
    PlannedTask(540, 570, "1"),
    PlannedTask(570, 600, "1"),
    PlannedTask(615, 720, ""),
)


def test_stretches_elsewhere_are_told_as_one_where_they_touch() -> None:
    assert moves_of(WHOLE, MOVED) == (
        Move(time(9), time(10), "Kasse", "1"),
        Move(time(10, 15), time(12), "Kasse", ""),
    )
    assert moves_of(WHOLE, WHOLE) == moves_of(None, WHOLE) == moves_of(WHOLE, None) == ()


def test_who_keeps_their_times_is_told_apart_from_who_comes_at_others() -> None:
    longer = shift(*MOVED.tasks, end=750)
    absent = shift(PlannedTask(480, 600, "2"), clerk=2)
    (moved,) = changes_of([WHOLE], [MOVED], {1: "Ada"})
    assert moved.same_times
    found = changes_of([WHOLE, absent], [longer], {1: "Ada", 2: "Bea"})
    assert [(one.name, one.same_times) for one in found] == [("Ada", False), ("Bea", False)]
