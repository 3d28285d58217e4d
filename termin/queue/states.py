"""Where a ticket can go from where it stands; what is not in the table is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from termin.errors import WrongState
from termin.queue.rows import TicketState


class Step(StrEnum):
    """What can be done with a ticket."""

    CALL = "call"
    CALL_AGAIN = "call_again"
    ARRIVE = "arrive"
    MISS = "miss"
    FINISH = "finish"
    PARK = "park"
    RESUME = "resume"
    REQUEUE = "requeue"
    CONTINUE = "continue"
    FORWARD = "forward"
    SEND = "send"
    UNDO = "undo"
    WITHDRAW = "withdraw"
    RETURN = "return"
    RECALL = "recall"


_T = TicketState

MOVES: Mapping[tuple[TicketState, Step], TicketState] = {
    (_T.WAITING, Step.CALL): _T.CALLED,
    (_T.WAITING, Step.WITHDRAW): _T.WITHDRAWN,
    (_T.WAITING, Step.FORWARD): _T.WAITING,  # to a counter or an area of this office
    (_T.WAITING, Step.SEND): _T.FORWARDED,  # to another office
    (_T.CALLED, Step.CALL_AGAIN): _T.CALLED,
    (_T.CALLED, Step.ARRIVE): _T.SERVING,
    (_T.CALLED, Step.MISS): _T.MISSED,
    (_T.CALLED, Step.UNDO): _T.WAITING,
    (_T.CALLED, Step.FORWARD): _T.WAITING,
    (_T.CALLED, Step.SEND): _T.FORWARDED,
    (_T.SERVING, Step.FINISH): _T.FINISHED,
    (_T.SERVING, Step.CONTINUE): _T.WAITING,  # done here, the next station waits
    (_T.SERVING, Step.PARK): _T.PARKED,
    (_T.SERVING, Step.FORWARD): _T.WAITING,
    (_T.SERVING, Step.SEND): _T.FORWARDED,
    (_T.PARKED, Step.RESUME): _T.CALLED,
    (_T.PARKED, Step.REQUEUE): _T.WAITING,
    (_T.PARKED, Step.FINISH): _T.FINISHED,
    (_T.PARKED, Step.CONTINUE): _T.WAITING,
    (_T.PARKED, Step.MISS): _T.MISSED,
    (_T.MISSED, Step.RETURN): _T.WAITING,  # came back after all
    (_T.MISSED, Step.RECALL): _T.CALLED,
}

AT_COUNTER = frozenset({_T.CALLED, _T.SERVING})
"""The states in which a person takes up a counter."""

OPEN = AT_COUNTER | {_T.WAITING, _T.PARKED}
"""The states of whoever is in the house."""

OVER = frozenset({_T.WITHDRAWN, _T.FORWARDED})
"""The states in which an appointment may have another ticket."""

ENDED = OVER | {_T.FINISHED}
"""The states from which only taking back leads."""


def after(state: TicketState, step: Step) -> TicketState:
    """Return the state that follows.

    Raises:
        WrongState: the step does not lead out of this state.
    """
    try:
        return MOVES[state, step]
    except KeyError:
        raise WrongState(state=state.value, step=step.value) from None


def steps_from(state: TicketState) -> tuple[Step, ...]:
    """Return what can be done with a ticket in this state, in the order of `Step`."""
    return tuple(step for step in Step if (state, step) in MOVES)
