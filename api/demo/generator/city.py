"""A city of any size from a seed, for plans, tests and benchmarks."""

from __future__ import annotations

import random
from collections.abc import Sequence

from api.demo import sample
from api.demo.generator.plan import (
    EVERY_DAY,
    AccountPlan,
    CityPlan,
    ClerkPlan,
    CounterPlan,
    MunicipalityPlan,
    Offer,
    OfficePlan,
    PostPlan,
    ServicePlan,
)
from api.demo.generator.services import some_services
from api.demo.generator.villages import names
from api.demo.generator.week import week
from termin.capacity import Shares
from termin.staff import Role

WEEKS = (
    week(("mo", "08:00-16:00"), ("di do", "08:00-12:00 13:00-18:00"), ("mi fr", "08:00-13:00")),
    week(("mo mi", "07:30-12:30"), ("di do", "10:00-18:00"), ("fr", "07:30-12:00")),
    week(("mo di do", "09:00-13:00 14:00-17:00"), ("mi fr", "09:00-13:00")),
    week(("di", "12:00-19:00"), ("mo do fr", "10:00-14:00"), ("sa", "10:00-13:00")),
)
"""Weeks as offices publish them, a library's among them."""
SHARES = (Shares(65, 10, 25), Shares(90, 10, 0), Shares(40, 10, 50))
GENERALISTS, PART_TIME = 0.5, 0.3
FEWEST_OFFERS = 4


def city(
    seed: int,
    *,
    offices: int = 20,
    counters: int = 100,
    services: int = 60,
    skills: int = 5,
    slug: str = "musterstadt",
    horizon_days: int = 60,
) -> CityPlan:
    """Return one city; `counters` is the sum over its offices, each of which has at least one.

    Raises:
        ValueError: fewer counters than offices, or nothing of what there must be one of.
    """
    if not 0 < offices <= counters or services < 1 or skills < 0:
        raise ValueError(f"no city has {offices} offices, {counters} counters, {services} services")
    chance = random.Random(f"{seed}/{offices}/{counters}/{services}/{skills}")  # noqa: S311  # repeatable
    taught = _skills(skills)
    offered = some_services(services, tuple(key for key, _ in taught), chance)
    sizes = _sizes(offices, counters, chance)
    places = tuple(_office(index, offered, chance) for index in range(offices))
    sized = zip(places, sizes, strict=True)
    desks = [(place, number) for place, size in sized for number in range(size)]
    equipped = [_equipment(number, [key for key, _ in taught], chance) for _, number in desks]
    people = names(len(desks), chance)
    rows = list(zip(desks, equipped, people, strict=True))
    return CityPlan(
        seed,
        (
            MunicipalityPlan(
                slug=slug,
                name="Musterstadt",
                phone="0555 100",
                email=f"buergeramt@{slug}.example",
                accent="#24507a",
                skills=taught,
                services=offered,
                offices=places,
                counters=tuple(
                    CounterPlan(place.key, str(number + 1), able)
                    for (place, number), able, _ in rows
                ),
                clerks=tuple(ClerkPlan(name, place.key, able) for (place, _), able, name in rows),
                posts=tuple(
                    _post(place, number, name, chance) for (place, number), _, name in rows
                ),
                accounts=_accounts(rows),
                horizon_days=horizon_days,
            ),
        ),
    )


def _skills(number: int) -> tuple[tuple[str, str], ...]:
    known = tuple(sample.SKILL_NAMES.items())[:number]
    more = range(len(known) + 1, number + 1)
    return (*known, *((f"fach_{index}", f"Fachgebiet {index}") for index in more))


def _sizes(offices: int, counters: int, chance: random.Random) -> list[int]:
    """Return how many counters each office has: one large house, a long tail of small ones."""
    weights = sorted((chance.lognormvariate(0, 0.7) for _ in range(offices)), reverse=True)
    rest = counters - offices
    sizes = [1 + int(rest * weight / sum(weights)) for weight in weights]
    for index in range(counters - sum(sizes)):
        sizes[index % offices] += 1
    return sizes


def _office(index: int, offered: Sequence[ServicePlan], chance: random.Random) -> OfficePlan:
    """Return an office; the first offers everything, the others what half a town needs or less."""
    number = len(offered)
    if index:
        number = min(number, max(FEWEST_OFFERS, round(len(offered) * chance.uniform(0.2, 0.7))))
    chosen = sorted(chance.sample(range(len(offered)), number))
    name = "Bürgeramt Mitte" if not index else f"Bürgerbüro {index + 1}"
    return OfficePlan(
        f"amt-{index + 1}",
        name,
        name,
        WEEKS[0] if not index else chance.choice(WEEKS),
        tuple(Offer(offered[at].key, offered[at].minutes) for at in chosen),
        street=f"Musterweg {index + 1}",
        latitude=round(chance.gauss(51.0, 0.05), 4),
        longitude=round(chance.gauss(10.5, 0.08), 4),
        walk_ins=chance.random() < 0.8,
    )


def _equipment(number: int, skills: Sequence[str], chance: random.Random) -> tuple[str, ...] | None:
    """Return what a counter can do; the first of an office can do everything."""
    if number == 0:
        return None
    if not skills or chance.random() < GENERALISTS:
        return ()
    return tuple(sorted(chance.sample(skills, min(len(skills), chance.randint(1, 2)))))


def _post(place: OfficePlan, number: int, name: str, chance: random.Random) -> PostPlan:
    days: tuple[int, ...] = EVERY_DAY
    if number and chance.random() < PART_TIME:
        open_on = sorted({row.weekday for row in place.week})
        days = tuple(sorted(chance.sample(open_on, min(len(open_on), chance.randint(2, 4)))))
    shares = chance.choice(SHARES) if place.walk_ins else SHARES[1]
    return PostPlan(place.key, str(number + 1), name, shares, days)


Row = tuple[tuple[OfficePlan, int], tuple[str, ...] | None, str]


def _accounts(rows: Sequence[Row]) -> tuple[AccountPlan, ...]:
    """Return the sample's sign-ins that belong to no counter, and one for each clerk."""
    doors = (
        AccountPlan(one.login, one.name, one.roles, door=True)
        for one in sample.ACCOUNTS
        if one.clerk is None
    )
    clerks = (
        AccountPlan(f"kraft{index + 1}", name, (Role.CLERK,), place.key, name)
        for index, ((place, _), _, name) in enumerate(rows)
    )
    return (*doors, *clerks)
