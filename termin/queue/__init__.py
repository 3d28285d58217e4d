"""The queue: numbers, check-in, calls, and what everybody may know of it."""

from termin.queue.call import call_next
from termin.queue.checkin import check_in
from termin.queue.draw import Drawn, draw_number
from termin.queue.estimate import Wait
from termin.queue.hall import AtCounter, Outlook, Parked
from termin.queue.order import Desk, Place, Policy, Reason, Rule, Waiting
from termin.queue.policy import policy_of
from termin.queue.rows import TicketState, label
from termin.queue.sheet import Sheet, SheetLine, sheet_of
from termin.queue.states import Step
from termin.queue.turn import arrive, call_again, finish, miss, undo_call, withdraw
from termin.queue.view import Missed, QueueView, TicketStatus, queue_of, status_of
from termin.queue.wait import refresh_wait, refresh_waits, said_wait

__all__ = [
    "AtCounter",
    "Desk",
    "Drawn",
    "Missed",
    "Outlook",
    "Parked",
    "Place",
    "Policy",
    "QueueView",
    "Reason",
    "Rule",
    "Sheet",
    "SheetLine",
    "Step",
    "TicketState",
    "TicketStatus",
    "Wait",
    "Waiting",
    "arrive",
    "call_again",
    "call_next",
    "check_in",
    "draw_number",
    "finish",
    "label",
    "miss",
    "policy_of",
    "queue_of",
    "refresh_wait",
    "refresh_waits",
    "said_wait",
    "sheet_of",
    "status_of",
    "undo_call",
    "withdraw",
]
