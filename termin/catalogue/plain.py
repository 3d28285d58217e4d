"""Text as people may read it: no markup, no control characters, no surprises for the database."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LONGEST = 50_000
"""Characters of markup that are read; a description is never near it."""

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)
"""Controls, invisible characters and halves of surrogate pairs, which a database would refuse."""
_BLANKS = re.compile(r"[^\S\n]+")
_TAG = re.compile(r"<[^<>]*>")
_DECLARATION = re.compile(r"<!--.*?-->|<![^>]*>", re.DOTALL)
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")
_PARAGRAPH = {"p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section"}
_LINE = {"br", "tr", "li", "dt", "dd"}
_SILENT = {"script", "style", "template", "head"}


def line(text: str) -> str:
    """Return `text` without markup in one line."""
    return " ".join(paragraphs(text).split())


def paragraphs(text: str) -> str:
    """Return HTML or plain text as plain paragraphs, divided by one empty line; lists by dashes."""
    text = text[:LONGEST]
    if _MARKUP.search(text):
        text = _without_markup(text)
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [_BLANKS.sub(" ", part).strip() for part in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_markup(text: str) -> str:
    reader = _Reader()
    try:
        reader.feed(_DECLARATION.sub(" ", text))
        reader.close()
    except AssertionError:  # the standard reader's answer to a declaration that never ends
        return _TAG.sub(" ", text)
    return "".join(reader.parts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self._silent += 1
        elif tag in _PARAGRAPH:
            self.parts.append("\n\n")
        elif tag == "li":
            self.parts.append("\n– ")
        elif tag in _LINE:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _PARAGRAPH:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # A line break in the source is a blank on the page.
            self.parts.append(data.replace("\n", " "))
