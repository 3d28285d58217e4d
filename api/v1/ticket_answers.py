"""Tickets as programs get them; times in the office's own offset."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from api.v1.queue_shapes import TicketAnswer, WaitAnswer
from termin.offices import Office
from termin.queue import Drawn, Sheet, TicketState, TicketStatus, Wait
from termin.queue.rows import Ticket


def of_drawn(drawn: Drawn) -> TicketAnswer:
    """Return a ticket as it is told where it was drawn, with its secret."""
    return TicketAnswer(
        id=str(drawn.id),
        office=str(drawn.office),
        number=drawn.number,
        state=drawn.state.value,
        ahead=drawn.ahead,
        wait=_wait(drawn.wait),
        secret=drawn.secret,
    )


async def of_holder(status: TicketStatus, sheet: Sheet) -> TicketAnswer:
    """Return a ticket as whoever has its id is told."""
    waiting = status.state is TicketState.WAITING
    return TicketAnswer(
        id=str(status.id),
        office=str(status.office),
        number=status.number,
        state=status.state.value,
        ahead=status.ahead,
        wait=_wait(status.wait),
        earliest=await _local(status.earliest, status.office) if waiting else None,
        counter=status.counter_name,
        area=sheet.area,
        room=sheet.room,
        forwarded_to=await _forwarded_to(sheet),
    )


async def of_sheet(sheet: Sheet) -> TicketAnswer:
    """Return a ticket as staff are told after a step with it."""
    return TicketAnswer(
        id=str(sheet.id),
        office=str(sheet.office),
        number=sheet.number,
        state=sheet.state.value,
        ahead=0,
        wait=_wait(None),
        counter=sheet.counter_name,
        area=sheet.area,
        room=sheet.room,
        forwarded_to=await _forwarded_to(sheet),
        undo_until=await _local(sheet.undo_until, sheet.office),
    )


def _wait(wait: Wait | None) -> WaitAnswer:
    return WaitAnswer(None, None) if wait is None else WaitAnswer(wait.low, wait.high)


async def _local(at: datetime | None, office: int) -> datetime | None:
    if at is None:
        return None
    return at.astimezone(ZoneInfo((await Office.get(id=office)).time_zone))


async def _forwarded_to(sheet: Sheet) -> str | None:
    if sheet.state is not TicketState.FORWARDED:
        return None
    row = await Ticket.filter(forwarded_from_id=sheet.id).order_by("-came_at").first()
    return None if row is None else str(row.id)
