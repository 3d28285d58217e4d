"""Our own catalogue file: services and Lebenslagen in our words, as values.

Each service has `id, name_de, name_xx, leika, duration_min, max_count, fee_eur, documents_xx,
attendance, group, legal_deadline_de, combines, on_start_page`, and says under `CITY_service_id` or
`same_as` how other sources call it. Each bundle is a Lebenslage with `steps` in legal order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from termin.catalogue.dldb.amounts import pieces, stated_minutes
from termin.catalogue.dldb.file import records
from termin.catalogue.export import Notes, Oddity, Record, ServiceRecord
from termin.catalogue.fee import fee_text
from termin.catalogue.fields import entries, identity, part, text, truth, web_address
from termin.catalogue.leika import leika_keys
from termin.catalogue.plain import paragraphs
from termin.catalogue.same_as import Original
from termin.errors import Invalid

SOURCE = "catalogue"
USUAL_MINUTES = 15


class NotACatalogue(Invalid):
    """The file holds neither services nor Lebenslagen; nothing was changed."""

    slug = "not-a-catalogue"
    title = "Diese Datei ist kein Katalog von Dienstleistungen und Lebenslagen."


@dataclass(frozen=True)
class OwnService:
    """A service of ours; names and documents by language, `original` for comparison with others."""

    record: ServiceRecord
    original: Original
    names: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attendance: str = "person"
    group: str = ""
    legal_deadline: str = ""


@dataclass(frozen=True)
class OwnStep:
    """A service of a Lebenslage, by its id in the catalogue."""

    service: str
    required: bool


@dataclass(frozen=True)
class OwnLebenslage:
    """A situation of life with its steps in order."""

    external_id: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    notes: str = ""
    partners: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    steps: tuple[OwnStep, ...] = ()


@dataclass(frozen=True)
class OwnCatalogue:
    """A catalogue file and what is odd in it."""

    services: tuple[OwnService, ...] = ()
    lebenslagen: tuple[OwnLebenslage, ...] = ()
    oddities: tuple[Oddity, ...] = ()


def parse_catalogue(source: object) -> OwnCatalogue:
    """Return what a decoded catalogue file says; odd records are noted, never refused.

    Raises:
        NotACatalogue: the value holds no services.
    """
    if not isinstance(source, Mapping) or not isinstance(source.get("services"), list | dict):
        raise NotACatalogue
    notes = Notes()
    services = records(source["services"], "services", "service", notes)
    known = {key for key, _ in services}
    bundles = source.get("bundles", source.get("lebenslagen"))
    situations = records(
        bundles if isinstance(bundles, list | dict) else [], "bundles", "Lebenslage", notes
    )
    return OwnCatalogue(
        tuple(_service(key, record, notes) for key, record in services),
        tuple(_lebenslage(key, record, known, notes) for key, record in situations),
        notes.all(),
    )


def _service(key: str, record: Record, notes: Notes) -> OwnService:
    names = _by_language(record, "name_")
    name = names.pop("de", "") or text(record.get("name"))
    if not name:
        notes.add("service", key, "has no German name; taken in, but not shown to citizens")
    leika = leika_keys(record.get("leika"))
    documents = {
        language: found
        for language, listed in _languages(record, "documents_")
        if (found := tuple(dict.fromkeys(filter(None, map(text, entries(listed))))))
    }
    return OwnService(
        record=ServiceRecord(
            external_id=key,
            name=(name or f"({key})")[:300],
            description=paragraphs(text_of(record, "description")),
            keywords=tuple(filter(None, map(text, entries(record.get("keywords"))))),
            leika=leika,
            minutes=stated_minutes(
                record.get("duration_min"), "service", key, "duration_min", notes
            )
            or USUAL_MINUTES,
            max_count=pieces(record.get("max_count"), "service", key, notes) or 1,
            documents=documents.get("de", ()),
            fee=fee_text(record.get("fee_eur")),
            online_url=web_address(record.get("online_url")),
            public=bool(name) and truth(record.get("public", True)) is not False,
            on_start_page=truth(record.get("on_start_page")) or False,
            combines_with_all=truth(record.get("combines", True)) is not False,
        ),
        original=Original(key, name, leika, frozenset(_other_ids(record))),
        names=names,
        documents=documents,
        attendance=(text(record.get("attendance")) or "person")[:40],
        group=text(record.get("group"))[:60],
        legal_deadline=text_of(record, "legal_deadline"),
    )


def _lebenslage(key: str, record: Record, known: set[str], notes: Notes) -> OwnLebenslage:
    names = _by_language(record, "name_")
    name = names.pop("de", "") or text(record.get("name")) or f"({key})"
    required = set(filter(None, map(identity, entries(record.get("required")))))
    listed = dict.fromkeys(filter(None, map(identity, entries(record.get("steps")))))
    for step in listed:
        if step not in known:
            notes.add("Lebenslage", key, f"step {step} is no service of the file; left out")
    return OwnLebenslage(
        external_id=key,
        name=name[:200],
        names=names,
        notes=text_of(record, "notes"),
        partners=tuple(filter(None, map(text, entries(record.get("partners"))))),
        deadlines=tuple(filter(None, map(text, entries(record.get("deadlines"))))),
        steps=tuple(OwnStep(step, step in required) for step in listed if step in known),
    )


def text_of(record: Record, name: str) -> str:
    """Return the German text; a key without `_de` may hold a note that is not for citizens."""
    return text(record.get(f"{name}_de"))


def _by_language(record: Record, prefix: str) -> dict[str, str]:
    named = ((language, text(value)) for language, value in _languages(record, prefix))
    return {language: name[:300] for language, name in named if name}


def _languages(record: Record, prefix: str) -> Iterator[tuple[str, object]]:
    for key, value in record.items():
        language = key.removeprefix(prefix)
        if key.startswith(prefix) and 2 <= len(language) <= 12:
            yield language, value


def _other_ids(record: Record) -> Iterator[str]:
    for key, value in record.items():
        if key.endswith("_service_id"):
            yield from filter(None, map(identity, entries(value)))
    for value in part(record, "same_as").values():
        yield from filter(None, map(identity, entries(value)))
