"""Every pair of state and step: allowed exactly where the table says."""

from __future__ import annotations

from itertools import product

import pytest

from termin.errors import WrongState
from termin.queue.rows import TicketState
from termin.queue.states import AT_COUNTER, MOVES, Step, after, steps_from

ALLOWED = {
    ("waiting", "call"): "called",
    ("waiting", "withdraw"): "withdrawn",
    ("called", "call_again"): "called",
    ("called", "arrive"): "serving",
    ("called", "miss"): "missed",
    ("called", "undo"): "waiting",
    ("serving", "finish"): "finished",
    ("missed", "return"): "waiting",
}


@pytest.mark.parametrize(("state", "step"), list(product(TicketState, Step)))
def test_a_step_leads_where_the_table_says_or_is_refused(state: TicketState, step: Step) -> None:
    expected = ALLOWED.get((state.value, step.value))
    if expected is None:
        with pytest.raises(WrongState) as refused:
            after(state, step)
        assert refused.value.facts == {"state": state.value, "step": step.value}
    else:
        assert after(state, step) is TicketState(expected)


def test_a_called_ticket_cannot_be_withdrawn() -> None:
    with pytest.raises(WrongState):
        after(TicketState.CALLED, Step.WITHDRAW)


def test_finished_and_withdrawn_are_the_end() -> None:
    assert steps_from(TicketState.FINISHED) == ()
    assert steps_from(TicketState.WITHDRAWN) == ()


def test_only_a_call_brings_somebody_to_a_counter() -> None:
    entering = {step for (state, step), to in MOVES.items() if to in AT_COUNTER - {state}}
    assert entering == {Step.CALL, Step.ARRIVE}
