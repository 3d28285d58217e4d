"""The villages of the sample's union: municipalities of their own with one small office each."""

from __future__ import annotations

import random
from dataclasses import dataclass

from api.demo import sample
from api.demo.generator.plan import (
    AccountPlan,
    ClerkPlan,
    CounterPlan,
    MunicipalityPlan,
    OfficePlan,
    PostPlan,
)
from api.demo.generator.services import catalogue_services, offers_of
from api.demo.generator.week import week
from termin.capacity import Shares
from termin.offices import Stretch
from termin.staff import Role

GROUPS = frozenset({"ausweis", "melde", "bescheinigung", "abholung", "express", "beglaubigung"})
SHARES = Shares(50, 10, 40)


@dataclass(frozen=True, slots=True)
class Village:
    """A village: its town hall, when that is open, and when the second counter is."""

    slug: str
    name: str
    street: str
    phone: str
    accent: str
    latitude: float
    longitude: float
    hours: tuple[Stretch, ...]
    second_on: tuple[int, ...]

    @property
    def clerk_login(self) -> str:
        """The sign-in of whoever serves at the first counter."""
        return f"{self.slug}-schalter"

    @property
    def manager_login(self) -> str:
        """The sign-in of whoever plans."""
        return f"{self.slug}-leitung"


VILLAGES = (
    Village(
        "lerchenhude",
        "Lerchenhude",
        "Dorfanger 2",
        "0555 2700",
        "#7a4b12",
        51.1693,
        10.4921,
        week(("mo fr", "09:00-12:00"), ("di", "14:00-18:00"), ("do", "09:00-12:00 14:00-16:00")),
        (0, 1, 3, 4),
    ),
    Village(
        "stieglitzau",
        "Stieglitzau",
        "Am Anger 7",
        "0555 3100",
        "#3a3f8f",
        51.0622,
        10.6317,
        week(("mo mi fr", "08:30-12:00"), ("do", "14:00-18:30")),
        (0, 3, 4),
    ),
)


def village_plan(one: Village, seed: int) -> MunicipalityPlan:
    """Return a village with two counters; its people's names come from the seed."""
    chance = random.Random(f"{seed}/{one.slug}")  # noqa: S311  # repeatable on purpose
    first, second, head = names(3, chance)
    office = OfficePlan(
        "rathaus",
        f"Gemeindebüro {one.name}",
        one.name,
        one.hours,
        offers_of(GROUPS),
        street=one.street,
        latitude=one.latitude,
        longitude=one.longitude,
        stop_hint=f"{one.name}, Kirche (Bus 12)",
    )
    key, clerk, both = office.key, (Role.CLERK,), (Role.CLERK, Role.RECEPTION)
    return MunicipalityPlan(
        slug=one.slug,
        name=one.name,
        phone=one.phone,
        email=f"gemeinde@{one.slug}.example",
        accent=one.accent,
        skills=tuple(sample.SKILL_NAMES.items()),
        services=catalogue_services(),
        offices=(office,),
        counters=(CounterPlan(key, "1"), CounterPlan(key, "2", ())),
        clerks=(ClerkPlan(first, key), ClerkPlan(second, key, ())),
        posts=(
            PostPlan(key, "1", first, SHARES),
            PostPlan(key, "2", second, SHARES, one.second_on),
        ),
        accounts=(
            AccountPlan(one.clerk_login, first, both, key, first, door=True),
            AccountPlan(one.manager_login, head, (Role.MANAGER, Role.ADMIN), door=True),
            AccountPlan(f"{one.slug}-schalter2", second, clerk, key, second),
        ),
    )


def names(number: int, chance: random.Random) -> list[str]:
    """Return so many different invented people; beyond four hundred they carry numbers."""
    pairs = [f"{first} {last}" for first in sample.FIRST_NAMES for last in sample.LAST_NAMES]
    chance.shuffle(pairs)
    rounds = -(-number // len(pairs))
    numbered = (
        pair if turn == 0 else f"{pair} {turn + 1}" for turn in range(rounds) for pair in pairs
    )
    return [name for name, _ in zip(numbered, range(number), strict=False)]
