"""A location's record."""

from __future__ import annotations

import re

from termin.catalogue.export import Notes, OfficeRecord, Record
from termin.catalogue.fields import part, text, truth
from termin.catalogue.place import coordinates


def office_record(key: str, record: Record, notes: Notes) -> OfficeRecord:
    """Return what the record says of the office; notes what it leaves unclear."""
    official, shown = text(record.get("name")), text(record.get("displayName"))
    if not official and not shown:
        notes.add("office", key, "has no name; taken in, but not shown to citizens")
    address, contact = part(record, "address"), part(record, "contact")
    place = coordinates(record.get("geo"), key, notes)
    street = f"{text(address.get('street'))} {text(address.get('house_number'))}".strip()
    unit = text(record.get("organizationUnit")) or text(part(record, "authority").get("name"))
    return OfficeRecord(
        external_id=key,
        name=_cut(shown or official or f"({key})", 300, "name", key, notes),
        short_name=official[:120] if official not in ("", shown) and shown else "",
        unit=unit[:300],
        street=_cut(street, 200, "street", key, notes),
        postal_code=_cut(text(address.get("postal_code")), 20, "postal code", key, notes),
        city=_cut(text(address.get("city")), 120, "city", key, notes),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        phone=_cut(text(contact.get("phone")), 60, "phone", key, notes),
        email=_email(contact.get("email"), key, notes),
        public=_public(key, record, notes) and bool(official or shown),
    )


def _cut(value: str, most: int, what: str, key: str, notes: Notes) -> str:
    if len(value) <= most:
        return value
    notes.add("office", key, f"{what} of {len(value)} characters is cut")
    return value[: most - 1] + "…"


def _email(value: object, key: str, notes: Notes) -> str:
    address = text(value)
    if not address or (len(address) <= 254 and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address)):
        return address
    notes.add("office", key, f"{address[:40]!r} is no e-mail address; left out")
    return ""


def _public(key: str, record: Record, notes: Notes) -> bool:
    stated = truth(record.get("public", True))
    if stated is None:
        notes.add("office", key, "public is neither yes nor no; taken as not public")
    return stated or False
