"""Where an appointment can go from where it stands; what is not in the table is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from termin.booking.rows import AppointmentState
from termin.errors import WrongState


class Step(StrEnum):
    """What can be done with an appointment."""

    CONFIRM = "confirm"
    MOVE = "move"
    CANCEL = "cancel"
    LAPSE = "lapse"
    ARRIVE = "arrive"
    LEAVE = "leave"
    FINISH = "finish"
    MISS = "miss"
    REVIVE = "revive"
    DISPLACE = "displace"


_S = AppointmentState

MOVES: Mapping[tuple[AppointmentState, Step], AppointmentState] = {
    (_S.UNCONFIRMED, Step.CONFIRM): _S.BOOKED,
    (_S.UNCONFIRMED, Step.CANCEL): _S.CANCELLED,
    (_S.UNCONFIRMED, Step.LAPSE): _S.LAPSED,
    (_S.BOOKED, Step.CONFIRM): _S.BOOKED,  # the link may be followed twice
    (_S.BOOKED, Step.MOVE): _S.BOOKED,
    (_S.BOOKED, Step.CANCEL): _S.CANCELLED,
    (_S.BOOKED, Step.ARRIVE): _S.ARRIVED,
    (_S.BOOKED, Step.MISS): _S.MISSED,
    (_S.ARRIVED, Step.LEAVE): _S.BOOKED,  # a check-in taken back
    (_S.ARRIVED, Step.FINISH): _S.KEPT,
    (_S.ARRIVED, Step.MISS): _S.MISSED,
    (_S.MISSED, Step.ARRIVE): _S.ARRIVED,  # came after all
    (_S.MISSED, Step.REVIVE): _S.ARRIVED,  # the end told by mistake
    (_S.KEPT, Step.REVIVE): _S.ARRIVED,
    (_S.BOOKED, Step.DISPLACE): _S.DISPLACED,  # its time fell away, another is kept
    (_S.UNCONFIRMED, Step.DISPLACE): _S.DISPLACED,
    (_S.DISPLACED, Step.DISPLACE): _S.DISPLACED,  # the other one fell away too
    (_S.DISPLACED, Step.MOVE): _S.BOOKED,
    (_S.DISPLACED, Step.CANCEL): _S.CANCELLED,
}


def after(state: AppointmentState, step: Step) -> AppointmentState:
    """Return the state that follows.

    Raises:
        WrongState: the step does not lead out of this state.
    """
    try:
        return MOVES[state, step]
    except KeyError:
        raise WrongState(state=state.value, step=step.value) from None
