"""A ticket as a receipt printer gets it: number, what for, how long, where, QR code, cut."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

COLUMNS = 42
"""Signs on a line of 80 mm in the printer's usual letters."""

QR_DOTS = 7
"""Dots for each square of the QR code: an address of 80 signs is then about 35 mm wide."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands on the paper, in the holder's language, from top to bottom.

    `important` is printed bold; `address` is what the QR code leads to.
    """

    place: str
    title: str
    number: str
    errands: str
    important: tuple[str, ...]
    sentences: tuple[str, ...]
    address: str
    below: str


def receipt_bytes(receipt: Receipt) -> bytes:
    """Return the commands that print a receipt and cut it (ESC/POS; takes some milliseconds)."""
    from escpos.printer import Dummy  # a third of a second the first time, so only where it prints

    paper = Dummy(profile="default")
    paper.hw("INIT")
    paper.set(align="center", normal_textsize=True)
    _lines(paper, receipt.place)
    paper.text("\n")
    _lines(paper, receipt.title)
    paper.set(align="center", bold=True, custom_size=True, width=6, height=6)
    paper.text(f"{receipt.number}\n")
    paper.set(align="center", bold=True, normal_textsize=True)
    _lines(paper, receipt.errands)
    paper.text("\n")
    for sentence in receipt.important:
        _lines(paper, sentence)
    paper.set(align="center", bold=False, normal_textsize=True)
    for sentence in receipt.sentences:
        _lines(paper, sentence)
    paper.text("\n")
    paper.qr(receipt.address, native=True, size=QR_DOTS)
    _lines(paper, receipt.below)
    paper.cut()
    return bytes(paper.output)


def _lines(paper: Any, text: str) -> None:
    for line in textwrap.wrap(text, COLUMNS):
        paper.text(f"{line}\n")
