"""A stint at a counter: how long somebody was served, and leaving the counter before the end."""

from __future__ import annotations

from datetime import datetime

from termin.queue.rows import Ticket


def served_until(earlier: float | None, arrived_at: datetime | None, now: datetime) -> float:
    """Return the minutes served: at `earlier` counters and before parking, and since `arrived_at`.

    Waiting between two stations and parked time are in neither.
    """
    here = 0.0 if arrived_at is None else _minutes(arrived_at, now)
    return round((earlier or 0.0) + here, 1)


def end_stint(ticket: Ticket, now: datetime) -> None:
    """Count what was served until now; the person is no longer served here."""
    if ticket.arrived_at is not None:
        ticket.served_minutes = served_until(ticket.served_minutes, ticket.arrived_at, now)
        ticket.arrived_at = None


def leave_counter(ticket: Ticket, now: datetime) -> None:
    """Let somebody go from the counter they were called to; who was served goes on waiting."""
    end_stint(ticket, now)
    ticket.counter_id = ticket.called_at = ticket.called_by = None
    ticket.calls = 0
    if was_served(ticket):
        ticket.continued_at = now


def was_served(ticket: Ticket) -> bool:
    """Whether somebody was already served at a counter."""
    return ticket.served_minutes is not None


def end_parking(ticket: Ticket, now: datetime) -> None:
    """Count the parked time, which is not time of serving; the person is parked no longer."""
    if ticket.parked_at is not None:
        ticket.parked_minutes = round(ticket.parked_minutes + _minutes(ticket.parked_at, now), 1)
    ticket.parked_at = ticket.remind_at = None
    ticket.room = ""


def _minutes(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds() / 60)
