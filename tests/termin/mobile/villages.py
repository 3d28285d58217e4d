"""A bus with two stops beside the small town, and halts for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from termin.booking import Appointment, Offered, Target
from termin.capacity.books import read_books
from termin.catalogue.rows import ServiceAtOffice
from termin.mobile import HaltPlan, Seek, cancel_halt, draft_halts, publish_halt
from termin.officeday import OfficeDay
from termin.offices.mobile import CrewMember, Halt, MobileUnit, Stop
from termin.offices.rows import Counter, Office, OfficeKind
from tests.town import MONDAY, NOW, Town, local

NEXT_MONDAY = MONDAY + timedelta(days=7)
KEEP = timedelta(days=3)


@dataclass
class Bus:
    """The unit and its stops by name."""

    unit: MobileUnit
    stops: dict[str, Stop]

    async def publish(
        self, stop: str, on: date, opens: str = "09:00", closes: str = "12:00"
    ) -> Halt:
        """Draft a halt beside those of the day, and publish it."""
        halt = await self.draft(stop, on, opens, closes)
        await publish_halt(halt.id, NOW)
        return halt

    async def draft(self, stop: str, on: date, opens: str = "09:00", closes: str = "12:00") -> Halt:
        """Draft one halt; the day's other drafts go."""
        start, end = (int(one[:2]) * 60 + int(one[3:]) for one in (opens, closes))
        plan = HaltPlan(on, start - 15, start, end, end + 10, self.stops[stop].id)
        await draft_halts(self.unit, on, on, [plan], NOW)
        return await Halt.get(stop_id=plan.stop, date=on, opens_at=local(on, opens), state="draft")


async def build_bus(town: Town) -> Bus:
    """Give the town a bus that `dora` drives, with the stops `dorf` and `weiler`."""
    unit = await MobileUnit.create(
        municipality=town.municipality,
        name="Bürgerbus",
        equipment=["fingerabdruck"],
        depot_latitude=51.12,
        depot_longitude=10.56,
        public_share=100,
        internal_share=0,
        walk_in_share=0,
    )
    await CrewMember.create(unit=unit, clerk_id=town.clerks["dora"].id)
    stops = {}
    for place, key in enumerate(("dorf", "weiler")):
        office = await Office.create(
            municipality=town.municipality,
            name=f"Bürgerbus, {key.title()}",
            external_id=key,
            kind=OfficeKind.STOP,
            latitude=51.2 + place / 10,
            longitude=10.6,
        )
        town.offices[key] = office
        town.counters[key] = await Counter.create(
            municipality=town.municipality, office=office, name="Bus"
        )
        for service in town.services.values():
            await ServiceAtOffice.create(
                municipality_id=town.municipality.id, service=service, office=office, minutes=15
            )
        stops[key] = await Stop.create(municipality=town.municipality, unit=unit, office=office)
    return Bus(unit, stops)


def seek_at(*places: tuple[Office, datetime], minutes: int = 15) -> Seek:
    """Return a search that always finds these, in this order."""

    async def seek(appointment: Appointment) -> Sequence[Offered]:
        lines = tuple((line.service_id, line.count, minutes) for line in appointment.lines)
        return [
            Offered(Target(office.id, "Europe/Berlin", start, lines, frozenset()), NOW + KEEP)
            for office, start in places
        ]

    return seek


async def cancel(halt: Halt, seek: Seek, reason: str = "Der Bus ist in der Werkstatt.") -> int:
    """Cancel a halt to the end; return how many appointments were taken off."""
    return sum([bool(step.appointment) async for step in cancel_halt(halt.id, reason, seek, NOW)])


async def displaced(town: Town, bus: Bus) -> Appointment:
    """Return an appointment whose halt at `dorf` fell; a week later, at ten, time is kept."""
    halt = await bus.publish("dorf", MONDAY)
    await bus.publish("dorf", NEXT_MONDAY)
    booked = await town.book(local(MONDAY, "09:30"), office="dorf")
    there = (town.offices["dorf"], local(NEXT_MONDAY, "10:00"))
    assert await cancel(halt, seek_at(there)) == 1
    return booked


async def promised_twice() -> list[tuple[object, object]]:
    """Return what is promised to two at one time; the database would not have it anyway."""
    books = await read_books([day.id for day in await OfficeDay.all()])
    promises = [(one.duty, one) for book in books.values() for one in book.promises]
    return [
        (one, other)
        for place, (duty, one) in enumerate(promises)
        for there, other in promises[place + 1 :]
        if duty == there and one.during.overlaps(other.during)
    ]
