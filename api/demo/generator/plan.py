"""What a town is made of, as values: no rows, no ids, names and keys point to one another."""

from __future__ import annotations

from dataclasses import dataclass

from termin.capacity import Shares
from termin.offices import OfficeKind, Stretch
from termin.staff import Role

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service with its usual minutes, and the skill that it needs (empty: none)."""

    key: str
    name: str
    minutes: int
    skill: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as one office does it, and the areas to visit after the counter."""

    service: str
    minutes: int
    stations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """An office with its week and what it offers; coordinates are synthetic degrees (WGS 84)."""

    key: str
    name: str
    short_name: str
    week: tuple[Stretch, ...]
    offers: tuple[Offer, ...]
    kind: OfficeKind = OfficeKind.STATIONARY
    street: str = ""
    latitude: float | None = None
    longitude: float | None = None
    stop_hint: str = ""
    walk_ins: bool = True
    phone_numbers: bool = False


@dataclass(frozen=True, slots=True)
class CounterPlan:
    """A counter at an office and what it is equipped for (None: everything).

    One with an `area` takes only those who are sent on to it. Counters with the same `vehicle` are
    one desk that drives from stop to stop: it stands at one of them at a time.
    """

    office: str
    name: str
    skills: tuple[str, ...] | None = None
    waiting_room: str = ""
    area: str = ""
    vehicle: str = ""


@dataclass(frozen=True, slots=True)
class ClerkPlan:
    """Somebody who works at an office, and what they have learned (None: everything)."""

    name: str
    office: str
    skills: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PostPlan:
    """Who sits at which counter for the open time of these weekdays (0 is Monday)."""

    office: str
    counter: str
    clerk: str
    shares: Shares
    weekdays: tuple[int, ...] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class StopPlan:
    """A stop of a mobile unit: its office, what it needs, and who lives nearest to it."""

    office: str
    needs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    residents: int = 0


@dataclass(frozen=True, slots=True)
class PatternPlan:
    """Days that come again (`rule` as in RFC 5545), and the offices visited: opens, closes."""

    name: str
    rule: str
    legs: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A bus with its depot (synthetic degrees), its crew, its stops and when it goes where."""

    name: str
    depot: str
    latitude: float
    longitude: float
    equipment: tuple[str, ...]
    crew: tuple[str, ...]
    shares: Shares
    stops: tuple[StopPlan, ...]
    patterns: tuple[PatternPlan, ...]


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """A sign-in; one with a `door` is for whoever looks at the demo, and nobody plays it."""

    login: str
    name: str
    roles: tuple[Role, ...]
    office: str | None = None
    clerk: str | None = None
    door: bool = False


@dataclass(frozen=True, slots=True)
class MunicipalityPlan:
    """A municipality with all that it has; `skills` are (key, name)."""

    slug: str
    name: str
    phone: str
    email: str
    accent: str
    skills: tuple[tuple[str, str], ...]
    services: tuple[ServicePlan, ...]
    offices: tuple[OfficePlan, ...]
    counters: tuple[CounterPlan, ...]
    clerks: tuple[ClerkPlan, ...]
    posts: tuple[PostPlan, ...]
    accounts: tuple[AccountPlan, ...]
    units: tuple[UnitPlan, ...] = ()
    land: str = "NI"
    confirm_minutes: int = 60
    horizon_days: int = 60


@dataclass(frozen=True, slots=True)
class CityPlan:
    """Municipalities on one installation, the largest first, and the seed they grew from."""

    seed: int
    municipalities: tuple[MunicipalityPlan, ...]

    def of(self, slug: str) -> MunicipalityPlan | None:
        """Return the municipality of a name in addresses; None where there is none."""
        return next((one for one in self.municipalities if one.slug == slug), None)
