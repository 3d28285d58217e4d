"""What is said of a call."""

from __future__ import annotations

import pytest

from display.screen import WORDS, sentence, words_for


@pytest.mark.parametrize(
    ("number", "counter", "said"),
    [
        ("B014", "3", "Nummer B 14, bitte zu Schalter 3."),
        ("A100", "12", "Nummer A 100, bitte zu Schalter 12."),
        ("AB007", "A 2", "Nummer AB 7, bitte zu Schalter A 2."),
        ("017", "N1", "Nummer 17, bitte zu Schalter N1."),
        ("B014", "Kasse", "Nummer B 14, bitte: Kasse."),
        ("B014", "Zimmer 3.12", "Nummer B 14, bitte: Zimmer 3.12."),
        ("C000", "3b", "Nummer C 0, bitte zu Schalter 3b."),
        ("Ö5", "3", "Nummer Ö5, bitte zu Schalter 3."),
    ],
)
def test_a_call_is_said_as_people_say_it(number: str, counter: str, said: str) -> None:
    assert sentence("de", number, counter) == said


def test_the_office_is_named_where_a_screen_shows_several() -> None:
    said = sentence("en", "B014", "3", "Bürgerbüro Nord")
    assert said == "Number B 14, please go to counter 3. Bürgerbüro Nord."


def test_a_language_without_words_is_said_in_german() -> None:
    assert sentence("tlh", "B014", "3") == sentence("de", "B014", "3")


@pytest.mark.parametrize("language", WORDS)
def test_every_language_names_number_and_counter(language: str) -> None:
    for counter in ("3", "Kasse"):
        said = sentence(language, "B014", counter, "Rathaus")
        assert "B 14" in said
        assert counter in said
        assert "Rathaus" in said
        assert "{" not in said


def test_a_name_with_braces_is_left_as_it_is() -> None:
    assert sentence("de", "B014", "{office}") == "Nummer B 14, bitte: {office}."


def test_the_page_carries_the_words_in_the_order_of_speaking() -> None:
    assert list(words_for(("en", "de", "tlh"))) == ["en", "de"]
