"""The queue: numbers, check-in, calls, and what everybody may know of it."""

from termin.queue.alarm import AlarmView, alarms_of, answer_alarm, end_alarm, raise_alarm
from termin.queue.call import call_next, call_ticket
from termin.queue.checkin import check_in
from termin.queue.closing import close_days
from termin.queue.draw import Drawn, draw_number
from termin.queue.estimate import Wait
from termin.queue.finish import finish
from termin.queue.forward import forward
from termin.queue.hall import AtCounter, Parked
from termin.queue.hits import Hits, hits_of
from termin.queue.instead import draw_instead
from termin.queue.memory import UNDO_SECONDS
from termin.queue.order import Desk, Place, Policy, Reason, Rule, Waiting
from termin.queue.outlook import Outlook
from termin.queue.park import park, requeue
from termin.queue.pause import pause, resume
from termin.queue.policy import policy_of
from termin.queue.report import REASONS_NOT_DONE, Done, Report, check_report
from termin.queue.rows import TicketState, label
from termin.queue.send import send
from termin.queue.sheet import Sheet, SheetLine, sheet_of
from termin.queue.states import Step
from termin.queue.turn import arrive, bring_back, call_again, miss, rank, withdraw
from termin.queue.undo import undo, undo_call
from termin.queue.view import Missed, QueueView, TicketStatus, queue_of, status_of
from termin.queue.wait import refresh_wait, refresh_waits, said_wait

__all__ = [
    "REASONS_NOT_DONE",
    "UNDO_SECONDS",
    "AlarmView",
    "AtCounter",
    "Desk",
    "Done",
    "Drawn",
    "Hits",
    "Missed",
    "Outlook",
    "Parked",
    "Place",
    "Policy",
    "QueueView",
    "Reason",
    "Report",
    "Rule",
    "Sheet",
    "SheetLine",
    "Step",
    "TicketState",
    "TicketStatus",
    "Wait",
    "Waiting",
    "alarms_of",
    "answer_alarm",
    "arrive",
    "bring_back",
    "call_again",
    "call_next",
    "call_ticket",
    "check_in",
    "check_report",
    "close_days",
    "draw_instead",
    "draw_number",
    "end_alarm",
    "finish",
    "forward",
    "hits_of",
    "label",
    "miss",
    "park",
    "pause",
    "policy_of",
    "queue_of",
    "raise_alarm",
    "rank",
    "refresh_wait",
    "refresh_waits",
    "requeue",
    "resume",
    "said_wait",
    "send",
    "sheet_of",
    "status_of",
    "undo",
    "undo_call",
    "withdraw",
]
