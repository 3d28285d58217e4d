"""Units with their crew, and the places where they stop: entered and changed one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.transactions import in_transaction

from termin.catalogue.rows import ServiceAtOffice
from termin.errors import NotFound
from termin.offices.mobile import CrewMember, MobileUnit, Stop, UnitKind
from termin.offices.rows import Counter, Municipality, Office, OfficeKind


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit as a person describes it; `crew` are clerks, the first sits at the first counter."""

    name: str
    kind: UnitKind
    equipment: tuple[str, ...]
    depot: str
    latitude: float
    longitude: float
    crew: tuple[int, ...]
    day_minutes: int = 540
    metres_per_minute: int = 600


@dataclass(frozen=True, slots=True)
class StopPlan:
    """A stop as a person describes it; `place` is how people call it."""

    place: str
    street: str
    latitude: float
    longitude: float
    residents: int
    needs: tuple[str, ...]
    offers: tuple[str, ...] = ()
    setup_minutes: int = 15
    pack_minutes: int = 10


async def enter_unit(municipality: int, plan: UnitPlan) -> MobileUnit:
    """Add a unit with its crew."""
    async with in_transaction():
        unit = await MobileUnit.create(municipality_id=municipality, **_of_unit(plan))
        await _man(unit.id, plan.crew)
    return unit


async def change_unit(unit: int, plan: UnitPlan) -> None:
    """Describe a unit anew; its stops get a counter for each who goes along.

    Who goes along already keeps their place before new ones; published halts keep their crew.

    Raises:
        NotFound: there is no such unit.
    """
    async with in_transaction():
        row = await MobileUnit.filter(id=unit).select_for_update(no_key=True).first()
        if row is None:
            raise NotFound
        await MobileUnit.filter(id=unit).update(**_of_unit(plan))
        former = [
            one.clerk_id for one in await CrewMember.filter(unit_id=unit).order_by("position", "id")
        ]
        stay = [one for one in former if one in plan.crew]
        await CrewMember.filter(unit_id=unit).delete()
        await _man(unit, [*stay, *(one for one in plan.crew if one not in stay)])
        for stop in await Stop.filter(unit_id=unit).select_related("office").order_by("id"):
            await _seat(stop.office, plan.name, len(plan.crew))


async def enter_stop(place: Municipality, unit: MobileUnit, plan: StopPlan, like: int) -> Stop:
    """Add a stop: an office with counters for the crew that offers what another office offers."""
    async with in_transaction():
        office = await Office.create(
            municipality_id=place.id,
            kind=OfficeKind.STOP,
            city=place.name,
            phone=place.phone,
            time_zone=place.time_zone,
            **_names(unit, plan.place),
            **_of_office(plan),
        )
        await _seat(office, unit.name, await CrewMember.filter(unit_id=unit.id).count())
        await ServiceAtOffice.bulk_create(
            ServiceAtOffice(
                municipality_id=place.id,
                service_id=row.service_id,
                office_id=office.id,
                minutes=row.local_minutes or row.minutes,
            )
            for row in await ServiceAtOffice.filter(office_id=like, retired_at=None)
        )
        return await Stop.create(
            municipality_id=place.id, unit=unit, office=office, **_of_stop(plan)
        )


async def change_stop(stop: int, plan: StopPlan, former: str) -> None:
    """Describe a stop anew; its name changes only where its place is not called as `former`.

    Raises:
        NotFound: there is no such stop.
    """
    async with in_transaction():
        row = await Stop.filter(id=stop).select_related("unit").first()
        if row is None:
            raise NotFound
        names = _names(row.unit, plan.place) if plan.place != former else {}
        await Stop.filter(id=stop).update(**_of_stop(plan))
        await Office.filter(id=row.office_id).update(**names, **_of_office(plan))


def _of_unit(plan: UnitPlan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "kind": plan.kind,
        "equipment": list(plan.equipment),
        "depot_name": plan.depot,
        "depot_latitude": plan.latitude,
        "depot_longitude": plan.longitude,
        "day_minutes": plan.day_minutes,
        "metres_per_minute": plan.metres_per_minute,
    }


def _of_stop(plan: StopPlan) -> dict[str, Any]:
    return {
        "needs": list(plan.needs),
        "offers": list(plan.offers),
        "residents": plan.residents,
        "setup_minutes": plan.setup_minutes,
        "pack_minutes": plan.pack_minutes,
    }


def _of_office(plan: StopPlan) -> dict[str, Any]:
    return {"street": plan.street, "latitude": plan.latitude, "longitude": plan.longitude}


def _names(unit: MobileUnit, place: str) -> dict[str, Any]:
    return {"name": f"{unit.name}, Halt {place}", "short_name": f"Bus {place}"}


async def _man(unit: int, crew: Sequence[int]) -> None:
    for position, clerk in enumerate(crew):
        await CrewMember.create(unit_id=unit, clerk_id=clerk, position=position)


async def _seat(office: Office, name: str, people: int) -> None:
    """Give a stop as many counters as people come; it loses none."""
    taken = {one.name for one in await Counter.filter(office_id=office.id)}
    there = await Counter.filter(office_id=office.id, retired_at=None).count()
    number = 0
    while there < people:
        number += 1
        called = name if number == 1 else f"{name} {number}"
        if called not in taken:
            await Counter.create(
                municipality_id=office.municipality_id, office=office, name=called, position=there
            )
            there += 1
