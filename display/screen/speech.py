"""What is said of a call: one model of speech for the screen, its voice, and the phone.

The browser says the same: it gets these words with the page and puts them together by the same
rules (`api/static/board/speech.js`); a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

_NUMBER = re.compile(r"([A-Z]*)0*([0-9]+)")
_DESIGNATION = re.compile(r"[A-Za-z]{0,2}[ .-]?[0-9]+[a-z]?")
"""A counter's name that is no word of its own: 7, A 2, N1, 3b; one says "counter 7"."""


@dataclass(frozen=True, slots=True)
class Words:
    """A language's sentences; `{number}`, `{counter}` and `{office}` stand for what is called.

    `to_counter` is for counters with a mere designation, `to_place` for those with a name.
    """

    to_counter: str
    to_place: str
    at_office: str = " {office}."


WORDS: Mapping[str, Words] = {
    "de": Words(
        "Nummer {number}, bitte zu Schalter {counter}.", "Nummer {number}, bitte: {counter}."
    ),
    "en": Words(
        "Number {number}, please go to counter {counter}.",
        "Number {number}, please go to: {counter}.",
    ),
    "fr": Words(
        "Numéro {number}, veuillez vous rendre au guichet {counter}.",
        "Numéro {number}, veuillez vous rendre ici : {counter}.",
    ),
    "pl": Words(
        "Numer {number}, proszę do stanowiska {counter}.",
        "Numer {number}, proszę tutaj: {counter}.",
    ),
    "ru": Words(
        "Номер {number}, пройдите, пожалуйста, к окну {counter}.",
        "Номер {number}, пройдите, пожалуйста, сюда: {counter}.",
    ),
    "tr": Words(
        "Numara {number}, lütfen {counter} numaralı gişeye gelin.",
        "Numara {number}, lütfen buraya gelin: {counter}.",
    ),
    "uk": Words(
        "Номер {number}, підійдіть, будь ласка, до вікна {counter}.",
        "Номер {number}, підійдіть, будь ласка, сюди: {counter}.",
    ),
}


def sentence(language: str, number: str, counter: str, office: str = "") -> str:
    """Return what is said of a call, in German where we have no words of the language.

    `office` is named where a screen shows several. No zeros are said before a number: people look
    for B014 when they hear "B 14".
    """
    words = WORDS.get(language, WORDS["de"])
    pattern = words.to_counter if _DESIGNATION.fullmatch(counter) else words.to_place
    said = pattern.replace("{number}", _said(number)).replace("{counter}", counter)
    return said + (words.at_office.replace("{office}", office) if office else "")


def words_for(languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Return the words as the page carries them, in the order in which they are said."""
    return {code: asdict(WORDS[code]) for code in languages if code in WORDS}


def _said(number: str) -> str:
    found = _NUMBER.fullmatch(number)
    return " ".join(filter(None, found.groups())) if found else number
