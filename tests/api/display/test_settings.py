"""Settings of screens: one vocabulary for forms, addresses and devices; odd values never blank."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.display.settings import (
    NAMES,
    Ground,
    Layout,
    Odd,
    Reading,
    ScreenSettings,
    kept,
    read,
    stored,
)
from display.screen import WORDS

LANGUAGES = ("de", "en")
DOCS = Path(__file__).parents[3] / "docs" / "reference" / "screens.md"

texts = st.text(max_size=130)
settings = st.builds(
    ScreenSettings,
    offices=st.lists(st.integers(1, 10**9), max_size=4, unique=True).map(tuple),
    rooms=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1),
        max_size=3,
        unique=True,
    ).map(tuple),
    rows=st.integers(3, 6),
    first=st.sampled_from(LANGUAGES),
    second=st.sampled_from(("", *LANGUAGES)),
    ground=st.sampled_from(Ground),
    layout=st.sampled_from(Layout),
    message=st.sampled_from(("", "Am Freitag geschlossen")),
    message_second=st.sampled_from(("", "Closed on Friday")),
    chime=st.booleans(),
    speech=st.lists(st.sampled_from(sorted(WORDS)), unique=True).map(tuple),
    wait=st.booleans(),
    waiting=st.booleans(),
)


def asked(**values: str | list[str]) -> Reading:
    lists = {name: [value] if isinstance(value, str) else value for name, value in values.items()}
    return read(lists, LANGUAGES)


@given(settings)
def test_a_device_gets_back_what_it_was_given(wanted: ScreenSettings) -> None:
    assert kept(stored(wanted), LANGUAGES) == wanted


@given(st.dictionaries(st.sampled_from(sorted(NAMES.values())), st.lists(texts, max_size=6)))
def test_whatever_an_address_says_there_are_settings(values: dict[str, list[str]]) -> None:
    reading = read(values, LANGUAGES)
    assert 3 <= reading.settings.rows <= 6
    assert reading.settings.first in LANGUAGES
    assert len(reading.settings.offices) <= 4


@given(st.dictionaries(texts, st.one_of(st.none(), texts, st.lists(st.none(), max_size=3))))
def test_whatever_a_device_keeps_there_are_settings(values: dict[str, object]) -> None:
    assert isinstance(kept(values, LANGUAGES), ScreenSettings)


def test_what_is_not_named_is_as_usual() -> None:
    assert asked() == Reading(ScreenSettings())
    assert asked(reihen="4", grund="hell").settings == ScreenSettings(rows=4, ground=Ground.LIGHT)


@pytest.mark.parametrize(
    ("name", "value"),
    [("reihen", "viele"), ("grund", "rosa"), ("format", "schräg"), ("erstsprache", "tlh")],
)
def test_an_odd_value_is_named_and_the_usual_holds(name: str, value: str) -> None:
    assert asked(**{name: value}) == Reading(ScreenSettings(), (Odd(name, value),))


def test_too_many_rows_become_the_most_there_are() -> None:
    assert asked(reihen="99") == Reading(ScreenSettings(rows=6), (Odd("reihen", "99"),))
    assert asked(reihen="1").settings.rows == 3


def test_several_offices_may_be_one_value_and_what_is_none_is_named() -> None:
    reading = asked(dienststelle=["12,13,x", "14", "12"])
    assert reading.settings.offices == (12, 13, 14)
    assert reading.odd == (Odd("dienststelle", "x"),)


def test_a_fifth_office_is_too_many() -> None:
    reading = asked(dienststelle=["1,2,3,4,5"])
    assert reading.settings.offices == (1, 2, 3, 4)
    assert reading.odd == (Odd("dienststelle", "5"),)


def test_known_voices_speak_though_another_is_unknown() -> None:
    reading = asked(ansage=["de,tlh", "en"])
    assert reading.settings.speech == ("de", "en")
    assert reading.odd == (Odd("ansage", "tlh"),)


def test_a_message_takes_the_place_of_a_row() -> None:
    assert ScreenSettings(message="Heute").rows_at_once == 5
    assert ScreenSettings(message="Heute", rows=3).rows_at_once == 3


def test_every_setting_is_in_the_reference() -> None:
    text = DOCS.read_text()
    assert [name for name in NAMES.values() if f"| `{name}` |" not in text] == []
