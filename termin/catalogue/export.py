"""What a city's service database says, as values that owe nothing to its format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Oddity:
    """Something unusual in one record: `kind` says of what, `record` which, `what` the matter."""

    kind: str
    record: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.record}: {self.what}".replace(" :", ":")


@dataclass(frozen=True)
class ServiceRecord:
    """A service as its source states it; `minutes` None where the source states none.

    `documents` None means that the source says nothing about documents.
    """

    external_id: str
    name: str
    description: str = ""
    keywords: tuple[str, ...] = ()
    leika: tuple[str, ...] = ()
    minutes: int = 15
    max_count: int = 1
    documents: tuple[str, ...] | None = None
    fee: str = ""
    online_url: str = ""
    public: bool = True
    on_start_page: bool = False
    combines_with_all: bool = True


@dataclass(frozen=True)
class OfficeRecord:
    """An office as its source states it; coordinates in degrees (WGS 84), both or none."""

    external_id: str
    name: str
    short_name: str = ""
    unit: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    email: str = ""
    public: bool = True


@dataclass(frozen=True)
class RelationRecord:
    """A service as one office offers it; `max_count` None where only the service states one."""

    service: str
    office: str
    minutes: int
    max_count: int | None = None
    public: bool = True
    bookable: bool = True


@dataclass(frozen=True)
class Export:
    """One export: `combinations` are pairs of different services, each pair in both directions."""

    services: tuple[ServiceRecord, ...] = ()
    offices: tuple[OfficeRecord, ...] = ()
    relations: tuple[RelationRecord, ...] = ()
    combinations: tuple[tuple[str, str], ...] = ()
    oddities: tuple[Oddity, ...] = ()


@dataclass
class Notes:
    """Oddities while they are being collected, in order, each once."""

    _seen: dict[Oddity, None] = field(default_factory=dict)

    def add(self, kind: str, record: str, what: str) -> None:
        """Note that `what` is odd about this record."""
        self._seen[Oddity(kind, record, what)] = None

    def all(self) -> tuple[Oddity, ...]:
        """Return everything noted so far."""
        return tuple(self._seen)


Record = Mapping[str, object]
