"""Languages: catalogues, what is not translated, and which one a person gets."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from api.rendering import (
    read_texts,
)
from api.rendering.extraction import messages, untranslated
from api.rendering.pages import TEMPLATE_FOLDER
from tests.api.gallery import texts_with


def test_adding_a_language_is_adding_a_catalogue(tmp_path: Path) -> None:
    texts = texts_with(tmp_path, "uk", messages='msgid "Zurück"\nmsgstr "Назад"\n')
    assert [language.name for language in texts.languages] == ["Deutsch", "Українська"]
    assert texts.gettext("uk", "Zurück") == "Назад"


def test_a_catalogue_may_be_split_over_files(tmp_path: Path) -> None:
    texts = texts_with(
        tmp_path, "tr", a='msgid "Ja"\nmsgstr "Evet"\n', b='msgid "Nein"\nmsgstr "Hayır"\n'
    )
    assert (texts.gettext("tr", "Ja"), texts.gettext("tr", "Nein")) == ("Evet", "Hayır")


def test_what_is_not_translated_or_doubtful_stays_german(tmp_path: Path) -> None:
    texts = texts_with(tmp_path, "en", messages='#, fuzzy\nmsgid "Ja"\nmsgstr "Maybe"\n')
    assert texts.gettext("en", "Ja") == "Ja"
    assert texts.gettext("en", "Nein") == "Nein"


def test_easy_language_is_german_with_a_name_of_its_own(tmp_path: Path) -> None:
    easy = texts_with(tmp_path, "de_simple").language("de-simple")
    assert (easy.code, easy.name, easy.direction) == ("de-simple", "Leichte Sprache", "ltr")


def test_plural_forms_and_values() -> None:
    texts = read_texts()
    one, many = "Bitte prüfen Sie diese Angabe", "Bitte prüfen Sie diese %(num)s Angaben"
    assert texts.ngettext("en", one, many, 1) == "Please check this answer"
    assert texts.ngettext("en", one, many, 3) == "Please check these 3 answers"
    assert texts.ngettext("de", one, many, 3) == "Bitte prüfen Sie diese 3 Angaben"


@pytest.mark.parametrize(
    ("wishes", "header", "expected"),
    [
        (("en", "de"), "", "en"),
        ((None, "en"), "de", "en"),
        (("tlh", None), "fr, en-GB;q=0.7, de;q=0.3", "en"),
        ((), "fr;q=0.9, de;q=0.8, en;q=0.1", "de"),
        ((), "", "de"),
        ((), "en;q=zero, *;q=0.1, ;;;", "de"),
    ],
)
def test_the_language_asked_for_goes_before_the_browsers(
    wishes: tuple[str | None, ...], header: str, expected: str
) -> None:
    assert read_texts().negotiate(*wishes, accept_language=header) == expected


def test_the_frame_and_the_macros_speak_english_throughout() -> None:
    texts = read_texts()
    ours = [("base.html", "jinja2"), ("kern/*.html", "jinja2"), ("layout/*.html", "jinja2")]
    found = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(TEMPLATE_FOLDER, ours)
    }
    assert len(found) > 15
    assert [message for message in found if texts.gettext("en", message) == message] == []


def test_the_titles_of_refusals_are_texts_too(tmp_path: Path) -> None:
    source = 'class Late(Refusal):\n    slug = "late"\n    title: str = "Zu spät."\n'
    (tmp_path / "termin").mkdir()
    (tmp_path / "termin" / "late.py").write_text(source + 'print(_("Ja"))\n')
    assert messages(tmp_path) == ("Ja", "Zu spät.")
    texts = texts_with(tmp_path / "locale", "en", refusals='msgid "Ja"\nmsgstr "Yes"\n')
    assert untranslated(texts, "en", tmp_path) == ("Zu spät.",)


def test_the_menu_begins_with_german_and_goes_on_by_name(tmp_path: Path) -> None:
    for code in ("ar", "tr", "en", "uk"):
        texts_with(tmp_path, code)
    texts = texts_with(tmp_path, "de_simple")
    assert [language.code for language in texts.languages] == [
        *("de", "de-simple", "en", "tr", "uk", "ar")
    ]
