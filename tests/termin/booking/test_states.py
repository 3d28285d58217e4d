"""Every pair of state and step is either in the table or refused."""

from __future__ import annotations

import itertools

import pytest

from termin.booking.rows import AppointmentState
from termin.booking.states import MOVES, Step, after
from termin.errors import WrongState


@pytest.mark.parametrize(
    ("state", "step"), list(itertools.product(AppointmentState, Step)), ids=lambda each: each.value
)
def test_what_is_not_in_the_table_is_refused(state: AppointmentState, step: Step) -> None:
    if (state, step) in MOVES:
        assert after(state, step) is MOVES[state, step]
    else:
        with pytest.raises(WrongState):
            after(state, step)


def test_nothing_leads_out_of_the_ends() -> None:
    ends = {AppointmentState.CANCELLED, AppointmentState.LAPSED}
    assert not any(state in ends for state, _ in MOVES)


def test_from_a_visit_that_was_kept_only_a_mistake_leads_back() -> None:
    assert [step for state, step in MOVES if state is AppointmentState.KEPT] == [Step.REVIVE]
