"""Which events are news, and which news is overtaken."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from termin.events import (
    KINDS,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentDisplaced,
    AppointmentMade,
    AppointmentMoved,
    Event,
    Recorded,
)
from termin.messages import MessageKind, newest, telling_of

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WHO = uuid4()


def recorded(event: Event, number: int = 1) -> Recorded:
    return Recorded(number, 1, 7, number, event.kind, NOW, NOW, event.facts())


def made(state: str) -> AppointmentMade:
    return AppointmentMade(WHO, WHO, state, 0, NOW, NOW, (1,), 15, "web")


@pytest.mark.parametrize(
    ("event", "kind", "sequence"),
    [
        (made("unconfirmed"), MessageKind.CONFIRM, 0),
        (made("booked"), MessageKind.BOOKED, 0),
        (AppointmentConfirmed(WHO, 0), MessageKind.BOOKED, 0),
        (AppointmentMoved(WHO, 1, NOW, NOW, "citizen"), MessageKind.MOVED, 1),
        (AppointmentCancelled(WHO, 2, "staff"), MessageKind.CANCELLED, 2),
        (AppointmentDisplaced(WHO, 3, WHO, NOW), MessageKind.DISPLACED, 3),
    ],
)
def test_news_is_told(event: Event, kind: MessageKind, sequence: int) -> None:
    telling = telling_of(recorded(event))
    assert telling is not None
    assert (telling.appointment, telling.kind, telling.sequence) == (WHO, kind, sequence)


def test_all_else_is_nobodys_news() -> None:
    news = {
        AppointmentMade,
        AppointmentConfirmed,
        AppointmentMoved,
        AppointmentCancelled,
        AppointmentDisplaced,
    }
    for kind in KINDS.values():
        if kind not in news:
            assert telling_of(Recorded(1, 1, None, None, kind.kind, NOW, NOW, {})) is None


def told(*events: Event) -> list[tuple[UUID, MessageKind]]:
    tellings = [telling_of(recorded(event, number)) for number, event in enumerate(events, 1)]
    kept = newest(telling for telling in tellings if telling is not None)
    return [(telling.appointment, telling.kind) for telling in kept]


def test_only_the_newest_of_an_appointment_is_told() -> None:
    moved = AppointmentMoved(WHO, 1, NOW, NOW, "citizen")
    assert told(made("booked"), moved) == [(WHO, MessageKind.MOVED)]


def test_a_confirmation_overtakes_the_request_to_confirm() -> None:
    events = (made("unconfirmed"), AppointmentConfirmed(WHO, 0))
    assert told(*events) == [(WHO, MessageKind.BOOKED)]


def test_the_sequence_counts_not_the_order_of_reading() -> None:
    moved = AppointmentMoved(WHO, 1, NOW, NOW, "citizen")
    assert told(AppointmentCancelled(WHO, 2, "staff"), moved) == [(WHO, MessageKind.CANCELLED)]


def test_appointments_do_not_overtake_each_other() -> None:
    other = uuid4()
    events = (made("booked"), AppointmentConfirmed(other, 5))
    assert told(*events) == [(WHO, MessageKind.BOOKED), (other, MessageKind.BOOKED)]
