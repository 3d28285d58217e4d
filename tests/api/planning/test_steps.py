"""What is told of a computation keeps its meaning: figures are those of one step, and only mend."""

from __future__ import annotations

from itertools import pairwise

from api.planning.solving import Task, solve_week
from scheduler.watch import Progress
from tests.api.planning.weeks import clerk, translated, week


def test_within_a_step_the_best_only_falls_and_the_proof_only_rises() -> None:
    told: list[Progress] = []

    def watch(progress: Progress) -> bool:
        told.append(progress)
        return False

    translation = translated(week(clerks=[clerk(11), clerk(12)]))
    solve_week(Task(translation, 2.0, 1, workers=0), watch)
    assert {one.steps for one in told} == {2}
    assert [one.step for one in told] == sorted(one.step for one in told)
    for before, one in pairwise(told):
        assert before.seconds <= one.seconds
        if before.step != one.step:
            assert (one.step, one.value, one.bound) == (before.step + 1, None, None)
        elif before.value is not None and before.bound is not None:
            assert one.value is not None
            assert one.bound is not None
            assert one.value <= before.value + 1e-6
            assert one.bound >= before.bound - 1e-6
    assert told[-1].step == 2
