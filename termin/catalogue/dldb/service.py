"""A service's record."""

from __future__ import annotations

from collections.abc import Mapping

from termin.catalogue.dldb.amounts import ASSUMED_MINUTES, pieces, stated_minutes
from termin.catalogue.export import Notes, Record, ServiceRecord
from termin.catalogue.fields import entries, part, text, truth, web_address, words
from termin.catalogue.leika import is_leika, leika_keys, leika_pieces
from termin.catalogue.plain import paragraphs

LONGEST_NAME = 300
MOST_KEYWORDS = 100


def service_record(key: str, record: Record, notes: Notes) -> ServiceRecord:
    """Return what the record says of the service; notes what it leaves unclear."""
    name = _name(key, record, notes)
    meta = part(record, "meta")
    appointment = web_address(part(record, "appointment").get("link"))
    return ServiceRecord(
        external_id=key,
        name=name or f"({key})",
        description=_prose(record.get("description")),
        keywords=_keywords(record.get("keywords") or meta.get("keywords")),
        leika=_leika(key, record.get("leika"), notes),
        minutes=stated_minutes(record.get("duration"), "service", key, "duration", notes)
        or ASSUMED_MINUTES,
        max_count=pieces(record.get("maxQuantity"), "service", key, notes) or 1,
        documents=_documents(record),
        fee=_prose(record.get("fees")),
        online_url=_online(record, appointment),
        public=_public(key, record, notes) and bool(name),
        on_start_page=truth(record.get("showOnStartPage")) or False,
        # No word about combinations leaves them to the offices; an empty list forbids them.
        combines_with_all=record.get("combinable") in (None, True),
    )


def _name(key: str, record: Record, notes: Notes) -> str:
    name = text(record.get("name"))
    if not name:
        notes.add("service", key, "has no name; taken in, but not shown to citizens")
    if len(name) > LONGEST_NAME:
        notes.add("service", key, f"name of {len(name)} characters is cut")
        name = name[: LONGEST_NAME - 1] + "…"
    return name


def _public(key: str, record: Record, notes: Notes) -> bool:
    stated = truth(record.get("public", True))
    if stated is None:
        notes.add("service", key, "public is neither yes nor no; taken as not public")
    return stated or False


def _prose(value: object) -> str:
    if isinstance(value, str):
        return paragraphs(value)
    if isinstance(value, int | float):  # nothing to go on into: a number stands for itself
        return text(value)
    lines = (_prose(_phrase(entry)) for entry in entries(value))
    return "\n\n".join(line for line in lines if line)


def _phrase(entry: object) -> object:
    if isinstance(entry, Mapping):
        return next((entry[name] for name in ("name", "title", "text") if entry.get(name)), None)
    return entry if isinstance(entry, str | int | float) else None


def _keywords(value: object) -> tuple[str, ...]:
    return tuple(word[:120] for word in words(value)[:MOST_KEYWORDS])


def _leika(key: str, value: object, notes: Notes) -> tuple[str, ...]:
    for piece in leika_pieces(value):
        if not is_leika(piece):
            notes.add("service", key, f"{piece[:20]!r} is no LeiKa key of 14 digits")
    return leika_keys(value)


def _documents(record: Record) -> tuple[str, ...] | None:
    stated = record.get("requirements")
    if stated is None:
        return None
    if isinstance(stated, str):
        listed = (line.removeprefix("– ") for line in paragraphs(stated).split("\n"))
    else:
        listed = (text(_phrase(entry)) for entry in entries(stated))
    return tuple(dict.fromkeys(document for document in listed if document))


def _online(record: Record, appointment: str) -> str:
    """The link to do it online; a link to the appointments' own pages is none."""
    link = web_address(part(record, "onlineprocessing").get("link"))
    booking = appointment.split("{", maxsplit=1)[0]
    return "" if booking and link.startswith(booking) else link
