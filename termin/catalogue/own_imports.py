"""Taking our own catalogue into a municipality, alone or on top of an imported one.

On top of another source, a service that is there already is not made again: it gets our names in
other languages, group, deadline, attendance and, where its source is silent, documents; and the
Lebenslagen point at it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from termin import journal
from termin.catalogue.imports import begin_import, ids
from termin.catalogue.merge import Counts, merge
from termin.catalogue.own import SOURCE, NotACatalogue, OwnCatalogue, OwnLebenslage, OwnService
from termin.catalogue.report import ImportReport
from termin.catalogue.same_as import Candidate, same_as
from termin.catalogue.targets import LEBENSLAGEN, OWN_SERVICES
from termin.events import CatalogueImported


async def take_in_catalogue(
    municipality: int, catalogue: OwnCatalogue, now: datetime
) -> ImportReport:
    """Make the municipality's own services and Lebenslagen as the catalogue says.

    One transaction; repeatable as `take_in` is, with the same respect for local planning.

    Raises:
        NotACatalogue: the catalogue has no services; it would retire all of them.
    """
    if not catalogue.services:
        raise NotACatalogue
    started = time.monotonic()
    async with in_transaction():
        await begin_import(municipality)
        twins = await _twins(municipality, catalogue.services)
        alone = [one for one in catalogue.services if one.record.external_id not in twins]
        services = await merge(OWN_SERVICES, municipality, SOURCE, [*map(_service_row, alone)], now)
        counts = {
            "services": services,
            "services of other sources": await _add_to(twins, catalogue.services),
            "Lebenslagen": await merge(
                LEBENSLAGEN,
                municipality,
                SOURCE,
                [*map(_lebenslage_row, catalogue.lebenslagen)],
                now,
            ),
        }
        known = await ids("service", municipality, SOURCE) | twins
        counts["steps"] = await _set_steps(municipality, catalogue.lebenslagen, known)
        report = ImportReport(SOURCE, counts, catalogue.oddities)
        if report.changed:
            await journal.record(municipality, CatalogueImported(SOURCE, services.present, 0), now)
    return replace(report, seconds=time.monotonic() - started)


async def _twins(municipality: int, services: Sequence[OwnService]) -> dict[str, int]:
    """Our services that another source has too -> its row; not those that offices offer as ours."""
    rows = await get_connection("default").execute_query_dict(
        """SELECT id, external_id, name, leika FROM service
        WHERE municipality_id = $1 AND source NOT IN ($2, 'local') AND retired_at IS NULL""",
        [municipality, SOURCE],
    )
    in_use = await get_connection("default").execute_query_dict(
        """SELECT external_id FROM service WHERE municipality_id = $1 AND source = $2 AND id IN
        (SELECT service_id FROM service_at_office WHERE retired_at IS NULL)""",
        [municipality, SOURCE],
    )
    kept = {row["external_id"] for row in in_use}
    candidates = [
        Candidate(row["id"], row["external_id"], row["name"], tuple(_decoded(row["leika"])))
        for row in rows
    ]
    originals = [one.original for one in services if one.record.external_id not in kept]
    return same_as(originals, candidates)


def _decoded(column: Any) -> Any:
    return json.loads(column) if isinstance(column, str) else column


def _service_row(service: OwnService) -> dict[str, Any]:
    return {
        **asdict(service.record),
        "documents": service.documents,
        "names": service.names,
        "attendance": service.attendance,
        "group": service.group,
        "legal_deadline": service.legal_deadline,
    }


def _lebenslage_row(lebenslage: OwnLebenslage) -> dict[str, Any]:
    return {**asdict(lebenslage), "steps": None}


_ADD = """
WITH fact AS MATERIALIZED (
  SELECT fact.*, fact.documents <> '{}'::jsonb AND row.documents_from IN ('', $2) AS documented
  FROM jsonb_to_recordset($1::text::jsonb) AS fact
    (id bigint, names jsonb, attendance text, "group" text, legal_deadline text, documents jsonb)
  JOIN service row ON row.id = fact.id),
updated AS (
  UPDATE service row SET names = fact.names, attendance = fact.attendance, "group" = fact."group",
    legal_deadline = fact.legal_deadline,
    documents = CASE WHEN documented THEN fact.documents ELSE row.documents END,
    documents_from = CASE WHEN documented THEN $2 ELSE row.documents_from END
  FROM fact WHERE row.id = fact.id AND (
    ROW(row.names, row.attendance, row."group", row.legal_deadline)
      IS DISTINCT FROM ROW(fact.names, fact.attendance, fact."group", fact.legal_deadline)
    OR documented AND row.documents IS DISTINCT FROM fact.documents)
  RETURNING 1)
SELECT (SELECT count(*) FROM updated) AS updated, (SELECT count(*) FROM fact) AS present
"""


async def _add_to(twins: Mapping[str, int], services: Sequence[OwnService]) -> Counts:
    """Add what only we know to services of other sources."""
    facts = [
        {**_service_row(service), "id": twins[service.record.external_id]}
        for service in services
        if service.record.external_id in twins
    ]
    rows = await get_connection("default").execute_query_dict(_ADD, [json.dumps(facts), SOURCE])
    updated, present = rows[0]["updated"], rows[0]["present"]
    return Counts(updated=updated, unchanged=present - updated)


_STEPS = """
WITH fact AS MATERIALIZED (
  SELECT lebenslage.id AS lebenslage_id, fact.service_id, fact.position, fact.required
  FROM jsonb_to_recordset($3::text::jsonb) AS fact
    (lebenslage text, service_id bigint, position int, required boolean)
  JOIN lebenslage ON (lebenslage.municipality_id, lebenslage.source, lebenslage.external_id)
    = ($1, $2, fact.lebenslage)),
gone AS (
  DELETE FROM lebenslage_step row USING lebenslage
  WHERE row.lebenslage_id = lebenslage.id AND lebenslage.municipality_id = $1
    AND lebenslage.source = $2 AND (row.lebenslage_id, row.service_id) NOT IN
      (SELECT fact.lebenslage_id, fact.service_id FROM fact) RETURNING 1),
updated AS (
  UPDATE lebenslage_step row SET position = fact.position, required = fact.required FROM fact
  WHERE (row.lebenslage_id, row.service_id) = (fact.lebenslage_id, fact.service_id)
    AND (row.position, row.required) IS DISTINCT FROM (fact.position, fact.required) RETURNING 1),
created AS (
  INSERT INTO lebenslage_step (lebenslage_id, service_id, position, required)
  SELECT lebenslage_id, service_id, position, required FROM fact
  WHERE (lebenslage_id, service_id) NOT IN (SELECT lebenslage_id, service_id FROM lebenslage_step)
  RETURNING 1)
SELECT (SELECT count(*) FROM created) AS created, (SELECT count(*) FROM updated) AS updated,
  (SELECT count(*) FROM gone) AS gone, (SELECT count(*) FROM fact) AS present
"""


async def _set_steps(
    municipality: int, lebenslagen: Sequence[OwnLebenslage], services: Mapping[str, int]
) -> Counts:
    """Make the steps as the catalogue says; they carry nothing local and go when it drops them."""
    facts: dict[tuple[str, int], dict[str, Any]] = {}
    for lebenslage in lebenslagen:
        for position, step in enumerate(lebenslage.steps):
            service = services[step.service]
            facts.setdefault(
                (lebenslage.external_id, service),
                {
                    "lebenslage": lebenslage.external_id,
                    "service_id": service,
                    "position": position,
                    "required": step.required,
                },
            )
    rows = await get_connection("default").execute_query_dict(
        _STEPS, [municipality, SOURCE, json.dumps([*facts.values()])]
    )
    created, updated, gone = rows[0]["created"], rows[0]["updated"], rows[0]["gone"]
    return Counts(created, updated, 0, gone, rows[0]["present"] - created - updated)
