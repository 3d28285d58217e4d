"""What the catalogue knows, as values: services, offices, what is done where, and Lebenslagen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

GERMAN = "de"


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service; `skill` is what a counter and a clerk need for it, `retired` no longer offered."""

    id: int
    external_id: str
    name: str
    source: str = "local"
    names: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    keywords: tuple[str, ...] = ()
    leika: tuple[str, ...] = ()
    minutes: int = 15
    max_count: int = 1
    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fee: str = ""
    attendance: str = "person"
    online_url: str = ""
    fully_online: bool = False
    group: str = ""
    legal_deadline: str = ""
    combines_with_all: bool = True
    public: bool = True
    on_start_page: bool = False
    skill: int | None = None
    retired: bool = False

    def name_in(self, language: str) -> str:
        """Return the name in a language, in German where there is none."""
        return self.names.get(language) or self.name

    def documents_in(self, language: str) -> tuple[str, ...]:
        """Return what to bring, in a language, in German where that is missing."""
        return self.documents.get(language) or self.documents.get(GERMAN, ())


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """An office; coordinates in degrees (WGS 84), both or none."""

    id: int
    name: str
    external_id: str | None = None
    short_name: str = ""
    kind: str = "stationary"
    unit: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    email: str = ""
    stop_hint: str = ""
    step_free: bool = False
    public: bool = True
    time_zone: str = "Europe/Berlin"
    early_minutes: int = 30
    late_minutes: int = 15
    walk_ins: bool = True
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A service at an office: minutes and greatest count as planned there; `offered` is public."""

    service: int
    office: int
    minutes: int
    max_count: int
    offered: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One service of a Lebenslage."""

    service: int
    required: bool


@dataclass(frozen=True, slots=True)
class LebenslageFacts:
    """A situation of life and the services it may need, in legal order."""

    id: int
    external_id: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    notes: str = ""
    partners: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    def name_in(self, language: str) -> str:
        """Return the name in a language, in German where there is none."""
        return self.names.get(language) or self.name
