"""The code on an office's poster: whoever scans it stands in the house, or did lately."""

from __future__ import annotations

from hmac import compare_digest

from api.keys import Keys
from termin import tokens
from termin.offices import Office

PURPOSE = "number-poster"


def poster_code(keys: Keys, office: Office) -> str:
    """Return the code of an office's poster in its present edition.

    49 bits of a keyed hash: nothing is stored, nobody can make one, and it can be typed. A new
    edition (`Office.phone_edition`) makes every code before it worthless.
    """
    number = int(keys.digest(PURPOSE, f"{office.id}:{office.phone_edition}"), 16)
    signs = []
    for _ in range(tokens.CODE_LENGTH):
        number, sign = divmod(number, len(tokens.ALPHABET))
        signs.append(tokens.ALPHABET[sign])
    return "".join(signs)


def is_poster_code(keys: Keys, office: Office, typed: str) -> bool:
    """Whether somebody typed or scanned the code of the present edition."""
    code = tokens.typed(typed)
    return code is not None and compare_digest(code, poster_code(keys, office))
