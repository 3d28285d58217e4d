"""What programs send and get: the structs behind the OpenAPI description."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from termin.booking import Need

Id = Annotated[str, Meta(min_length=1, max_length=80)]
Name = Annotated[str, Meta(max_length=200)]


class In(msgspec.Struct, forbid_unknown_fields=True):
    """What comes in: unknown members are refused, so that a typo is not silently ignored."""


class Out(msgspec.Struct):
    """What goes out."""


class ServiceAnswer(Out):
    """A service that can be booked."""

    id: str
    name: str
    description: str
    minutes: int
    max_count: int
    documents: list[str]
    fee: str
    attendance: str
    online_url: str
    fully_online: bool
    legal_deadline: str
    leika: list[str]
    offices: list[str]


class ServicesAnswer(Out):
    """Services, best match first where `q` was given."""

    services: list[ServiceAnswer]


class OfficeAnswer(Out):
    """An office with its address; coordinates in degrees (WGS 84) where known."""

    id: str
    name: str
    kind: str
    street: str
    postal_code: str
    city: str
    phone: str
    step_free: bool
    time_zone: str
    latitude: float | None
    longitude: float | None


class OfficesAnswer(Out):
    """All offices of a municipality."""

    offices: list[OfficeAnswer]


class StepAnswer(Out):
    """One service of a Lebenslage, in legal order."""

    service: str
    required: bool


class LebenslageAnswer(Out):
    """A situation of life and the services it may need."""

    id: str
    name: str
    steps: list[StepAnswer]
    partners: list[str]
    deadlines: list[str]


class LebenslagenAnswer(Out):
    """All Lebenslagen of a municipality."""

    lebenslagen: list[LebenslageAnswer]


class FreeAtOffice(Out):
    """The free starts of one office on a date, RFC 3339 in the office's own offset."""

    office: str
    starts: list[datetime]


class FreeDay(Out):
    """The offices that have free starts on a date."""

    date: date
    offices: list[FreeAtOffice]


class AvailabilityAnswer(Out):
    """Free starts by day and office; `minutes` says how long the visit takes at each office."""

    days: list[FreeDay]
    minutes: dict[str, int]


class Line(In):
    """A service and how often it is needed in the visit."""

    id: Id
    count: Annotated[int, Meta(ge=1, le=99)] = 1


class HoldRequest(In):
    """A start to be kept, for some services together."""

    office: Id
    start: Annotated[datetime, Meta(tz=True)]
    services: Annotated[list[Line], Meta(min_length=1, max_length=20)]
    needs: Annotated[list[Need], Meta(max_length=5)] = []


class HoldAnswer(Out):
    """A kept time; `secret` is told once, when it is placed."""

    id: str
    office: str
    start: datetime
    end: datetime
    expires_at: datetime
    extensions_left: int
    secret: str | None = None


class AppointmentRequest(In):
    """How to reach the person; all of it optional. `language` as in BCP 47."""

    name: Name | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None
    phone: Annotated[str, Meta(max_length=60)] | None = None
    language: Annotated[
        str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=12)
    ] = "de"


class AppointmentLineAnswer(Out):
    """A service of an appointment."""

    id: str
    name: str
    count: int
    minutes: int


class AppointmentAnswer(Out):
    """An appointment; `secret` is told where it was made."""

    code: str
    state: str
    start: datetime
    end: datetime
    office: str
    services: list[AppointmentLineAnswer]
    sequence: int
    secret: str | None = None


class MoveRequest(In):
    """The new start, at the same office unless another is named."""

    start: Annotated[datetime, Meta(tz=True)]
    office: Id | None = None
