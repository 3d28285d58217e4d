"""The services that plans choose from: those of the shipped catalogue, and as many more."""

from __future__ import annotations

import random
from functools import cache

from api.demo import sample
from api.demo.generator.plan import Offer, ServicePlan
from termin.catalogue import shipped_catalogue

LENGTHS = ((5, 20), (10, 25), (15, 35), (20, 8), (30, 9), (45, 2), (60, 1))
"""Minutes of invented services by how usual they are: express, pick-up, ID card, registry."""


@cache
def catalogue_services() -> tuple[ServicePlan, ...]:
    """Return the services of the shipped catalogue with the sample's skills."""
    return tuple(
        ServicePlan(
            one.record.external_id,
            one.record.name,
            one.record.minutes,
            sample.SKILL_OF_GROUP.get(one.group, ""),
            one.group,
        )
        for one in shipped_catalogue().services
    )


def offers_of(groups: frozenset[str] | None) -> tuple[Offer, ...]:
    """Return the services of these groups (None: of all) with their usual minutes."""
    return tuple(
        Offer(one.key, one.minutes)
        for one in catalogue_services()
        if groups is None or one.group in groups
    )


def offers_named(keys: tuple[str, ...]) -> tuple[Offer, ...]:
    """Return these services with their usual minutes."""
    return tuple(Offer(one.key, one.minutes) for one in catalogue_services() if one.key in keys)


def some_services(
    number: int, skills: tuple[str, ...], chance: random.Random
) -> tuple[ServicePlan, ...]:
    """Return so many services that need no other skills: the most wanted first, then invented."""
    wanted = [key for key, _ in sample.WANTED]
    known = sorted(
        catalogue_services(),
        key=lambda one: wanted.index(one.key) if one.key in wanted else len(wanted),
    )
    chosen = [
        one if one.skill in skills else ServicePlan(one.key, one.name, one.minutes, "", one.group)
        for one in known[:number]
    ]
    for index in range(len(chosen), number):
        minutes = chance.choices(*zip(*LENGTHS, strict=True))[0]
        skill = chance.choice(skills) if skills and chance.random() < 0.4 else ""
        key, name = f"anliegen_{index + 1}", f"Anliegen {index + 1}"
        chosen.append(ServicePlan(key, name, minutes, skill))
    return tuple(chosen)
