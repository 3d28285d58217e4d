"""Which office offers which service, as both files tell it; the office's side is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from termin.catalogue.dldb.amounts import ASSUMED_MINUTES, LONGEST_MINUTES, minutes, pieces
from termin.catalogue.export import Notes, Record, RelationRecord
from termin.catalogue.fields import keyed, part, truth, whole

Records = Mapping[str, Record]
Sides = dict[tuple[str, str], Record]
"""(service, office): what one of the two files says of them."""


def relations(services: Records, offices: Records, notes: Notes) -> tuple[RelationRecord, ...]:
    """Return every relation between records that exist, in the order of the offices' file."""
    told_by_offices = _told_by_offices(services, offices, notes)
    told_by_services = _told_by_services(services, offices, notes)
    if told_by_offices and told_by_services:
        _note_one_sided(told_by_offices, told_by_services, notes)
    found, unclear = [], defaultdict[str, list[str]](list)
    for service, office in dict.fromkeys([*told_by_offices, *told_by_services]):
        here = told_by_offices.get((service, office), {})
        there = told_by_services.get((service, office), {})
        _note_contradiction(service, office, here, offices[office], notes)
        planned = _minutes(here, there, services[service], offices[office])
        relation = _relation(service, office, here or there, notes)
        if planned is None and relation.bookable:
            unclear[office].append(service)
        found.append(replace(relation, minutes=planned or ASSUMED_MINUTES))
    for office, which in unclear.items():
        what = f"no minutes for {_some(which)}; {ASSUMED_MINUTES} each are assumed"
        notes.add("office", office, what)
    return tuple(found)


def _told_by_offices(services: Records, offices: Records, notes: Notes) -> Sides:
    sides: Sides = {}
    for office, record in offices.items():
        unknown = []
        for service, relation in keyed(record.get("services"), "service"):
            if service is None or service not in services:
                unknown.append(service or "?")
            elif (service, office) in sides:
                notes.add("office", office, f"names service {service} more than once")
            else:
                sides[service, office] = relation
        if unknown:
            notes.add("office", office, f"names unknown services: {_some(unknown)}; left out")
    return sides


def _told_by_services(services: Records, offices: Records, notes: Notes) -> Sides:
    sides: Sides = {}
    for service, record in services.items():
        unknown = []
        for office, relation in keyed(record.get("locations"), "location"):
            if office is None or office not in offices:
                unknown.append(office or "?")
            elif (service, office) in sides:
                notes.add("service", service, f"names office {office} more than once")
            else:
                sides[service, office] = relation
        if unknown:
            notes.add("service", service, f"names unknown offices: {_some(unknown)}; left out")
    return sides


def _note_one_sided(by_offices: Sides, by_services: Sides, notes: Notes) -> None:
    silent = defaultdict[str, list[str]](list)
    for service, office in by_services.keys() - by_offices.keys():
        silent[office].append(service)
    for office, which in sorted(silent.items()):
        what = f"does not name services that name it: {_some(sorted(which))}; taken in"
        notes.add("office", office, what)
    silent.clear()
    for service, office in by_offices.keys() - by_services.keys():
        silent[service].append(office)
    for service, which in sorted(silent.items()):
        what = f"does not name offices that name it: {_some(sorted(which))}; taken in"
        notes.add("service", service, what)


def _note_contradiction(
    service: str, office: str, here: Record, record: Record, notes: Notes
) -> None:
    counted = _counted(here, minutes(record.get("slotTimeInMinutes")))
    stated = minutes(here.get("duration"))
    if counted and stated and counted != stated:
        what = f"slots make {counted} minutes, duration says {stated}; {counted} are taken"
        notes.add("relation", f"{service}/{office}", what)


def _minutes(here: Record, there: Record, service: Record, office: Record) -> int | None:
    slot = minutes(office.get("slotTimeInMinutes"))
    return (
        _counted(here, slot)
        or minutes(here.get("duration"))
        or _counted(there, slot)
        or minutes(there.get("duration"))
        or minutes(service.get("duration"))
    )


def _counted(relation: Record, slot: int | None) -> int | None:
    slots = whole(part(relation, "appointment").get("slots"))
    if slot is None or slots is None or not 1 <= slots * slot <= LONGEST_MINUTES:
        return None
    return slots * slot


def _relation(service: str, office: str, told: Record, notes: Notes) -> RelationRecord:
    record = f"{service}/{office}"
    appointment = part(told, "appointment")
    allowed = truth(appointment.get("allowed", told.get("appointment") is not False))
    public = truth(told.get("public", True))
    if allowed is None or public is None:
        notes.add("relation", record, "allowed or public is neither yes nor no; taken as no")
    return RelationRecord(
        service=service,
        office=office,
        minutes=ASSUMED_MINUTES,
        max_count=pieces(told.get("maxQuantity"), "relation", record, notes),
        public=public or False,
        bookable=(allowed or False) and not truth(appointment.get("external")),
    )


def _some(which: Iterable[str]) -> str:
    listed = list(which)
    shown = ", ".join(listed[:5])
    return shown if len(listed) <= 5 else f"{shown} and {len(listed) - 5} more"
