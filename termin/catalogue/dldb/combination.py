"""Which services share one visit, as the services' records list it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from termin.catalogue.export import Notes, Record
from termin.catalogue.fields import identity, keyed, words


def combinations(services: Mapping[str, Record], notes: Notes) -> tuple[tuple[str, str], ...]:
    """Return the pairs of different services, each in both directions.

    A pair that only one of the two lists is taken in and noted; so are ids that do not exist.
    """
    listed = {key: dict.fromkeys(_others(record)) for key, record in services.items()}
    pairs: dict[tuple[str, str], None] = {}
    for service, others in listed.items():
        unknown = [other for other in others if other not in services]
        if unknown:
            what = f"combines with unknown services: {', '.join(unknown[:5])}; left out"
            notes.add("service", service, what)
        for other in others:
            if other == service or other not in services:
                continue
            if service not in listed[other] and services[other].get("combinable") is not None:
                what = f"combines with {other}, which does not list it; taken in both ways"
                notes.add("service", service, what)
            pairs[service, other] = pairs[other, service] = None
    return tuple(pairs)


def _others(record: Record) -> Iterator[str]:
    listed = record.get("combinable")
    if isinstance(listed, str):
        yield from (word[:80] for word in words(listed))
    elif isinstance(listed, Mapping):
        # As the citizens' interface tells it: {"1": {SERVICE: [OFFICE, ...]}, ...}.
        for key, entry in listed.items():
            inner = entry if isinstance(entry, Mapping) and "id" not in entry else {key: entry}
            yield from (name for other in inner if (name := identity(other)))
    elif not isinstance(listed, bool):
        yield from (other for other, _ in keyed(listed, "id") if other)
