"""Fields of foreign records, read with patience: what cannot be understood is None, no error."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from termin.catalogue.export import Record
from termin.catalogue.plain import line

_WHOLE = re.compile(r"\s*(-?\d{1,9})(?:[.,]0{1,6})?\s*(?:min\w*\.?)?\s*", re.ASCII | re.IGNORECASE)
_DECIMAL = re.compile(r"\s*(-?\d{1,4}(?:[.,]\d{1,30})?)\s*°?\s*", re.ASCII)
_YES = {"true", "1", "yes", "ja", "y", "on"}
_NO = {"false", "0", "no", "nein", "n", "off", ""}


def identity(value: object) -> str | None:
    """Return a record's id as text (up to 80 characters), or None."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**40:
        return str(value)
    if isinstance(value, str):
        text = line(value)
        return text if 0 < len(text) <= 80 else None
    return None


def text(value: object) -> str:
    """Return a value as one line of plain text; empty where it is none."""
    if isinstance(value, str):
        return line(value)
    return identity(value) or ""


def whole(value: object) -> int | None:
    """Return a whole number, also one written as text, with a fraction of zero or in minutes."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**9 else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 10**9 else None
    if isinstance(value, str) and (found := _WHOLE.fullmatch(value[:40])):
        return int(found[1])
    return None


def decimal(value: object) -> float | None:
    """Return a finite number, also one written as text with a point or a comma."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value) if abs(value) < 10**6 and math.isfinite(value) else None
    if isinstance(value, str) and (found := _DECIMAL.fullmatch(value[:60])):
        return float(found[1].replace(",", "."))
    return None


def truth(value: object) -> bool | None:
    """Return yes or no, also as number or word; None where it is neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return {0: False, 1: True}.get(int(value)) if value in (0, 1) else None
    if isinstance(value, str):
        word = value.strip().lower()
        return True if word in _YES else False if word in _NO else None
    return None


def part(record: Record, key: str) -> Record:
    """Return the object that stands under `key`; an empty one where there is none."""
    value = record.get(key)
    return value if isinstance(value, Mapping) else {}


def words(value: object) -> tuple[str, ...]:
    """Return a list, or text divided by commas, semicolons or lines, as distinct entries."""
    pieces = re.split(r"[,;|\n]", value) if isinstance(value, str) else entries(value)
    return tuple(dict.fromkeys(found for piece in pieces if (found := text(piece))))


def entries(value: object) -> Iterator[object]:
    """Yield what a list holds, or the values of an object that is used as one; a lone value too."""
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list | tuple):
        yield from value
    elif value is not None:
        yield value


def keyed(value: object, name: str) -> Iterator[tuple[str | None, Record]]:
    """Yield (id, record) of a list of records or ids, or of an object keyed by id.

    `name` is the key under which a record names its id; `id` is understood as well.
    """
    if isinstance(value, Mapping):
        for key, entry in value.items():
            record = entry if isinstance(entry, Mapping) else {}
            named = identity(record.get(name)) or identity(record.get("id"))
            yield named or identity(key), record
        return
    for entry in entries(value):
        if isinstance(entry, Mapping):
            yield identity(entry.get(name)) or identity(entry.get("id")), entry
        else:
            yield identity(entry), {}


def web_address(value: object) -> str:
    """Return an http(s) address of up to 1,000 characters; empty for anything else."""
    address = text(value)
    if len(address) > 1000 or " " in address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""
