"""Rows of messages: what is to be sent, about what, and whether it arrived; phones to tell."""

from __future__ import annotations

import uuid
from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from termin.booking.rows import Appointment
from termin.offices.rows import Municipality
from termin.queue.rows import Ticket


class MessageKind(StrEnum):
    """What a message is about."""

    CONFIRM = "confirm"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    DISPLACED = "displaced"


class MessageState(StrEnum):
    """Whether a message is on its way."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Message(Model):
    """A message to the person of an appointment; the text is made when it is sent, not stored."""

    id = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "termin.Municipality", on_delete=fields.RESTRICT, related_name="messages"
    )
    municipality_id: int
    appointment: fields.ForeignKeyRelation[Appointment] = fields.ForeignKeyField(
        "termin.Appointment", on_delete=fields.CASCADE, related_name="messages"
    )
    appointment_id: uuid.UUID
    kind = fields.CharEnumField(MessageKind, max_length=20)
    sequence = fields.IntField(description="the appointment's SEQUENCE this message tells of")
    journal_id = fields.BigIntField(unique=True, description="the event that caused it")
    state = fields.CharEnumField(MessageState, max_length=20, default=MessageState.QUEUED)
    attempts = fields.SmallIntField(default=0)
    last_error = fields.CharField(max_length=120, default="", description="a slug, no addresses")
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "message"


class PushSubscription(Model):
    """A phone that wants to be told of one ticket while its page sleeps; erased when that ends."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "termin.Ticket", on_delete=fields.CASCADE, related_name="push_subscriptions"
    )
    ticket_id: uuid.UUID
    endpoint = fields.CharField(max_length=1000, description="where the browser's maker takes it")
    p256dh = fields.CharField(max_length=87, description="the browser's public key, base64url")
    auth = fields.CharField(max_length=22, description="shared with the browser, base64url")
    language = fields.CharField(max_length=20)
    created_at = fields.DatetimeField()
    soon_told_at = fields.DatetimeField(null=True, description="told that it is soon; once")
    called_told_at = fields.DatetimeField(null=True, description="when the call told last was")
    attempts = fields.SmallIntField(default=0, description="at telling the present call")
    try_at = fields.DatetimeField(description="not before; ahead while somebody sends")

    class Meta:
        table = "push_subscription"
        unique_together = (("ticket", "endpoint"),)


class JournalCursor(Model):
    """How far a consumer of every event has read; moves with the effect of what was read."""

    name = fields.CharField(max_length=60, primary_key=True)
    xid = fields.BigIntField(default=0)
    journal_id = fields.BigIntField(default=0)

    class Meta:
        table = "journal_cursor"
