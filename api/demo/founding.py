"""Founding the demo in an empty database, and bringing it up to date at every later start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from api.demo import sample
from api.demo.bookings import fill_days
from api.demo.city import found_city, posts_of_city
from api.demo.morning import play_morning
from api.demo.post import deliver_past_mails
from api.demo.roster import extend_roster, posts_of_sample
from api.demo.sample import SampleAccount, SampleOffice
from termin.catalogue import Service, ServiceAtOffice, Skill, shipped_catalogue, take_in_catalogue
from termin.offices import Counter, Municipality, Office, Stretch, set_week
from termin.staff import Role, create_account, grant
from termin.staff.rows import Clerk


async def bring_up_to_date(
    export: Path | None, now: datetime, say: Callable[[str], None]
) -> Municipality:
    """Found the sample town, or the city of an export, at the first start; go on with it later.

    Duties reach the horizon afterwards; the sample has bookings, and something going on today.
    """
    town = await Municipality.first()
    say("Datenbank bereit")
    if town is None:
        if export is not None:
            town = await found_city(export, now, say)
        else:
            town = await found_town(now)
            say(f"{town.name} gegründet")
    sample_town = town.slug == sample.SLUG
    posts = await (posts_of_sample(town) if sample_town else posts_of_city(town))
    if days := await extend_roster(town, posts, now):
        say(f"Dienste veröffentlicht: {len(days)} Tage")
    if sample_town:
        if days:
            booked_at = now - timedelta(days=1)
            say(f"Termine gebucht: {await fill_days(town, now, booked_at)}")
        if tickets := await play_morning(town, now):
            say(f"Der Vormittag läuft: {tickets} Personen waren oder sind schon da")
        if days:
            await deliver_past_mails(now)
    return town


async def found_town(now: datetime) -> Municipality:
    """Make the town with everything but duties and bookings; `now` is the demo's time."""
    town = await Municipality.create(
        slug=sample.SLUG,
        name=sample.NAME,
        land="NI",
        phone=sample.PHONE,
        email="buergeramt@amselbrueck.example",
        accent="#1d5c4d",
        confirm_minutes=60,
    )
    await take_in_catalogue(town.id, shipped_catalogue(), now)
    skills = {
        slug: await Skill.create(municipality=town, slug=slug, name=name)
        for slug, name in sample.SKILL_NAMES.items()
    }
    for group, slug in sample.SKILL_OF_GROUP.items():
        await Service.filter(municipality_id=town.id, group=group).update(skill_id=skills[slug].id)
    offices = {one.key: await _office(town, one) for one in sample.OFFICES}
    clerks = await _counters(town, offices, skills)
    await _accounts(town, offices, clerks)
    return town


async def _office(town: Municipality, one: SampleOffice) -> Office:
    office = await Office.create(
        municipality=town,
        external_id=one.key,
        name=one.name,
        short_name=one.short_name,
        street=one.street,
        postal_code="39999",
        city=sample.NAME,
        latitude=one.latitude,
        longitude=one.longitude,
        stop_hint=one.stop_hint,
        phone=sample.PHONE,
        step_free=True,
        walk_ins=one.walk_ins,
        phone_numbers=one.phone_numbers,
    )
    await set_week(office.id, [Stretch(day, _minutes(a), _minutes(b)) for day, a, b in one.hours])
    services = await Service.filter(municipality_id=town.id)
    await ServiceAtOffice.bulk_create(
        ServiceAtOffice(
            municipality_id=town.id,
            service=service,
            office=office,
            minutes=service.minutes,
            stations=_stations(one, service),
        )
        for service in services
        if one.groups is None or service.group in one.groups
    )
    return office


def _stations(office: SampleOffice, service: Service) -> list[str]:
    areas = {one.area for one in sample.COUNTERS if one.office == office.key}
    paid = service.external_id in sample.PAID_AT_THE_CASH_DESK
    return [sample.CASH_DESK] if paid and sample.CASH_DESK in areas else []


async def _counters(
    town: Municipality, offices: dict[str, Office], skills: dict[str, Skill]
) -> dict[str, Clerk]:
    clerks: dict[str, Clerk] = {}
    for position, one in enumerate(sample.COUNTERS):
        everything = one.skills is None
        counter = await Counter.create(
            municipality=town,
            office=offices[one.office],
            name=one.name,
            position=position,
            every_skill=everything,
            area=one.area,
            takes_new=not one.area,
            waiting_room=one.waiting_room,
        )
        clerk = await Clerk.create(
            municipality=town, office=offices[one.office], name=one.clerk, every_skill=everything
        )
        for slug in one.skills or ():
            await counter.skills.add(skills[slug])
            await clerk.skills.add(skills[slug])
        clerks[one.clerk] = clerk
    return clerks


async def _accounts(
    town: Municipality, offices: dict[str, Office], clerks: dict[str, Clerk]
) -> None:
    """Make the sign-ins of the demo, and one for everybody who sits at a counter."""

    async def make(one: SampleAccount) -> None:
        clerk = clerks[one.clerk].id if one.clerk else None
        account = await create_account(one.login, one.name, sample.PASSWORD, clerk=clerk, demo=True)
        office = offices[one.office].id if one.office else None
        for role in one.roles:
            await grant(account, role, town.id, office)

    ours = {one.clerk for one in sample.ACCOUNTS}
    others = (
        SampleAccount(sample.login_of(one.clerk), one.clerk, (Role.CLERK,), one.office, one.clerk)
        for one in sample.COUNTERS
        if one.clerk not in ours
    )
    await asyncio.gather(*(make(one) for one in (*sample.ACCOUNTS, *others)))


def _minutes(clock: str) -> int:
    told = time.fromisoformat(clock)
    return told.hour * 60 + told.minute
