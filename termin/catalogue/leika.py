"""LeiKa keys: 14 digits that say group, object and what is done; a label, never an id."""

from __future__ import annotations

import re
from collections.abc import Iterator

from termin.catalogue.fields import entries, identity
from termin.catalogue.plain import line


def is_leika(piece: str) -> bool:
    """Whether this is a key: 99 and twelve digits."""
    return re.fullmatch(r"99\d{12}", piece, re.ASCII) is not None


def leika_keys(value: object) -> tuple[str, ...]:
    """Return the keys of a list, or of text with several, each once; what is none is left out."""
    return tuple(dict.fromkeys(filter(is_leika, leika_pieces(value))))


def leika_pieces(value: object) -> Iterator[str]:
    """Yield what stands where keys are expected, without blanks: one by one, keys or not."""
    for entry in entries(value):
        listed = entry if isinstance(entry, str) else identity(entry) or ""
        for piece in re.split(r"[,;|\n]", listed[:2000]):
            if digits := re.sub(r"\s", "", line(piece)):
                yield digits
