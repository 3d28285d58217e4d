"""Founding the demo in an empty database, and bringing it up to date at every later start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from api.demo import city as imported
from api.demo.bookings import fill_days
from api.demo.generator import CityPlan, MunicipalityPlan, sample_town, sample_union
from api.demo.loading import load, posts_of
from api.demo.morning import play_morning
from api.demo.post import deliver_past_mails
from api.demo.roster import extend_roster
from termin.offices import Municipality

Say = Callable[[str], None]


async def bring_up_to_date(
    wanted: CityPlan | Path, now: datetime, say: Say
) -> tuple[Municipality, ...]:
    """Found what is wanted, a plan or the city of an export, at the first start; later go on.

    Duties reach the horizon afterwards; what came from a plan has bookings, and something going on
    today. Returns the municipalities, the main one first.
    """
    towns = {town.slug: town for town in await Municipality.all()}
    say("Datenbank bereit")
    city = towns.get(imported.SLUG)
    if isinstance(wanted, Path) and not towns:
        city = await imported.found_city(wanted, now, say)
    if city is not None:
        if days := await extend_roster(city, await imported.posts_of_city(city), now):
            say(f"Dienste veröffentlicht: {len(days)} Tage")
        return (city,)
    plan = sample_union() if isinstance(wanted, Path) else wanted
    return await _go_on(plan, towns, now, say)


async def found(plan: CityPlan, now: datetime) -> tuple[Municipality, ...]:
    """Make the municipalities of a plan with duties up to the horizon, and no bookings.

    This is what tests and benchmarks ask for; a city of 20 offices and 100 counters takes seconds.
    """
    made = []
    for one in plan.municipalities:
        town = await load(one, now)
        await extend_roster(town, await posts_of(town, one), now)
        made.append(town)
    return tuple(made)


async def found_town(now: datetime) -> Municipality:
    """Make the sample town alone, without duties and bookings."""
    (plan,) = sample_town().municipalities
    return await load(plan, now)


async def _go_on(
    plan: CityPlan, towns: dict[str, Municipality], now: datetime, say: Say
) -> tuple[Municipality, ...]:
    made, planned, booked, tickets = [], 0, 0, 0
    for one in plan.municipalities:
        town = towns.get(one.slug)
        if town is None:
            town = await load(one, now)
            say(f"{town.name} gegründet")
        made.append(town)
        days = await _extend(town, one, now)
        planned += days
        if days:
            booked += await fill_days(town, now, now - timedelta(days=1))
        tickets += await play_morning(town, now)
    if planned:
        say(f"Dienste veröffentlicht: {planned} Tage; Termine gebucht: {booked}")
        await deliver_past_mails(now)
    if tickets:
        say(f"Der Vormittag läuft: {tickets} Personen waren oder sind schon da")
    return tuple(made)


async def _extend(town: Municipality, plan: MunicipalityPlan, now: datetime) -> int:
    return len(await extend_roster(town, await posts_of(town, plan), now))
