"""Deciding about those who lose their time, and only then making the change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from starlette.requests import Request

from api import booking
from api.alternatives import seek_for_all
from api.house import house
from api.manager.foreseen import CANCEL, field_of, offers_for, room_after, stand_of
from api.manager.frame import now
from api.offers import Offers
from api.requests import municipality
from termin.booking import (
    Appointment,
    By,
    Change,
    WouldStrand,
    impacts,
    stranded_appointments,
)
from termin.errors import Invalid, SlotTaken, WrongState


class Unsettled(Exception):  # no error: the page asks back
    """The change was not made; the page is shown again with what is so now."""

    def __init__(self, errors: Mapping[str, str] | None = None, notice: str = "") -> None:
        super().__init__(notice)
        self.errors = dict(errors or {})
        self.notice = notice

    @property
    def status(self) -> int:
        """422 where something is to be mended, 409 where somebody was first."""
        return 422 if self.errors else 409


class _Move(NamedTuple):
    appointment: Appointment
    offers: Offers
    office: int
    start: datetime


CHANGED = "Inzwischen hat sich etwas geändert. Es wurde nichts geändert, bitte entscheiden Sie neu."
WHILE_WORKING = (
    "Während der Änderung kam etwas dazwischen. "
    "Was schon verlegt oder abgesagt ist, bleibt so. Bitte entscheiden Sie über den Rest."
)


async def settle(request: Request, change: Change, values: Mapping[str, str]) -> int:
    """Move or cancel as decided, then make the change; return how many appointments were touched.

    Raises:
        Unsettled: not all is decided, or things are not as the person saw them.
    """
    found = await impacts(change, now(request))
    rows = [row for impact in found.values() for row in await stranded_appointments(impact.settled)]
    if values.get("stand", "") != stand_of(rows):
        raise Unsettled(notice=CHANGED)
    moves, cancelled = await _decided(request, rows, values)
    remaining = await room_after(request, found)
    full = {
        field_of(move.appointment): "Diese Zeit ist nicht mehr frei. Bitte wählen Sie eine andere."
        for move in moves
        if not remaining.take(move.offers, move.office, move.start, move.appointment.id)
    }
    if full:
        raise Unsettled(full)
    try:
        await _carry_out(request, change, moves, cancelled)
    except (SlotTaken, WrongState, WouldStrand) as refusal:
        await house(request).availability.refresh(now(request))
        raise Unsettled(notice=WHILE_WORKING) from refusal
    return len(rows)


async def _decided(
    request: Request, rows: list[Appointment], values: Mapping[str, str]
) -> tuple[list[_Move], list[Appointment]]:
    moves: list[_Move] = []
    cancelled: list[Appointment] = []
    wrong: dict[str, str] = {}
    for row in rows:
        wanted = values.get(field_of(row), "")
        if wanted == CANCEL:
            cancelled.append(row)
            continue
        offers = await offers_for(request, row)
        try:
            office, start = _place(wanted)
            if offers is None or office not in offers.offices:
                raise ValueError
            booking.check_start(start, now(request))
            moves.append(_Move(row, offers, office, start.astimezone(UTC)))
        except (ValueError, Invalid):
            wrong[field_of(row)] = "Bitte entscheiden Sie über jeden Termin."
    if wrong:
        raise Unsettled(wrong)
    return moves, cancelled


async def _carry_out(
    request: Request, change: Change, moves: list[_Move], cancelled: list[Appointment]
) -> None:
    own, at = house(request), now(request)
    for move in moves:
        await booking.move(own, move.offers, move.appointment, move.office, move.start, By.STAFF)
    for row in cancelled:
        await booking.cancel(own, row, By.STAFF, at)
    async for day in change.carry_out(at):
        await own.availability.reload(day, at)
    await seek_for_all(own, municipality(request), at)


def _place(value: str) -> tuple[int, datetime]:
    office, _, start = value.partition("@")
    when = datetime.fromisoformat(start)
    if when.tzinfo is None or not office.isascii() or not office.isdigit():
        raise ValueError(value)
    return int(office), when
