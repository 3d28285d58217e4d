"""An imported city, staffed plausibly: counters by what an office offers, duties in bulk."""

from __future__ import annotations

import asyncio
from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from api.demo import sample
from api.demo.publishing import Post
from api.demo.sample import SampleAccount
from termin.capacity import Shares
from termin.catalogue import (
    ServiceAtOffice,
    describe,
    import_dldb,
    shipped_catalogue,
    take_in_catalogue,
    which_is_which,
)
from termin.offices import Counter, Municipality, Office, Stretch, set_week
from termin.staff import create_account, grant
from termin.staff.rows import Clerk

SLUG = "stadt"
SERVICES_A_COUNTER = 6
MOST_COUNTERS = 12
SHARES = Shares(75, 10, 15)
HORIZON = 42

WEEK = (
    Stretch(0, 7 * 60 + 30, 15 * 60),
    Stretch(1, 8 * 60 + 30, 18 * 60),
    Stretch(2, 7 * 60 + 30, 12 * 60 + 30),
    Stretch(3, 8 * 60 + 30, 18 * 60),
    Stretch(4, 7 * 60 + 30, 12 * 60 + 30),
)
"""Hours as large offices publish them."""


async def found_city(folder: Path, now: datetime, say: Callable[[str], None]) -> Municipality:
    """Import the city of an export and put counters and people into its offices.

    Raises:
        NotReadable, NotAnExport, EmptyExport: the folder does not hold what it should.
    """
    services, locations = which_is_which([folder])
    report = await import_dldb(services, locations, SLUG, now, name="Importierte Stadt", land="BE")
    for line in describe(report).splitlines()[:5]:
        say(line)
    town = await Municipality.get(slug=SLUG)
    town.horizon_days = HORIZON
    await town.save(update_fields=["horizon_days"])
    await take_in_catalogue(town.id, shipped_catalogue(), now)
    say("Lebenslagen dazugenommen")
    offices = await Office.filter(municipality_id=town.id, retired_at=None).order_by("id")
    await _furnish(town, offices)
    say(f"{len(offices)} Dienststellen besetzt")
    await asyncio.gather(*(_account(town, one) for one in sample.ACCOUNTS))
    return town


async def posts_of_city(town: Municipality) -> tuple[Post, ...]:
    """Return who sits where: at each counter the clerk of the same place in the list."""
    counters, clerks = defaultdict(list), defaultdict(list)
    for counter in await Counter.filter(municipality_id=town.id).order_by("position", "id"):
        counters[counter.office_id].append(counter.id)
    for clerk in await Clerk.filter(municipality_id=town.id).order_by("id"):
        clerks[clerk.office_id].append(clerk.id)
    return tuple(
        Post(office, counter, clerk, SHARES)
        for office, row in counters.items()
        for counter, clerk in zip(row, clerks[office], strict=False)
    )


async def _furnish(town: Municipality, offices: Sequence[Office]) -> None:
    rows = await ServiceAtOffice.filter(municipality_id=town.id, retired_at=None).values_list(
        "office_id", flat=True
    )
    offered = Counts(rows)
    desks = [
        (office, number)
        for office in offices
        for number in range(1, _desks(offered[office.id]) + 1)
    ]
    await Counter.bulk_create(
        Counter(municipality_id=town.id, office_id=office.id, name=str(number), position=number)
        for office, number in desks
    )
    await Clerk.bulk_create(
        Clerk(
            municipality_id=town.id,
            office_id=office.id,
            name=f"Kraft {number}, {office.short_name or office.name}"[:120],
            every_skill=True,
        )
        for office, number in desks
    )
    for office in offices:
        await set_week(office.id, WEEK)


def _desks(services: int) -> int:
    return max(1, min(MOST_COUNTERS, -(-services // SERVICES_A_COUNTER)))


async def _account(town: Municipality, one: SampleAccount) -> None:
    account = await create_account(one.login, one.name, sample.PASSWORD, demo=True)
    for role in one.roles:
        await grant(account, role, town.id)
