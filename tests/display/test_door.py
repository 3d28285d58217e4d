"""Who may watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from display.door import ANYBODY, Visitor, may_watch
from display.today import Today
from tests.display.events import DATE, NINE, OFFICE

TODAY = Today(OFFICE, 3, DATE, NINE, NINE + timedelta(hours=12), ZoneInfo("Europe/Berlin"))


def test_public_boards_are_for_everybody() -> None:
    assert may_watch(ANYBODY, TODAY)


def test_other_boards_are_for_the_displays_that_were_given_them() -> None:
    hidden = replace(TODAY, public=False)
    assert not may_watch(ANYBODY, hidden)
    assert not may_watch(Visitor(frozenset({OFFICE + 1})), hidden)
    assert may_watch(Visitor(frozenset({OFFICE, OFFICE + 1})), hidden)


def test_a_day_ends_before_the_next_begins() -> None:
    assert TODAY.holds_at(TODAY.starts_at)
    assert not TODAY.holds_at(TODAY.ends_at)
