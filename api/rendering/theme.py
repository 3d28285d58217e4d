"""A municipality's accent colour, made readable on light and on dark pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from termin.errors import Invalid

# WCAG 2.2, 1.4.3: text has 4.5:1 against what it stands on.
READABLE = 4.5
_HEX = re.compile(r"^#([0-9a-fA-F]{6})$")

# The grounds that KERN puts links and buttons on: the page, and the darkest (lightest) surface.
_LIGHT_GROUNDS = ("#ffffff", "#e9eaf2")
_DARK_GROUNDS = ("#000000", "#2b2f45")


class UnusableColour(Invalid):
    """The accent is not written as six hexadecimal digits after a hash, such as `#1a3da5`."""

    slug = "unusable-colour"
    title = "Bitte geben Sie die Farbe als # mit sechs Ziffern oder Buchstaben an, etwa #1a3da5."


@dataclass(frozen=True, slots=True)
class Accent:
    """One accent in its three uses: as given (bands), for light pages, for dark pages."""

    given: str
    on_given: str
    light: str
    on_light: str
    dark: str
    on_dark: str


def theme_css(accent: str) -> str:
    """A stylesheet that gives KERN's actions the accent, mixed with black or white until readable.

    Refuses with `UnusableColour` what is no `#rrggbb`; nothing of the input reaches the stylesheet
    but six checked digits.
    """
    colours = readable_accent(accent)
    return (
        f":root {{ --termin-accent: {colours.given}; --termin-on-accent: {colours.on_given}; }}\n"
        f"@media (prefers-color-scheme: light), print {{ :root {{ "
        f"--kern-color-action-default: {colours.light}; "
        f"--kern-color-action-on-default: {colours.on_light}; }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ "
        f"--kern-color-action-default: {colours.dark}; "
        f"--kern-color-action-on-default: {colours.on_dark}; }} }}\n"
    )


def readable_accent(accent: str) -> Accent:
    """The accent and its light and dark variants, each with the text colour that stands on it."""
    match = _HEX.match(accent)
    if match is None:
        raise UnusableColour(f"{accent!r} is no colour of the form #rrggbb", colour=accent)
    given = f"#{match[1].lower()}"
    light = _mixed_until_readable(given, "#000000", _LIGHT_GROUNDS)
    dark = _mixed_until_readable(given, "#ffffff", _DARK_GROUNDS)
    return Accent(given, text_on(given), light, text_on(light), dark, text_on(dark))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_on(ground: str) -> str:
    """White or black, whichever reads better; one of them always has at least 4.58:1."""
    return max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, ground))


def _mixed_until_readable(colour: str, towards: str, grounds: tuple[str, ...]) -> str:
    for step in range(101):
        mixed = _mix(colour, towards, step / 100)
        if all(contrast(mixed, ground) >= READABLE for ground in grounds):
            return mixed
    return towards


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
