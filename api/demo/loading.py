"""A municipality of a plan put into the database, many rows at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from api.demo.accounts import open_accounts
from api.demo.generator import MunicipalityPlan, ServicePlan
from api.demo.publishing import Post
from api.demo.tours import load_units
from termin.catalogue import Service, ServiceAtOffice, Skill, shipped_catalogue, take_in_catalogue
from termin.offices import Counter, Municipality, Office, OfficeKind, OpeningHours
from termin.staff.rows import Clerk, Contract

FULL_TIME = 39 * 60
"""Minutes a week (TVöD § 6)."""

EMPLOYED = date(2020, 1, 1)
"""Since when everybody is with the town."""

_SKILLED = """
INSERT INTO {0}_skill ({0}_id, skill_id) SELECT * FROM unnest($1::bigint[], $2::bigint[])
"""


async def load(plan: MunicipalityPlan, now: datetime) -> Municipality:
    """Make a municipality with everything but duties and bookings; `now` is the demo's time."""
    town = await Municipality.create(
        slug=plan.slug,
        name=plan.name,
        land=plan.land,
        phone=plan.phone,
        email=plan.email,
        accent=plan.accent,
        confirm_minutes=plan.confirm_minutes,
        horizon_days=plan.horizon_days,
    )
    await take_in_catalogue(town.id, shipped_catalogue(), now)
    async with in_transaction():
        skills = await _skills(town, plan)
        services = await _services(town, plan, skills)
        offices = await _offices(town, plan, services)
        await _counters(town, plan, offices, skills)
        clerks = await _clerks(town, plan, offices, skills)
        await load_units(town, plan, offices, clerks, now)
    await open_accounts(town, plan, offices, clerks)
    return town


async def posts_of(town: Municipality, plan: MunicipalityPlan) -> tuple[Post, ...]:
    """Return who sits where as rows know it; what is no longer there is left out."""
    offices = await _office_ids(town)
    counters = {
        (one.office_id, one.name): one.id
        for one in await Counter.filter(municipality_id=town.id, retired_at=None)
    }
    clerks = await _clerk_ids(town)
    return tuple(
        Post(office, counter, clerks[one.clerk], one.shares, one.weekdays)
        for one in plan.posts
        if (office := offices.get(one.office)) is not None
        and (counter := counters.get((office, one.counter))) is not None
        and one.clerk in clerks
    )


async def _office_ids(town: Municipality) -> dict[str, int]:
    rows = await Office.filter(municipality_id=town.id, retired_at=None)
    return {one.external_id: one.id for one in rows if one.external_id is not None}


async def _clerk_ids(town: Municipality) -> dict[str, int]:
    return {one.name: one.id for one in await Clerk.filter(municipality_id=town.id)}


async def _skills(town: Municipality, plan: MunicipalityPlan) -> dict[str, int]:
    await Skill.bulk_create(
        Skill(municipality_id=town.id, slug=slug, name=name) for slug, name in plan.skills
    )
    return {one.slug: one.id for one in await Skill.filter(municipality_id=town.id)}


async def _services(
    town: Municipality, plan: MunicipalityPlan, skills: Mapping[str, int]
) -> dict[str, int]:
    """Make the services that the catalogue lacks, and say which skill each needs."""
    known = {one.external_id for one in await Service.filter(municipality_id=town.id)}
    await Service.bulk_create(
        Service(
            municipality_id=town.id,
            external_id=one.key,
            name=one.name,
            minutes=one.minutes,
            group=one.group,
        )
        for one in plan.services
        if one.key not in known
    )
    by_skill: defaultdict[str, list[ServicePlan]] = defaultdict(list)
    for one in plan.services:
        by_skill[one.skill].append(one)
    for slug, several in by_skill.items():
        if slug:
            keys = [one.key for one in several]
            found = Service.filter(municipality_id=town.id, external_id__in=keys)
            await found.update(skill_id=skills[slug])
    return {one.external_id: one.id for one in await Service.filter(municipality_id=town.id)}


async def _offices(
    town: Municipality, plan: MunicipalityPlan, services: Mapping[str, int]
) -> dict[str, int]:
    await Office.bulk_create(
        Office(
            municipality_id=town.id,
            external_id=one.key,
            kind=one.kind,
            name=one.name,
            short_name=one.short_name,
            street=one.street,
            postal_code="39999" if one.street else "",
            city=plan.name if one.street else "",
            latitude=one.latitude,
            longitude=one.longitude,
            stop_hint=one.stop_hint,
            phone=plan.phone,
            step_free=bool(one.street),
            walk_ins=one.walk_ins,
            phone_numbers=one.phone_numbers,
        )
        for one in plan.offices
    )
    offices = await _office_ids(town)
    await OpeningHours.bulk_create(
        OpeningHours(
            municipality_id=town.id,
            office_id=offices[one.key],
            weekday=row.weekday,
            opens=row.opens,
            closes=row.closes,
        )
        for one in plan.offices
        for row in one.week
        if one.kind is not OfficeKind.STOP  # open while the bus is there: see `api.demo.tours`
    )
    await ServiceAtOffice.bulk_create(
        ServiceAtOffice(
            municipality_id=town.id,
            service_id=services[offer.service],
            office_id=offices[one.key],
            minutes=offer.minutes,
            stations=list(offer.stations),
        )
        for one in plan.offices
        for offer in one.offers
    )
    return offices


async def _counters(
    town: Municipality,
    plan: MunicipalityPlan,
    offices: Mapping[str, int],
    skills: Mapping[str, int],
) -> None:
    await Counter.bulk_create(
        Counter(
            municipality_id=town.id,
            office_id=offices[one.office],
            name=one.name,
            position=position,
            every_skill=one.skills is None,
            area=one.area,
            takes_new=not one.area,
            waiting_room=one.waiting_room,
        )
        for position, one in enumerate(plan.counters)
    )
    rows = await Counter.filter(municipality_id=town.id)
    ids = {(one.office_id, one.name): one.id for one in rows}
    pairs = [
        (ids[offices[one.office], one.name], skills[slug])
        for one in plan.counters
        for slug in one.skills or ()
    ]
    await _write_skills("counter", pairs)


async def _clerks(
    town: Municipality,
    plan: MunicipalityPlan,
    offices: Mapping[str, int],
    skills: Mapping[str, int],
) -> dict[str, int]:
    await Clerk.bulk_create(
        Clerk(
            municipality_id=town.id,
            office_id=offices[one.office],
            name=one.name,
            every_skill=one.skills is None,
        )
        for one in plan.clerks
    )
    clerks = await _clerk_ids(town)
    pairs = [(clerks[one.name], skills[slug]) for one in plan.clerks for slug in one.skills or ()]
    await _write_skills("clerk", pairs)
    days = {post.clerk: len({0, 1, 2, 3, 4} & {*post.weekdays}) for post in plan.posts}
    await Contract.bulk_create(
        Contract(
            municipality_id=town.id,
            clerk_id=clerks[one.name],
            minutes_per_week=FULL_TIME * days.get(one.name, 5) // 5 or FULL_TIME,
            valid_from=EMPLOYED,
        )
        for one in plan.clerks
    )
    return clerks


async def _write_skills(whose: str, pairs: list[tuple[int, int]]) -> None:
    columns = [[owner for owner, _ in pairs], [skill for _, skill in pairs]]
    await get_connection("default").execute_query(_SKILLED.format(whose), columns)
