"""`/api/v1/services`, `/offices`, `/lebenslagen`: what there is."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.answers import json_answer
from api.house import house
from api.requests import identity, language, municipality, parse_query
from api.routes import Permission, Route
from api.v1.shapes import (
    LebenslageAnswer,
    LebenslagenAnswer,
    OfficeAnswer,
    OfficesAnswer,
    ServiceAnswer,
    ServicesAnswer,
    StepAnswer,
)
from termin.catalogue import CatalogueView, ServiceFacts
from termin.errors import NotFound

MOST_FOUND = 20


class ServicesQuery(msgspec.Struct, frozen=True):
    """`q`: everyday words; `office`: only what is done there; `lang`: names in this language."""

    q: Annotated[str, msgspec.Meta(max_length=200)] = ""
    office: str | None = None
    lang: Annotated[str, msgspec.Meta(max_length=12)] | None = None


class LanguageQuery(msgspec.Struct, frozen=True):
    """`lang`: names in this language where there are any, German else."""

    lang: Annotated[str, msgspec.Meta(max_length=12)] | None = None


async def services(request: Request) -> Response:
    """List the services that can be booked, or those that everyday words mean."""
    asked = parse_query(request, ServicesQuery)
    view = await house(request).catalogues.view(municipality(request))
    found = view.search(asked.q, MOST_FOUND) if asked.q.strip() else view.services()
    if asked.office is not None:
        office = view.office(identity(asked.office)).id
        found = tuple(one for one in found if view.relation(one.id, office) is not None)
    spoken = asked.lang or language(request)
    return json_answer(ServicesAnswer([_service(view, one, spoken) for one in found]))


async def offices(request: Request) -> Response:
    """List the offices."""
    parse_query(request, LanguageQuery)
    view = await house(request).catalogues.view(municipality(request))
    return json_answer(
        OfficesAnswer(
            [
                OfficeAnswer(
                    id=str(one.id),
                    name=one.name,
                    kind=one.kind,
                    street=one.street,
                    postal_code=one.postal_code,
                    city=one.city,
                    phone=one.phone,
                    step_free=one.step_free,
                    time_zone=one.time_zone,
                    latitude=one.latitude,
                    longitude=one.longitude,
                )
                for one in view.offices()
            ]
        )
    )


async def lebenslagen(request: Request) -> Response:
    """List the Lebenslagen with their services in legal order."""
    asked = parse_query(request, LanguageQuery)
    view = await house(request).catalogues.view(municipality(request))
    spoken = asked.lang or language(request)
    return json_answer(
        LebenslagenAnswer(
            [
                LebenslageAnswer(
                    id=one.external_id,
                    name=one.name_in(spoken),
                    steps=[StepAnswer(str(step.service), step.required) for step in one.steps],
                    partners=list(one.partners),
                    deadlines=list(one.deadlines),
                )
                for one in view.lebenslagen()
            ]
        )
    )


def _service(view: CatalogueView, one: ServiceFacts, spoken: str) -> ServiceAnswer:
    return ServiceAnswer(
        id=str(one.id),
        name=one.name_in(spoken),
        description=one.description,
        minutes=one.minutes,
        max_count=one.max_count,
        documents=list(one.documents_in(spoken)),
        fee=one.fee,
        attendance=one.attendance,
        online_url=one.online_url,
        fully_online=one.fully_online,
        legal_deadline=one.legal_deadline,
        leika=list(one.leika),
        offices=[str(office) for office in view.offices_of(one.id)],
    )


ROUTES = (
    Route(
        "GET",
        "/api/v1/services",
        services,
        Permission.PUBLIC,
        "v1-services",
        "Services, all or found by everyday words",
        query=ServicesQuery,
        answer=ServicesAnswer,
        problems=(NotFound,),
    ),
    Route(
        "GET",
        "/api/v1/offices",
        offices,
        Permission.PUBLIC,
        "v1-offices",
        "Offices of a municipality",
        query=LanguageQuery,
        answer=OfficesAnswer,
        problems=(NotFound,),
    ),
    Route(
        "GET",
        "/api/v1/lebenslagen",
        lebenslagen,
        Permission.PUBLIC,
        "v1-lebenslagen",
        "Situations of life and the services they need",
        query=LanguageQuery,
        answer=LebenslagenAnswer,
        problems=(NotFound,),
    ),
)
