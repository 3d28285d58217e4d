"""What a scanner or a finger typed: a code, a ticket's number, or the address behind a QR code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from termin import tokens

LONGEST = 300

# A scanner set to another keyboard types other signs for `/`, `:` and `-`.
_APPOINTMENT = re.compile(r"termin[^0-9a-z]([0-9a-z]{10})(?![0-9a-z])", re.IGNORECASE)
_TICKET = re.compile(
    r"nummer[^0-9a-z]([0-9a-f]{8}(?:[^0-9a-z][0-9a-f]{4}){3}[^0-9a-z][0-9a-f]{12})"
)
_NUMBER = re.compile(r"([A-Z]{0,2})\s*0*([1-9][0-9]{0,4})")


@dataclass(frozen=True, slots=True)
class Code:
    """The code of an appointment, as it is stored."""

    code: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as called; `letter` is empty where only digits were typed."""

    letter: str
    number: int


@dataclass(frozen=True, slots=True)
class TicketPage:
    """The id of a ticket, from the QR code on its slip."""

    ticket: UUID


Scan = Code | Number | TicketPage


def entered(text: str, before: str) -> str:
    """Return what a field was filled with anew, of its text and what stood in it before.

    A scanner types at the caret: what stood there would make nonsense of a whole code. Whoever
    types the signs that were missing has not begun anew.
    """
    if before:
        for rest in (text.removeprefix(before), text.removesuffix(before)):
            if rest != text and isinstance(read_scan(rest), Code | TicketPage):
                return rest
    return text


def read_scan(text: str) -> Scan | None:
    """Return what was typed or scanned; None if it is nothing of ours."""
    text = text.strip()[:LONGEST]
    if page := _TICKET.search(text.lower()):
        return TicketPage(UUID(re.sub("[^0-9a-f]", "", page[1])))
    address = _APPOINTMENT.search(text)
    code = tokens.typed(address[1] if address else text)
    if code is not None:
        return Code(code)
    number = _NUMBER.fullmatch(text.upper())
    return Number(number[1], int(number[2])) if number else None
