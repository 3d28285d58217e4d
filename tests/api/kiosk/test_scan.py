"""What scanners and fingers type."""

from __future__ import annotations

from uuid import UUID

import pytest

from api.kiosk.scan import Code, Number, Scan, TicketPage, entered, read_scan

ID = UUID("c3ed4d63-b457-4db7-851d-990c98866dfe")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("K7Q4MXD2PR", Code("K7Q4MXD2PR")),
        ("k7q-4mx-d2pr", Code("K7Q4MXD2PR")),
        (" k7q 4mx d2pr ", Code("K7Q4MXD2PR")),
        ("https://termine.example/stadt/termin/K7Q4MXD2PR", Code("K7Q4MXD2PR")),
        ("https://termin.example/stadt/termin/K7Q4MXD2PR?x=1", Code("K7Q4MXD2PR")),
        ("httpsÖ--termine.example-stadt-termin-K7Q4MXD2PR", Code("K7Q4MXD2PR")),
        ("B007", Number("B", 7)),
        ("b7", Number("B", 7)),
        ("7", Number("", 7)),
        (f"http://127.0.0.1:8100/stadt/nummer/{ID}", TicketPage(ID)),
        (f"http://stadt/nummer/{ID}".upper(), TicketPage(ID)),
        (f"https://x/stadt/nummer/{ID}".replace("-", "ß").replace("/", "-"), TicketPage(ID)),
        ("", None),
        ("B000", None),
        ("K7Q4MXD2P0", None),
        ("hallo", None),
        ("9" * 400, None),
    ],
)
def test_what_is_read(typed: str, read: Scan | None) -> None:
    assert read_scan(typed) == read


@pytest.mark.parametrize(
    ("text", "before", "counts"),
    [
        ("K7Q4MXD2PRAAA-AAA-AAAA", "AAA-AAA-AAAA", "K7Q4MXD2PR"),
        ("AAA-AAA-AAAAK7Q4MXD2PR", "AAA-AAA-AAAA", "K7Q4MXD2PR"),
        ("//x/termin/K7Q4MXD2PR//x/termin/AA", "//x/termin/AA", "//x/termin/K7Q4MXD2PR"),
        ("termin/AAAAAAAAAAtermin/K7Q4MXD2PR", "termin/AAAAAAAAAA", "termin/K7Q4MXD2PR"),
        (f"B007http://stadt/nummer/{ID}", "B007", f"http://stadt/nummer/{ID}"),
        ("K7Q4MXD2PR", "K7Q", "K7Q4MXD2PR"),
        ("K7Q4MXD2PR", "K7Q4MXD2PR", "K7Q4MXD2PR"),
        ("A012", "A0", "A012"),
        ("K7Q4MXD2PR", "", "K7Q4MXD2PR"),
    ],
)
def test_what_is_scanned_beside_an_older_text_counts_alone(
    text: str, before: str, counts: str
) -> None:
    assert entered(text, before) == counts
