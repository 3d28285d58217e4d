"""Printing over the network, against a socket that records what comes."""

from __future__ import annotations

from time import monotonic

import pytest

from api.printing import Outcome, Paper, Receipt, paper_of, print_bytes, receipt_bytes
from api.printing.network import place_of
from tests.printers import GOOD, LOW, OUT, a_printer
from tests.web import free_port

CUT, QR, LARGE = b"\x1dV", b"\x1d(k", b"\x1d!"
RECEIPT = Receipt(
    place="Bürgeramt im Rathaus",
    title="Ihre Nummer",
    number="B007",
    errands="Ausweis, Führungszeugnis",
    important=("Wartezeit: 5 bis 20 Minuten",),
    sentences=("Wir rufen Ihre Nummer auf dem Bildschirm auf.",),
    address="https://termine.example/stadt/nummer/1",
    below="Mo., 23.11.2026, 09:00",
)


async def test_a_ticket_comes_out_with_number_code_and_cut() -> None:
    async with a_printer() as printer:
        done = await print_bytes(printer.address, receipt_bytes(RECEIPT))
    assert done is Outcome.PRINTED
    paper = bytes(printer.printed)
    assert b"B007" in paper
    assert LARGE in paper
    assert QR in paper
    assert RECEIPT.address.encode() in paper
    assert paper.rstrip(b"\0").rfind(CUT) > paper.rfind(QR)


async def test_umlauts_are_printed_and_not_asked_about() -> None:
    paper = receipt_bytes(RECEIPT)
    assert b"?" not in paper
    assert "Führungszeugnis".encode("cp437") in paper


async def test_without_paper_nothing_is_sent() -> None:
    async with a_printer(OUT) as printer:
        assert await print_bytes(printer.address, b"B007") is Outcome.NO_PAPER
    assert not printer.printed


async def test_paper_that_ends_with_the_ticket_is_noticed() -> None:
    async with a_printer(runs_out=True) as printer:
        assert await print_bytes(printer.address, b"B007") is Outcome.NO_PAPER


async def test_a_printer_that_says_nothing_prints() -> None:
    async with a_printer(None) as printer:
        assert await print_bytes(printer.address, b"B007") is Outcome.PRINTED
        assert await paper_of(printer.address) is Paper.UNKNOWN
    assert printer.printed == b"B007"


async def test_a_dead_printer_costs_a_moment_only() -> None:
    started = monotonic()
    dead = f"127.0.0.1:{free_port()}"
    assert await print_bytes(dead, b"B007") is Outcome.UNREACHABLE
    assert await paper_of(dead) is None
    assert await print_bytes("no such:port", b"B007") is Outcome.UNREACHABLE
    assert monotonic() - started < 5


@pytest.mark.parametrize(
    ("says", "paper"), [(GOOD, Paper.OK), (LOW, Paper.LOW), (OUT, Paper.OUT), (b"x", Paper.UNKNOWN)]
)
async def test_the_paper_is_asked_about(says: bytes, paper: Paper) -> None:
    async with a_printer(says) as printer:
        assert await paper_of(printer.address) is paper


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("printer.example:9101", ("printer.example", 9101)),
        ("10.0.0.7", ("10.0.0.7", 9100)),
        ("[2001:db8::7]:9100", ("2001:db8::7", 9100)),
        ("2001:db8::7", ("2001:db8::7", 9100)),
    ],
)
def test_where_a_printer_is(text: str, place: tuple[str, int]) -> None:
    assert place_of(text) == place
