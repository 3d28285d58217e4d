"""Taking an export into a municipality's catalogue, as often as one likes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from termin import journal
from termin.catalogue.dldb import SOURCE
from termin.catalogue.export import Export, ServiceRecord
from termin.catalogue.merge import Counts, merge
from termin.catalogue.report import ImportReport
from termin.catalogue.targets import OFFICES, RELATIONS, SERVICES
from termin.errors import Invalid
from termin.events import CatalogueImported


class EmptyExport(Invalid):
    """An export without services or offices would retire a whole city; nothing was changed."""

    slug = "empty-export"
    title = (
        "Der Export enthält keine Dienstleistungen oder keine Standorte. Es wurde nichts geändert."
    )


async def take_in(
    municipality: int, export: Export, now: datetime, source: str = SOURCE
) -> ImportReport:
    """Make the municipality's catalogue of this `source` as the export says, in one transaction.

    Local planning (skills, own minutes and visibility, hours, counters, check-in rules) is never
    touched; what is gone is retired, never deleted. A second run of the same export changes
    nothing and records nothing.

    Raises:
        EmptyExport: the export has no services or no offices.
    """
    if not export.services or not export.offices:
        raise EmptyExport
    started = time.monotonic()
    async with in_transaction():
        await begin_import(municipality)
        services = await merge(
            SERVICES, municipality, source, [service_row(facts) for facts in export.services], now
        )
        offices = await merge(
            OFFICES, municipality, source, [asdict(facts) for facts in export.offices], now
        )
        counts = {
            "services": services,
            "offices": offices,
            "relations": await _relate(municipality, export, source, now),
            "combinations": await combine(municipality, export.combinations, source),
        }
        report = ImportReport(source, counts, export.oddities)
        if report.changed:
            event = CatalogueImported(source, services.present, offices.present)
            await journal.record(municipality, event, now)
    return replace(report, seconds=time.monotonic() - started)


async def begin_import(municipality: int) -> None:
    """Let one import at a time into a municipality, until the transaction ends.

    An import waits a minute for another one instead of the few seconds that people would wait.
    PostgreSQL cannot know how many records a JSON parameter holds; it is kept from comparing each
    with each (measured: 6 s instead of 0.3 s for 7,500 relations).
    """
    await get_connection("default").execute_query("SET LOCAL lock_timeout = '60s'")
    await get_connection("default").execute_query("SET LOCAL enable_nestloop = off")
    await get_connection("default").execute_query(
        "SELECT pg_advisory_xact_lock(hashtext('catalogue'), $1::bigint::int)", [municipality]
    )


def service_row(facts: ServiceRecord) -> dict[str, Any]:
    """Return the facts as the table's columns take them."""
    documents = None if facts.documents is None else {"de": facts.documents}
    return {**asdict(facts), "documents": documents if facts.documents != () else {}}


async def ids(table: str, municipality: int, source: str) -> dict[str, int]:
    """Return external id -> row id of the rows of one source, retired ones too."""
    rows = await get_connection("default").execute_query_dict(
        f"SELECT id, external_id FROM {table} WHERE municipality_id = $1 AND source = $2",
        [municipality, source],
    )
    return {row["external_id"]: row["id"] for row in rows}


async def _relate(municipality: int, export: Export, source: str, now: datetime) -> Counts:
    services = await ids("service", municipality, source)
    offices = await ids("office", municipality, source)
    facts = [
        {
            "service_id": services[relation.service],
            "office_id": offices[relation.office],
            "minutes": relation.minutes,
            "max_count": relation.max_count,
            "public": relation.public,
            "bookable": relation.bookable,
        }
        for relation in export.relations
    ]
    return await merge(RELATIONS, municipality, source, facts, now)


_COMBINE = """
WITH pair AS MATERIALIZED (
  SELECT one.id AS service_id, other.id AS other_id
  FROM unnest($3::text[], $4::text[]) AS named (service, other)
  JOIN service one ON (one.municipality_id, one.source, one.external_id) = ($1, $2, named.service)
  JOIN service other
    ON (other.municipality_id, other.source, other.external_id) = ($1, $2, named.other)),
gone AS (
  DELETE FROM combination row WHERE row.municipality_id = $1 AND row.source = $2
    AND (row.service_id, row.other_id) NOT IN (SELECT service_id, other_id FROM pair) RETURNING 1),
created AS (
  INSERT INTO combination (municipality_id, source, service_id, other_id)
  SELECT $1, $2, service_id, other_id FROM pair
  WHERE (service_id, other_id) NOT IN (SELECT service_id, other_id FROM combination
    WHERE municipality_id = $1) RETURNING 1)
SELECT (SELECT count(*) FROM created) AS created, (SELECT count(*) FROM gone) AS gone,
  (SELECT count(*) FROM pair) AS present
"""


async def combine(municipality: int, pairs: Iterable[tuple[str, str]], source: str) -> Counts:
    """Make the combinations of this source as the pairs say; they carry nothing local and go."""
    named: Sequence[tuple[str, str]] = list(pairs)
    rows = await get_connection("default").execute_query_dict(
        _COMBINE,
        [municipality, source, [one for one, _ in named], [other for _, other in named]],
    )
    created, gone, present = rows[0]["created"], rows[0]["gone"], rows[0]["present"]
    return Counts(created=created, retired=gone, unchanged=present - created)
