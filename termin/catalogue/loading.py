"""Reading a municipality's catalogue into memory."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from tortoise.connection import get_connection

from termin.catalogue.facts import LebenslageFacts, OfficeFacts, Relation, ServiceFacts, Step
from termin.catalogue.rows import Combination, Lebenslage, LebenslageStep, Service, ServiceAtOffice
from termin.catalogue.view import CatalogueView
from termin.errors import NotFound
from termin.offices.rows import Office


async def load_view(municipality: int) -> CatalogueView:
    """Return the catalogue as it stands, in a handful of queries.

    The version is read first: what changes meanwhile belongs to a later one.

    Raises:
        NotFound: no such municipality.
    """
    towns = await get_connection("default").execute_query_dict(
        """SELECT time_zone, horizon_days, catalogue_version, clock_timestamp() AS loaded_at
        FROM municipality WHERE id = $1""",
        [municipality],
    )
    if not towns:
        raise NotFound
    services = {row.id: _service(row) for row in await Service.filter(municipality_id=municipality)}
    offices = {row.id: _office(row) for row in await Office.filter(municipality_id=municipality)}
    pairs = await Combination.filter(municipality_id=municipality).values_list(
        "service_id", "other_id"
    )
    view = CatalogueView(
        municipality=municipality,
        time_zone=towns[0]["time_zone"],
        horizon_days=towns[0]["horizon_days"],
        version=towns[0]["catalogue_version"],
        loaded_at=towns[0]["loaded_at"],
        all_services=services,
        all_offices=offices,
        all_relations=await _relations(municipality, services),
        combined=frozenset(both for one, other in pairs for both in ((one, other), (other, one))),
        all_lebenslagen=await _lebenslagen(municipality),
    )
    # In a thread, so that nobody else waits for it.
    return await asyncio.to_thread(view.warm)


async def _relations(municipality: int, services: dict[int, ServiceFacts]) -> tuple[Relation, ...]:
    rows = ServiceAtOffice.filter(municipality_id=municipality, retired_at=None).order_by("id")
    return tuple(
        Relation(
            service=row.service_id,
            office=row.office_id,
            minutes=row.planned_minutes,
            max_count=row.max_count or services[row.service_id].max_count,
            offered=row.offered,
        )
        for row in await rows
        if row.service_id in services
    )


async def _lebenslagen(municipality: int) -> tuple[LebenslageFacts, ...]:
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in await LebenslageStep.filter(lebenslage__municipality_id=municipality).order_by(
        "lebenslage_id", "position"
    ):
        steps[step.lebenslage_id].append(Step(step.service_id, step.required))
    rows = Lebenslage.filter(municipality_id=municipality, retired_at=None).order_by("id")
    return tuple(
        LebenslageFacts(
            id=row.id,
            external_id=row.external_id,
            name=row.name,
            names=row.names,
            notes=row.notes,
            partners=tuple(row.partners),
            deadlines=tuple(row.deadlines),
            steps=tuple(steps[row.id]),
        )
        for row in await rows
    )


def _service(row: Service) -> ServiceFacts:
    return ServiceFacts(
        id=row.id,
        external_id=row.external_id,
        name=row.name,
        source=row.source,
        names=row.names,
        description=row.description,
        keywords=tuple(row.keywords),
        leika=tuple(row.leika),
        minutes=row.minutes,
        max_count=row.max_count,
        documents={language: tuple(listed) for language, listed in row.documents.items()},
        fee=row.fee,
        attendance=row.attendance,
        online_url=row.online_url,
        fully_online=row.fully_online,
        group=row.group,
        legal_deadline=row.legal_deadline,
        combines_with_all=row.combines_with_all,
        public=row.public,
        on_start_page=row.on_start_page,
        skill=row.skill_id,
        retired=row.retired_at is not None,
    )


def _office(row: Office) -> OfficeFacts:
    return OfficeFacts(
        id=row.id,
        name=row.name,
        external_id=row.external_id,
        short_name=row.short_name,
        kind=row.kind.value,
        unit=row.unit,
        street=row.street,
        postal_code=row.postal_code,
        city=row.city,
        latitude=row.latitude,
        longitude=row.longitude,
        phone=row.phone,
        email=row.email,
        stop_hint=row.stop_hint,
        step_free=row.step_free,
        public=row.public,
        time_zone=row.time_zone,
        early_minutes=row.early_minutes,
        late_minutes=row.late_minutes,
        walk_ins=row.walk_ins,
        retired=row.retired_at is not None,
    )
