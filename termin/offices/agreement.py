"""What an office agreed upon with its staff about working time; plans are made by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

Span = tuple[int, int]
"""From and to, in minutes after midnight."""


@dataclass(frozen=True, slots=True)
class AgreedShift:
    """A working day: from, to and its breaks, in minutes after midnight."""

    start: int
    end: int
    breaks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shifts that may be worked (none: all that the law allows), and what else is usual.

    `least` and `most` are percent of the working time away from counters, `screen` minutes at a
    counter after which comes other work (ArbStättV Anhang 6.1 names none).
    """

    shifts: tuple[AgreedShift, ...] = ()
    least: int = 15
    most: int = 25
    screen: int = 120


def agreement_of(kept: Mapping[str, object]) -> Agreement:
    """Return what an office's row keeps; what it does not say is as usual."""
    return msgspec.convert(kept, Agreement)


def kept_agreement(agreement: Agreement) -> dict[str, object]:
    """Return an agreement as an office's row keeps it."""
    kept: dict[str, object] = msgspec.to_builtins(agreement)
    return kept
