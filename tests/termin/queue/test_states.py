"""Every pair of state and step: allowed exactly where the table says."""

from __future__ import annotations

from itertools import product

import pytest

from termin.errors import WrongState
from termin.queue.memory import CALLS, UNDOABLE
from termin.queue.rows import TicketState
from termin.queue.states import AT_COUNTER, ENDED, MOVES, OPEN, OVER, Step, after, steps_from

ALLOWED = {
    ("waiting", "call"): "called",
    ("waiting", "withdraw"): "withdrawn",
    ("waiting", "forward"): "waiting",
    ("waiting", "send"): "forwarded",
    ("called", "call_again"): "called",
    ("called", "arrive"): "serving",
    ("called", "miss"): "missed",
    ("called", "undo"): "waiting",
    ("called", "forward"): "waiting",
    ("called", "send"): "forwarded",
    ("serving", "finish"): "finished",
    ("serving", "continue"): "waiting",
    ("serving", "park"): "parked",
    ("serving", "forward"): "waiting",
    ("serving", "send"): "forwarded",
    ("parked", "resume"): "called",
    ("parked", "requeue"): "waiting",
    ("parked", "finish"): "finished",
    ("parked", "continue"): "waiting",
    ("parked", "miss"): "missed",
    ("missed", "return"): "waiting",
    ("missed", "recall"): "called",
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


@pytest.mark.parametrize("state", [TicketState.FINISHED, *sorted(OVER)])
def test_from_an_end_only_taking_back_leads(state: TicketState) -> None:
    assert state in ENDED
    assert steps_from(state) == ()


def test_every_state_is_in_the_house_ended_or_missed() -> None:
    assert set(TicketState) == OPEN | ENDED | {TicketState.MISSED}
    assert not OPEN & ENDED


def test_only_a_call_brings_somebody_to_a_counter() -> None:
    entering = {step for (state, step), to in MOVES.items() if to in AT_COUNTER - {state}}
    assert entering == CALLS | {Step.ARRIVE}


def test_nobody_in_the_house_is_without_a_way_on() -> None:
    for state in OPEN:
        assert {MOVES[state, step] for step in steps_from(state)} - {state}


def test_every_step_that_leaves_a_counter_can_be_taken_back() -> None:
    leaving = {
        step for (state, step), to in MOVES.items() if state in AT_COUNTER and to not in AT_COUNTER
    }
    # A call is taken back by `undo_call`; at another office a number was given out.
    assert leaving - {Step.UNDO, Step.SEND} <= UNDOABLE
