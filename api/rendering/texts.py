"""The languages of the pages: German texts are the message ids, catalogues are read at start."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale, negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALE_FOLDER = Path(__file__).parent.parent / "locale"
SOURCE_LANGUAGE = "de"

# What Babel cannot know: Leichte Sprache has no name of its own in the CLDR, and bare "en" would
# give American dates and a twelve-hour clock to people in a German office.
_NAMES = {"de-simple": "Leichte Sprache"}
_FORMAT_LOCALES = {"de-simple": "de", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Language:
    """A language people can choose: BCP 47 code, its own name for itself, direction of writing."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    locale: Locale


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """All languages with their catalogues; the source language comes first and has none."""

    languages: tuple[Language, ...]
    catalogues: Mapping[str, NullTranslations]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the languages, German first."""
        return tuple(known.code for known in self.languages)

    def language(self, code: str) -> Language:
        """The language of this code, or German where we do not speak it."""
        return next((known for known in self.languages if known.code == code), self.languages[0])

    def catalogue(self, code: str) -> NullTranslations:
        """Gettext for this code; a text that is not translated comes back in German."""
        return self.catalogues.get(code, self.catalogues[SOURCE_LANGUAGE])

    def gettext(self, code: str, message: str, **values: object) -> str:
        """The message in this language; `%(name)s` in it stands for a value."""
        text: str = self.catalogue(code).ugettext(message)
        return text % values if values else text

    def ngettext(self, code: str, singular: str, plural: str, n: int, **values: object) -> str:
        """The message in the plural form that `n` needs; `%(num)s` in it stands for `n`."""
        text: str = self.catalogue(code).ungettext(singular, plural, n)
        return text % {"num": n, **values}

    def negotiate(self, *wishes: str | None, accept_language: str = "") -> str:
        """The code to speak: the first wish (query, cookie) that we know, else the browser's order.

        `accept_language` is the header as sent (RFC 9110, 12.5.4); German where nothing fits.
        """
        known = [language.code for language in self.languages]
        for wish in wishes:
            if wish in known:
                return wish
        found = negotiate_locale(_by_quality(accept_language), known, sep="-")
        return found or SOURCE_LANGUAGE


def read_texts(folder: Path = LOCALE_FOLDER) -> Texts:
    """Read `CODE/LC_MESSAGES/*.po` below the folder; adding a language is adding a catalogue.

    A language may be split over several files; each message has its translation in one of them.
    A process reads our own folder once.
    """
    return _our_texts() if folder == LOCALE_FOLDER else _read(folder)


@cache
def _our_texts() -> Texts:
    return _read(LOCALE_FOLDER)


def _read(folder: Path) -> Texts:
    catalogues: dict[str, NullTranslations] = {SOURCE_LANGUAGE: NullTranslations()}
    for place in sorted(folder.glob("*/LC_MESSAGES")):
        catalogues[place.parent.name.replace("_", "-")] = _read_catalogue(place)
    languages = sorted(map(_language, catalogues), key=_menu_order)
    return Texts(tuple(languages), catalogues)


def _read_catalogue(place: Path) -> Translations:
    code = place.parent.name
    whole = Catalog(locale=_babel_locale(code.replace("_", "-")))
    for file in sorted(place.glob("*.po")):
        with file.open("rb") as po:
            for message in read_po(po, locale=whole.locale):
                if message.id and message.string and not message.fuzzy:
                    whole.add(message.id, message.string, context=message.context)
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


def _language(code: str) -> Language:
    locale = _babel_locale(code)
    name = _NAMES.get(code) or (Locale.parse(code, sep="-").get_display_name() or code)
    return Language(
        code,
        name[:1].upper() + name[1:],
        "rtl" if locale.text_direction == "rtl" else "ltr",
        locale,
    )


def _menu_order(language: Language) -> tuple[bool, bool, str]:
    """German first, easy German next, then the others by the names they give themselves."""
    return (language.code != SOURCE_LANGUAGE, language.locale.language != "de", language.name)


def _babel_locale(code: str) -> Locale:
    return Locale.parse(_FORMAT_LOCALES.get(code, code.replace("-", "_")))


def _by_quality(header: str) -> list[str]:
    """Tags of an Accept-Language header, most wanted first, without what is malformed."""
    wanted: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if tag and tag != "*" and weight > 0:
            wanted.append((weight, tag))
    return [tag for _, tag in sorted(wanted, key=lambda entry: -entry[0])]
