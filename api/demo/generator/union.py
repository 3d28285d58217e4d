"""The sample's union of municipalities: the town with its bus and its video room, two villages."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from api.demo import sample
from api.demo.generator.outside import bus, video
from api.demo.generator.plan import (
    AccountPlan,
    CityPlan,
    ClerkPlan,
    CounterPlan,
    MunicipalityPlan,
    Offer,
    OfficePlan,
    PostPlan,
)
from api.demo.generator.services import catalogue_services, offers_of
from api.demo.generator.villages import VILLAGES, village_plan
from api.demo.generator.week import minutes_of
from termin.offices import Stretch
from termin.staff import Role

SEED = 1


@cache
def sample_union(seed: int = SEED) -> CityPlan:
    """Return the town with bus and video room, and two villages; only the villagers' names vary."""
    town = bus(video(_town()))
    return CityPlan(seed, (town, *(village_plan(one, seed) for one in VILLAGES)))


@cache
def sample_town() -> CityPlan:
    """Return the town alone, with its three offices."""
    return CityPlan(SEED, (_town(),))


def _town() -> MunicipalityPlan:
    return MunicipalityPlan(
        slug=sample.SLUG,
        name=sample.NAME,
        phone=sample.PHONE,
        email="buergeramt@amselbrueck.example",
        accent="#1d5c4d",
        skills=tuple(sample.SKILL_NAMES.items()),
        services=catalogue_services(),
        offices=tuple(_office(one) for one in sample.OFFICES),
        counters=tuple(
            CounterPlan(one.office, one.name, one.skills, one.waiting_room, one.area)
            for one in sample.COUNTERS
        ),
        clerks=tuple(ClerkPlan(one.clerk, one.office, one.skills) for one in sample.COUNTERS),
        posts=tuple(
            PostPlan(one.office, one.name, one.clerk, one.shares, one.weekdays)
            for one in sample.COUNTERS
        ),
        accounts=_accounts(),
    )


def _office(one: sample.SampleOffice) -> OfficePlan:
    areas = {counter.area for counter in sample.COUNTERS if counter.office == one.key}
    return OfficePlan(
        one.key,
        one.name,
        one.short_name,
        tuple(Stretch(day, minutes_of(a), minutes_of(b)) for day, a, b in one.hours),
        tuple(_with_stations(offer, areas) for offer in offers_of(one.groups)),
        street=one.street,
        latitude=one.latitude,
        longitude=one.longitude,
        stop_hint=one.stop_hint,
        walk_ins=one.walk_ins,
        phone_numbers=one.phone_numbers,
    )


def _with_stations(offer: Offer, areas: set[str]) -> Offer:
    paid = offer.service in sample.PAID_AT_THE_CASH_DESK
    if not paid or sample.CASH_DESK not in areas:
        return offer
    return replace(offer, stations=(sample.CASH_DESK,))


def _accounts() -> tuple[AccountPlan, ...]:
    """Return the sign-ins of the demo, and one for everybody who sits at a counter."""
    doors = tuple(
        AccountPlan(one.login, one.name, one.roles, one.office, one.clerk, door=True)
        for one in sample.ACCOUNTS
    )
    ours = {one.clerk for one in doors}
    others = (
        AccountPlan(sample.login_of(one.clerk), one.clerk, (Role.CLERK,), one.office, one.clerk)
        for one in sample.COUNTERS
        if one.clerk not in ours
    )
    return (*doors, *others)
