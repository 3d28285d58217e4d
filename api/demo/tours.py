"""The bus of the demo: its stops and patterns, and its halts up to the horizon, and back a while.

The halts are published here in bulk, and the roster after them puts clerks where the bus is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api.demo.generator.plan import MunicipalityPlan, UnitPlan
from api.planning.patterns import halts_by_pattern
from termin.localtime import local_date
from termin.mobile import halt_of
from termin.offices import Municipality
from termin.offices.mobile import (
    CrewMember,
    Halt,
    HaltState,
    MobileUnit,
    OnHoliday,
    PatternStop,
    Stop,
    TourPattern,
)

PAST = timedelta(days=400)
SETUP, PACK = 15, 10


async def load_units(
    town: Municipality,
    plan: MunicipalityPlan,
    offices: Mapping[str, int],
    clerks: Mapping[str, int],
    now: datetime,
) -> None:
    """Write the mobile units of a plan with crew, stops and patterns."""
    for one in plan.units:
        await _load_unit(town, one, offices, clerks, now)


async def _load_unit(
    town: Municipality,
    plan: UnitPlan,
    offices: Mapping[str, int],
    clerks: Mapping[str, int],
    now: datetime,
) -> None:
    unit = await MobileUnit.create(
        municipality_id=town.id,
        name=plan.name,
        equipment=list(plan.equipment),
        depot_name=plan.depot,
        depot_latitude=plan.latitude,
        depot_longitude=plan.longitude,
        public_share=plan.shares.public,
        internal_share=plan.shares.internal,
        walk_in_share=plan.shares.walk_in,
    )
    for position, name in enumerate(plan.crew):
        await CrewMember.create(unit=unit, clerk_id=clerks[name], position=position)
    stops = {
        one.office: await Stop.create(
            municipality_id=town.id,
            unit=unit,
            office_id=offices[one.office],
            needs=list(one.needs),
            offers=list(one.offers),
            residents=one.residents,
            setup_minutes=SETUP,
            pack_minutes=PACK,
        )
        for one in plan.stops
    }
    for pattern in plan.patterns:
        row = await TourPattern.create(
            municipality_id=town.id,
            unit=unit,
            name=pattern.name,
            rule=pattern.rule,
            starts_on=local_date(now, ZoneInfo(town.time_zone)) - PAST,
            on_holiday=OnHoliday.LEAVE_OUT,
        )
        await PatternStop.bulk_create(
            PatternStop(
                pattern=row,
                stop=stops[office],
                arrives=opens - SETUP,
                opens=opens,
                closes=closes,
                leaves=closes + PACK,
            )
            for office, opens, closes in pattern.legs
        )


async def extend_tours(town: Municipality, now: datetime) -> int:
    """Publish what the patterns make of the days up to the horizon that have no halts yet.

    From the day after the last that is planned, at the first start also of the past; return how
    many halts that made.
    """
    zone = ZoneInfo(town.time_zone)
    today = local_date(now, zone)
    made = 0
    for unit in await MobileUnit.filter(municipality_id=town.id, retired_at=None):
        latest = await Halt.filter(unit_id=unit.id).order_by("-date").first()
        first = latest.date + timedelta(days=1) if latest else today - PAST
        plans = await halts_by_pattern(unit, first, today + timedelta(days=town.horizon_days))
        await Halt.bulk_create(
            halt_of(unit, plan, zone, HaltState.PUBLISHED, now) for plan in plans
        )
        made += len(plans)
    return made
