"""What a town has beside its buildings: a bus that stops here and there, and a video room.

A counter belongs to one office, so the desk in the bus is a counter at each stop; the plan says by
`vehicle` that they are one, its clerk is the same everywhere, and the database lets no clerk be at
two places at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.demo.generator.plan import (
    AccountPlan,
    ClerkPlan,
    CounterPlan,
    MunicipalityPlan,
    OfficePlan,
    PatternPlan,
    PostPlan,
    StopPlan,
    UnitPlan,
)
from api.demo.generator.services import offers_named, offers_of
from api.demo.generator.week import week
from termin.capacity import Shares
from termin.offices import OfficeKind, Stretch
from termin.staff import Role

BUS_GROUPS = frozenset({"ausweis", "melde", "bescheinigung", "abholung", "express"})
BUS_SHARES = Shares(60, 10, 30)
BUS, DRIVER = "Bus", "Olga Brink"

BY_VIDEO = (
    "meldebescheinigung", "melderegisterauskunft", "abmeldung", "gewerbe_anmeldung",
    "gewerbe_ummeldung", "wohngeld", "kindergeld", "elterngeld", "kita_beratung",
    "sozialberatung", "bafoeg", "rente",
)  # fmt: skip
"""Services for which nobody needs to be in the room: advice, and what is seen on paper."""
VIDEO_SHARES = Shares(90, 10, 0)
VIDEO, HOST = "Video 1", "Piet Marwede"


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the bus stands, and when."""

    key: str
    name: str
    street: str
    latitude: float
    longitude: float
    hours: tuple[Stretch, ...]
    residents: int


STOPS = (
    Stop("bus-wiesen", "Rohrwiesen", "Wendeplatz am Schilfweg", 51.1412, 10.5394,
         week(("mo", "09:00-12:00"), ("do", "14:30-17:30")), 1900),
    Stop("bus-siedlung", "Zaunkönigsiedlung", "Parkplatz am Kaufladen", 51.0987, 10.6021,
         week(("mo", "13:30-16:30"), ("mi", "09:00-12:00")), 2600),
    Stop("bus-heide", "Heidehöfe", "Feuerwehrhaus", 51.1555, 10.6188,
         week(("di", "09:00-12:30"), ("fr", "11:30-13:30")), 1200),
    Stop("bus-stift", "Stift am Wehr", "Vorplatz", 51.1198, 10.5466,
         week(("do", "09:30-12:30"), ("fr", "09:00-10:45")), 700),
)  # fmt: skip


def bus(town: MunicipalityPlan) -> MunicipalityPlan:
    """Return the town with a bus that visits its outskirts, two stops a day at most."""
    office = town.offices[0].key
    return replace(
        town,
        offices=(*town.offices, *map(_stop, STOPS)),
        counters=(*town.counters, *(CounterPlan(one.key, BUS, (), vehicle="bus") for one in STOPS)),
        clerks=(*town.clerks, ClerkPlan(DRIVER, office, ())),
        posts=(*town.posts, *(PostPlan(one.key, BUS, DRIVER, BUS_SHARES) for one in STOPS)),
        accounts=(*town.accounts, AccountPlan("bus", DRIVER, (Role.CLERK,), clerk=DRIVER)),
        units=(*town.units, _unit()),
    )


def _unit() -> UnitPlan:
    return UnitPlan(
        "Bürgerbus",
        "Betriebshof am Marktplatz",
        51.1226,
        10.5712,
        ("fingerabdruck", "foto", "bezahlen", "rampe"),
        (DRIVER,),
        BUS_SHARES,
        tuple(
            StopPlan(one.key, needs=("fingerabdruck",), offers=("strom",), residents=one.residents)
            for one in STOPS
        ),
        tuple(_pattern(weekday) for weekday in range(5)),
    )


def _pattern(weekday: int) -> PatternPlan:
    """Return where the bus goes on a day of every week."""
    legs = sorted(
        (row.opens, row.closes, one.key)
        for one in STOPS
        for row in one.hours
        if row.weekday == weekday
    )
    names = " und ".join(next(one.name for one in STOPS if one.key == key) for _, _, key in legs)
    rule = f"FREQ=WEEKLY;BYDAY={('MO', 'TU', 'WE', 'TH', 'FR')[weekday]}"
    return PatternPlan(names, rule, tuple((key, opens, closes) for opens, closes, key in legs))


def _stop(one: Stop) -> OfficePlan:
    return OfficePlan(
        one.key,
        f"Bürgerbus, Halt {one.name}",
        f"Bus {one.name}",
        one.hours,
        offers_of(BUS_GROUPS),
        OfficeKind.STOP,
        street=one.street,
        latitude=one.latitude,
        longitude=one.longitude,
        stop_hint=f"{one.name} (Bus 7)",
    )


def video(town: MunicipalityPlan) -> MunicipalityPlan:
    """Return the town with a video room: by appointment only, for what works without papers."""
    room = OfficePlan(
        "video",
        "Bürgeramt per Video",
        "Video",
        week(("mo mi fr", "08:00-12:00"), ("di do", "13:00-19:00")),
        offers_named(BY_VIDEO),
        OfficeKind.VIRTUAL,
        walk_ins=False,
    )
    return replace(
        town,
        offices=(*town.offices, room),
        counters=(*town.counters, CounterPlan(room.key, VIDEO)),
        clerks=(*town.clerks, ClerkPlan(HOST, town.offices[0].key)),
        posts=(*town.posts, PostPlan(room.key, VIDEO, HOST, VIDEO_SHARES)),
        accounts=(*town.accounts, AccountPlan("video", HOST, (Role.CLERK,), clerk=HOST)),
    )
