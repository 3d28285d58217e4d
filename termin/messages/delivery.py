"""Delivery: what becomes of a stored message, from the first try to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tortoise.transactions import in_transaction

from termin.booking.rows import AppointmentState
from termin.messages.notice import Notice, load_notice
from termin.messages.rows import Message, MessageKind, MessageState

MOST_ATTEMPTS = 30
"""With the pauses of `pause_after` a message is tried for about a day."""

SHORTEST_PAUSE = timedelta(seconds=20)
LONGEST_PAUSE = timedelta(hours=1)


class Reason(StrEnum):
    """Why a message is no longer to be sent."""

    NO_ADDRESS = "no-address"
    OVERTAKEN = "overtaken"
    TOO_LATE = "too-late"
    NO_SERVER = "no-mail-server"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is to be sent now; `attempt` counts from 1."""

    id: int
    kind: MessageKind
    attempt: int
    notice: Notice


async def begin(message_id: int, now: datetime) -> Outgoing | None:
    """Count a try and return what to send; None where nothing is to be sent any more.

    The try is counted before it is made, so that a message which may have arrived is known as such.
    """
    async with in_transaction():
        message = await Message.select_for_update().get_or_none(id=message_id)
        if message is None or message.state is not MessageState.QUEUED:
            return None
        notice = await load_notice(message.appointment_id)
        reason = reason_against(message.kind, message.sequence, notice, now)
        if reason is not None:
            message.state = MessageState.DROPPED
            message.last_error = reason.value
        else:
            message.attempts += 1
        await message.save(update_fields=["state", "last_error", "attempts"])
    return None if reason else Outgoing(message.id, message.kind, message.attempts, notice)


def reason_against(
    kind: MessageKind, sequence: int, notice: Notice, now: datetime
) -> Reason | None:
    """Return why this message should not go out, as things stand now."""
    if not notice.email:
        return Reason.NO_ADDRESS
    if sequence != notice.sequence or not _still_true(kind, notice.state):
        return Reason.OVERTAKEN
    until = _worth_until(kind, notice)
    return Reason.TOO_LATE if until is not None and until <= now else None


def _worth_until(kind: MessageKind, notice: Notice) -> datetime | None:
    if kind is MessageKind.CONFIRM:
        return notice.confirm_until
    if kind is MessageKind.DISPLACED and notice.alternative is not None:
        return notice.alternative.until
    return notice.ends_at


def _still_true(kind: MessageKind, state: AppointmentState) -> bool:
    match kind:
        case MessageKind.CONFIRM:
            return state is AppointmentState.UNCONFIRMED
        case MessageKind.CANCELLED:
            return state is AppointmentState.CANCELLED
        case MessageKind.DISPLACED:
            return state is AppointmentState.DISPLACED
        case _:
            return state not in _NOT_TO_COME


_NOT_TO_COME = (
    AppointmentState.CANCELLED,
    AppointmentState.LAPSED,
    AppointmentState.DISPLACED,
)


def pause_after(attempt: int) -> timedelta:
    """Return how long to wait after a failed try: 20 s, then twice as long, at most an hour."""
    doublings = min(attempt - 1, 10)
    return min(SHORTEST_PAUSE * (1 << doublings), LONGEST_PAUSE)


async def note_sent(message_id: int, now: datetime) -> None:
    """Note that the mail server has taken the message."""
    await Message.filter(id=message_id).update(state=MessageState.SENT, sent_at=now, last_error="")


async def note_dropped(message_id: int, reason: Reason) -> None:
    """Note that the message is not going to be sent."""
    await Message.filter(id=message_id, state=MessageState.QUEUED).update(
        state=MessageState.DROPPED, last_error=reason.value
    )


async def note_failed(message_id: int, slug: str) -> None:
    """Note that the message cannot be delivered; `slug` says why, without an address."""
    await Message.filter(id=message_id, state=MessageState.QUEUED).update(
        state=MessageState.FAILED, last_error=slug
    )


async def note_delayed(message_id: int, slug: str) -> None:
    """Note why a try failed; the message stays queued."""
    await Message.filter(id=message_id, state=MessageState.QUEUED).update(last_error=slug)
