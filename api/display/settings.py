"""What a screen shows and how: one value, read the same way from a form, an address, a device.

The names are those of the forms and addresses (`docs/reference/screens.md` lists them); a device
keeps them as they are. Reading never fails: what makes no sense is named, and the usual holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from display.screen import WORDS

MOST_OFFICES = 4
"""On one screen; more would be too small to read."""
MOST_ROOMS = 12
LEAST_ROWS, MOST_ROWS = 3, 6
LONGEST_MESSAGE = 120
"""Signs: two lines across the screen."""
ROWS_BESIDE_MESSAGE = 5
"""Rows at most where a message takes the place of one."""
NONE = "keine"
ON, OFF = "an", "aus"

_ID = re.compile(r"[1-9][0-9]{0,17}")


class Ground(StrEnum):
    """What the screen is drawn on."""

    DARK = "dunkel"
    LIGHT = "hell"
    SYSTEM = "system"


class Layout(StrEnum):
    """How the screen hangs; automatic: by its own shape."""

    AUTOMATIC = "automatisch"
    LANDSCAPE = "quer"
    PORTRAIT = "hoch"


def _named(name: str, default: Any) -> Any:
    return field(default=default, metadata={"name": name})


@dataclass(frozen=True)
class ScreenSettings:
    """The settings of one screen.

    `rooms` empty: all waiting rooms; `second` empty: one language only; `speech` are the languages
    in which calls are spoken, in this order; `wait` and `waiting` show the figures at the side.
    """

    offices: tuple[int, ...] = _named("dienststelle", ())
    rooms: tuple[str, ...] = _named("raum", ())
    rows: int = _named("reihen", MOST_ROWS)
    first: str = _named("erstsprache", "de")
    second: str = _named("zweitsprache", "en")
    ground: Ground = _named("grund", Ground.DARK)  # noqa: RUF009  # a frozen value
    layout: Layout = _named("format", Layout.AUTOMATIC)  # noqa: RUF009  # a frozen value
    message: str = _named("hinweis", "")
    message_second: str = _named("hinweis2", "")
    chime: bool = _named("ton", False)  # noqa: FBT003  # a default, read with its name
    speech: tuple[str, ...] = _named("ansage", ())
    wait: bool = _named("wartezeit", True)  # noqa: FBT003
    waiting: bool = _named("wartende", True)  # noqa: FBT003

    @property
    def rows_at_once(self) -> int:
        """How many calls are shown at once."""
        return min(self.rows, ROWS_BESIDE_MESSAGE) if self.message else self.rows

    @property
    def makes_sound(self) -> bool:
        """Whether the screen is to be heard at all."""
        return self.chime or bool(self.speech)


NAMES: Mapping[str, str] = {one.name: one.metadata["name"] for one in fields(ScreenSettings)}
"""The name in forms and addresses of each setting."""

NOT_BY_ADDRESS = frozenset({"hinweis", "hinweis2"})
"""What only staff may set: else anybody could put words on a page of the town by a link."""

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Odd:
    """A value that makes no sense, under its name; the usual holds instead."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Settings, and what of the values could not be used."""

    settings: ScreenSettings
    odd: tuple[Odd, ...] = ()


def read(values: Values, languages: Sequence[str], usual: ScreenSettings | None = None) -> Reading:
    """Return the settings that these values ask for; what is not named is as usual."""
    usual = usual or ScreenSettings()
    odd: list[Odd] = []
    changes: dict[str, Any] = {}
    for one in fields(ScreenSettings):
        name = one.metadata["name"]
        if name not in values:
            continue
        given = [value.strip() for value in values[name]]
        if not given and not isinstance(one.default, tuple):
            continue
        try:
            changes[one.name] = _READERS[one.name](given, tuple(languages))
        except _OddError as error:
            odd += [Odd(name, value) for value in error.args[0]]
            if error.args[1] is not None:
                changes[one.name] = error.args[1]
    return Reading(replace(usual, **changes), tuple(odd))


def stored(settings: ScreenSettings) -> dict[str, object]:
    """Return the settings as a device keeps them: `read` gives them back."""
    return {name: _told(getattr(settings, own)) for own, name in NAMES.items()}


def kept(values: Mapping[str, object], languages: Sequence[str]) -> ScreenSettings:
    """Return the settings that a device keeps; a value of a later version is passed over."""
    lists = {
        name: [str(each) for each in value]
        for name, value in values.items()
        if isinstance(value, list)
    }
    return read(lists, languages).settings


def _told(value: object) -> list[str]:
    match value:
        case bool():
            return [ON if value else OFF]
        case tuple():
            return [str(each) for each in value]
        case "":
            return [NONE]
    return [str(value)]


class _OddError(Exception):
    """Arguments: the values that make no sense, and what the others say (None: the usual)."""


def _offices(given: list[str], _languages: tuple[str, ...]) -> tuple[int, ...]:
    single = [part.strip() for value in given for part in value.split(",") if part.strip()]
    ids = tuple(dict.fromkeys(int(part) for part in single if _ID.fullmatch(part)))
    odd = [part for part in single if not _ID.fullmatch(part)]
    odd += [str(one) for one in ids[MOST_OFFICES:]]
    if odd:
        raise _OddError(odd, ids[:MOST_OFFICES])
    return ids


def _rooms(given: list[str], _languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:60] for value in given if value))[:MOST_ROOMS]


def _rows(given: list[str], _languages: tuple[str, ...]) -> int:
    text = given[-1]
    if text.isascii() and text.isdigit() and len(text) < 3:
        rows = int(text)
        if LEAST_ROWS <= rows <= MOST_ROWS:
            return rows
        raise _OddError([text], min(max(rows, LEAST_ROWS), MOST_ROWS))
    raise _OddError([text], None)


def _first(given: list[str], languages: tuple[str, ...]) -> str:
    return _one_of(given[-1], languages)


def _second(given: list[str], languages: tuple[str, ...]) -> str:
    found = _one_of(given[-1], (NONE, *languages))
    return "" if found == NONE else found


def _ground(given: list[str], _languages: tuple[str, ...]) -> Ground:
    return Ground(_one_of(given[-1], tuple(Ground)))


def _layout(given: list[str], _languages: tuple[str, ...]) -> Layout:
    return Layout(_one_of(given[-1], tuple(Layout)))


def _message(given: list[str], _languages: tuple[str, ...]) -> str:
    text = " ".join(given[-1].split())
    if len(text) > LONGEST_MESSAGE:
        raise _OddError([text], text[:LONGEST_MESSAGE])
    return "" if text == NONE else text


def _switch(given: list[str], _languages: tuple[str, ...]) -> bool:
    return _one_of(given[-1], (ON, OFF)) == ON


def _speech(given: list[str], _languages: tuple[str, ...]) -> tuple[str, ...]:
    wanted = [part.strip() for value in given for part in value.split(",") if part.strip()]
    wanted = [part for part in wanted if part != NONE]
    known = tuple(dict.fromkeys(part for part in wanted if part in WORDS))
    odd = [part for part in wanted if part not in WORDS]
    if odd:
        raise _OddError(odd, known)
    return known


def _one_of(text: str, choices: Sequence[str]) -> str:
    if text not in choices:
        raise _OddError([text], None)
    return text


_READERS: Mapping[str, Any] = {
    "offices": _offices,
    "rooms": _rooms,
    "rows": _rows,
    "first": _first,
    "second": _second,
    "ground": _ground,
    "layout": _layout,
    "message": _message,
    "message_second": _message,
    "chime": _switch,
    "speech": _speech,
    "wait": _switch,
    "waiting": _switch,
}
