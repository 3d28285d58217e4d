"""Messages: what is to be told to whom, and whether it arrived."""

from termin.messages.delivery import (
    MOST_ATTEMPTS,
    Outgoing,
    Reason,
    begin,
    note_delayed,
    note_dropped,
    note_failed,
    note_sent,
    pause_after,
    reason_against,
)
from termin.messages.notice import Matter, Notice, Place, Sender, load_notice
from termin.messages.outbox import take_up
from termin.messages.rows import JournalCursor, Message, MessageKind, MessageState
from termin.messages.telling import Telling, newest, telling_of

__all__ = [
    "MOST_ATTEMPTS",
    "JournalCursor",
    "Matter",
    "Message",
    "MessageKind",
    "MessageState",
    "Notice",
    "Outgoing",
    "Place",
    "Reason",
    "Sender",
    "Telling",
    "begin",
    "load_notice",
    "newest",
    "note_delayed",
    "note_dropped",
    "note_failed",
    "note_sent",
    "pause_after",
    "reason_against",
    "take_up",
    "telling_of",
]
