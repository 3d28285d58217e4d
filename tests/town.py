"""A small town for tests: two offices, four services, clerks at counters, duties published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from termin.booking import Channel, ContactDetails, Wish, make_appointment, place_hold
from termin.booking.rows import Appointment
from termin.capacity import Duty, DutyPlan, Shares, plan_duty, publish_day
from termin.catalogue.rows import Service, ServiceAtOffice, Skill
from termin.interval import Interval
from termin.localtime import at_local
from termin.offices import public_holidays
from termin.offices.rows import Counter, Municipality, Office, OpeningHours
from termin.staff.rows import Clerk

ZONE = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""A Friday, ten o'clock in Berlin."""


def local(on: date, clock: str) -> datetime:
    """Return the instant of a Berlin clock time, as `local(MONDAY, "09:30")`."""
    return at_local(on, time.fromisoformat(clock), ZONE)


@dataclass
class Town:
    """What was built, by name."""

    municipality: Municipality
    offices: dict[str, Office] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    counters: dict[str, Counter] = field(default_factory=dict)
    clerks: dict[str, Clerk] = field(default_factory=dict)

    async def duty(
        self,
        counter: str,
        clerk: str,
        on: date = MONDAY,
        hours: tuple[str, str] = ("08:00", "12:00"),
        shares: Shares | None = None,
        *,
        publish: bool = True,
    ) -> Duty:
        """Put a clerk at a counter, and publish it unless told otherwise."""
        start, end = (local(on, clock) for clock in hours)
        where = self.counters[counter]
        duty = await plan_duty(
            DutyPlan(
                self.municipality.id,
                where.office_id,
                where.id,
                self.clerks[clerk].id,
                Interval(start, end),
                shares or Shares(),
            ),
            start.astimezone(ZONE),
        )
        if publish:
            await publish_day(duty.office_day_id, NOW)
        return duty

    def wish(
        self,
        start: datetime,
        minutes: int = 15,
        service: str = "ausweis",
        office: str = "rathaus",
        channel: Channel = Channel.WEB,
        skills: tuple[str, ...] = (),
    ) -> Wish:
        """Return a wish for one service, without asking the catalogue."""
        return Wish(
            municipality=self.municipality.id,
            office=self.offices[office].id,
            zone="Europe/Berlin",
            start=start,
            lines=((self.services[service].id, 1, minutes),),
            required=frozenset(self.skills[skill].id for skill in skills),
            channel=channel,
        )

    async def book(
        self, start: datetime, now: datetime = NOW, email: str = "", phone: str = "", **wish: object
    ) -> Appointment:
        """Book without detours."""
        wished = self.wish(start, **wish)  # type: ignore[arg-type]
        hold = await place_hold(wished, now, keep=timedelta(minutes=10))
        contact = ContactDetails(email=email, phone=phone)
        return await make_appointment(hold.id, hold.secret, contact, now)


async def build_town(slug: str = "musterstadt") -> Town:
    """Build the town: `rathaus` (counters 1, 2, 3; clerks ada, ben, cem) and `nord` (N1; dora)."""
    municipality = await Municipality.create(slug=slug, name=slug.title(), land="BY")
    town = Town(municipality)
    for key, name in (("rathaus", "Rathaus"), ("nord", "Bürgerbüro Nord")):
        office = await Office.create(municipality=municipality, name=name, external_id=key)
        town.offices[key] = office
        for weekday in range(5):
            await OpeningHours.create(
                municipality_id=municipality.id,
                office=office,
                weekday=weekday,
                opens=8 * 60,
                closes=18 * 60,
            )
    for key in ("kfz", "melde"):
        town.skills[key] = await Skill.create(municipality=municipality, slug=key, name=key)
    for key, minutes, skill in (
        ("ausweis", 15, None),
        ("pass", 20, None),
        ("anmeldung", 10, "melde"),
        ("zulassung", 30, "kfz"),
    ):
        service = await Service.create(
            municipality=municipality,
            external_id=key,
            name=key.title(),
            minutes=minutes,
            max_count=5,
            skill=town.skills[skill] if skill else None,
        )
        town.services[key] = service
        for office in town.offices.values():
            await ServiceAtOffice.create(
                municipality_id=municipality.id, service=service, office=office, minutes=minutes
            )
    for name, at in (("1", "rathaus"), ("2", "rathaus"), ("3", "rathaus"), ("N1", "nord")):
        town.counters[name] = await Counter.create(
            municipality=municipality, office=town.offices[at], name=name
        )
    for name in ("ada", "ben", "cem", "dora"):
        town.clerks[name] = await Clerk.create(
            municipality=municipality, name=name.title(), every_skill=name != "ben"
        )
    await town.clerks["ben"].skills.add(town.skills["melde"])
    return town


def coming_monday(weeks: int = 1) -> date:
    """Return the Monday of a coming week by the real clock, for tests through the running product.

    Weeks with a public holiday are no weeks here: nothing is offered on it.
    """
    today = datetime.now(ZONE).date()
    mondays = (today + timedelta(days=7 * ahead - today.weekday()) for ahead in count(1))
    return next(islice((one for one in mondays if not _feasts(one)), weeks - 1, None))


def _feasts(monday: date) -> Collection[date]:
    return public_holidays("BY", [], monday, monday + timedelta(days=4))
