"""The picture in a terminal: as large as possible, never wider or higher than the terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.terminal.address import NoAddress, Place, place_of
from api.terminal.letters import height, large, width
from api.terminal.lines import line_of, stale_of, text_of
from api.terminal.picture import Scene, picture
from display.board import Wait
from display.wire import SeenBoard, SeenCall

TEN = datetime(2026, 11, 24, 10, 42, tzinfo=ZoneInfo("Europe/Berlin"))
HERE = "http://here:8000"


def board(*calls: tuple[str, str]) -> SeenBoard:
    called = tuple(
        SeenCall(number, counter, TEN - timedelta(minutes=at))
        for at, (number, counter) in enumerate(calls)
    )
    return SeenBoard("3", TEN.date(), 9, TEN, called, 5, Wait(10, 20))


def drawn(shown: SeenBoard | None, size: tuple[int, int], stale: datetime | None = None) -> str:
    return picture(Scene("Rathaus", shown, TEN, stale), *size).plain


MANY = [(f"B{n:03d}", f"Platz {n}") for n in range(1, 13)]


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 60), (20, 6)])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 6, 12])
@pytest.mark.parametrize("stale", [None, TEN - timedelta(minutes=3)])
def test_it_fills_the_terminal_and_never_more(
    size: tuple[int, int], count: int, stale: datetime | None
) -> None:
    lines = drawn(board(*MANY[:count]), size, stale).split("\n")
    assert len(lines) == size[1]
    assert max(map(len, lines)) <= size[0]


def test_the_newest_number_is_large_at_80_by_24() -> None:
    text = drawn(board(("B012", "4"), ("A003", "12")), (80, 24))
    for line in large("B012", 4):
        assert line.rstrip() in text


def test_six_calls_are_large_and_more_are_named() -> None:
    six = drawn(board(*MANY[:6]), (80, 24))
    assert six.count("█") > 100
    assert "Weiter" not in six
    assert "Weiter: B007 → Platz 7 · B008 → Platz 8" in drawn(board(*MANY[:8]), (80, 24))


def test_long_names_of_counters_are_written_small() -> None:
    text = drawn(board(("B012", "Standesamt, Zimmer 104")), (80, 24))
    assert "→ Standesamt, Zimmer 104" in text


def test_an_old_board_says_since_when_in_words() -> None:
    text = drawn(board(("B012", "4")), (80, 24), TEN - timedelta(minutes=3))
    assert "Nicht aktuell seit 10:39" in text
    assert "fragen Sie am Empfang" in text
    yesterday = TEN - timedelta(days=1)
    assert stale_of(yesterday, TEN) == "Nicht aktuell seit 23.11., 10:42"


def test_without_a_board_or_without_calls_it_says_so() -> None:
    assert "Verbindung wird aufgebaut" in drawn(None, (80, 24))
    assert "Ihre Nummer erscheint hier." in drawn(board(), (80, 24))


def test_letters_have_the_size_they_say() -> None:
    for scale in range(1, 7):
        lines = large("Ä9", scale)
        assert len(lines) == height(scale)
        assert {len(line) for line in lines} == {width("Ä9", scale)}
    assert large("71", 1) == ["▀▀█ ▄█ ", "▄▀   █ ", "▀   ▀▀▀"]


def test_a_board_in_words() -> None:
    shown = board(("B012", "4"), ("A003", "12"))
    assert line_of(shown) == (
        "10:42:00  B012 → 4 · A003 → 12  |  Wartende: 5 · Wartezeit ohne Termin: 10–20 Min."
    )
    assert text_of(replace(shown, calls=(), wait=None)).splitlines() == [
        "24.11.2026, 10:42 Uhr",
        "Ihre Nummer erscheint hier.",
        "Wartende: 5",
    ]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("3", Place(HERE, "3")),
        ("Rathaus", Place(HERE, None, "Rathaus")),
        ("https://amt.de/stadt/anzeige/3?grund=hell", Place("https://amt.de", "3")),
        ("https://amt.de/termin/stadt/anzeige/3", Place("https://amt.de/termin", "3")),
        ("wss://amt.de/api/v1/offices/3/board", Place("https://amt.de", "3")),
        ("http://amt.de:81/api/v1/offices/3/", Place("http://amt.de:81", "3")),
        ("localhost:8100/amselbrueck/anzeige/2", Place("http://localhost:8100", "2")),
        ("localhost:8100", Place("http://localhost:8100", None)),
        ("https://amt.de/stadt/", Place("https://amt.de", None)),
    ],
)
def test_every_address_at_hand_leads_to_a_board(typed: str, place: Place) -> None:
    assert place_of(typed, HERE) == place


def test_the_socket_is_as_safe_as_the_page() -> None:
    assert place_of("https://amt.de/stadt/anzeige/3", HERE).socket == (
        "wss://amt.de/api/v1/offices/3/board"
    )
    assert place_of("3", HERE).socket == "ws://here:8000/api/v1/offices/3/board"


@pytest.mark.parametrize("typed", ["ftp://amt.de/x", "http://", "https://[x/"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(NoAddress):
        place_of(typed, HERE)
