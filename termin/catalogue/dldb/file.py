"""The outside of an export: find its records, however it wraps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from termin.catalogue.export import Notes, Record
from termin.catalogue.fields import identity, part, whole
from termin.errors import Invalid


class NotAnExport(Invalid):
    """The file holds no list of records; nothing was changed."""

    slug = "not-an-export"
    title = "Diese Datei ist kein Export von Dienstleistungen und Standorten."


def records(source: object, name: str, kind: str, notes: Notes) -> tuple[tuple[str, Record], ...]:
    """Return each record with its id, the first of each id; what cannot be one is noted.

    Understood are a list, an object keyed by id, a lone record, and each of them under `data` or
    `name`. Refuses anything else.

    Raises:
        NotAnExport: the value holds no records at all.
    """
    found: dict[str, Record] = {}
    count = 0
    for count, (key, value) in enumerate(_entries(_unwrapped(source, name), name), start=1):
        if not isinstance(value, Mapping):
            notes.add(kind, key or f"no. {count}", "is no record; left out")
            continue
        named = identity(value.get("id")) or (key if value.get("id") is None else None)
        if named is None:
            notes.add(kind, f"no. {count}", "has no usable id; left out")
        elif named in found:
            notes.add(kind, named, "is there more than once; the first is taken")
        else:
            found[named] = value
    _compare_count(source, name, count, notes)
    return tuple(found.items())


def _unwrapped(source: object, name: str) -> object:
    for _ in range(3):
        if not isinstance(source, Mapping):
            break
        inner = [source[key] for key in ("data", name) if isinstance(source.get(key), dict | list)]
        if not inner:
            break
        source = inner[0]
    return source


def _entries(source: object, name: str) -> Iterator[tuple[str | None, object]]:
    if isinstance(source, list | tuple):
        yield from ((None, entry) for entry in source)
    elif not isinstance(source, Mapping):
        raise NotAnExport(f"{name}: a list of records is expected, not {type(source).__name__}")
    elif "id" in source and "name" in source:
        yield None, source
    elif source and not any(isinstance(entry, Mapping) for entry in source.values()):
        raise NotAnExport(f"{name}: no record in {', '.join(map(repr, list(source)[:5]))}")
    else:
        yield from ((identity(key), entry) for key, entry in source.items())


def _compare_count(source: object, name: str, count: int, notes: Notes) -> None:
    if not isinstance(source, Mapping):
        return
    stated = source.get("datacount", part(source, "meta").get("datacount"))
    if stated is not None and whole(stated) != count:
        notes.add("file", name, f"datacount says {str(stated)[:20]}, there are {count} records")
