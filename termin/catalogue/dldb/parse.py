"""Two files of a service database as one set of facts."""

from __future__ import annotations

from termin.catalogue.dldb.combination import combinations
from termin.catalogue.dldb.file import records
from termin.catalogue.dldb.office import office_record
from termin.catalogue.dldb.relation import relations
from termin.catalogue.dldb.service import service_record
from termin.catalogue.export import Export, Notes
from termin.catalogue.place import without_placeholders

SOURCE = "dldb"


def parse(services: object, locations: object) -> Export:
    """Return what the two decoded files say, and what is odd in them, by record.

    Missing keys, numbers as text, one-sided relations and unusable records are noted, never
    refused. Minutes of a relation are slots times the office's slot time, or the stated duration.

    Raises:
        NotAnExport: one of the two holds no records at all.
    """
    notes = Notes()
    service_records = records(services, "services", "service", notes)
    office_records = records(locations, "locations", "office", notes)
    found = tuple(service_record(key, record, notes) for key, record in service_records)
    offices = tuple(office_record(key, record, notes) for key, record in office_records)
    offered = relations(dict(service_records), dict(office_records), notes)
    at_no_office = {key for key, _ in service_records} - {relation.service for relation in offered}
    for key, _ in service_records:
        if key in at_no_office:
            notes.add("service", key, "is offered at no office")
    return Export(
        services=found,
        offices=without_placeholders(offices, notes),
        relations=offered,
        combinations=combinations(dict(service_records), notes),
        oddities=notes.all(),
    )
