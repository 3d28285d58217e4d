"""The sample town as values: invented places and people, real services and minutes.

The town, its streets and everybody in it are made up; coordinates are synthetic.
"""

from __future__ import annotations

from dataclasses import dataclass

from termin.capacity import Shares
from termin.staff import Role

SLUG = "amselbrueck"
NAME = "Amselbrück"
PHONE = "0555 115"
PASSWORD = "amsel-demo"  # noqa: S105  # everybody's, in a demo that only this machine reaches

SKILL_OF_GROUP = {
    "kfz": "zulassung",
    "standesamt": "standesamt",
    "familie": "soziales",
    "soziales": "soziales",
    "ausland": "ausland",
    "gewerbe": "gewerbe",
    "veranstaltung": "gewerbe",
}
SKILL_NAMES = {
    "zulassung": "Kfz-Zulassung",
    "standesamt": "Standesamt",
    "soziales": "Soziales und Familie",
    "ausland": "Ausländerwesen",
    "gewerbe": "Gewerbe und Veranstaltungen",
}
"""Services of other groups can be done by everybody."""


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """An office: where it is, when it is open (`mo`: minutes pairs), which groups it serves."""

    key: str
    name: str
    short_name: str
    street: str
    latitude: float
    longitude: float
    stop_hint: str
    hours: tuple[tuple[int, str, str], ...]
    groups: frozenset[str] | None
    walk_ins: bool = True
    phone_numbers: bool = False


@dataclass(frozen=True, slots=True)
class SampleCounter:
    """A counter with what it is equipped for (None: everything) and who usually sits there.

    One with an `area` takes only those who are sent on to it.
    """

    office: str
    name: str
    clerk: str
    skills: tuple[str, ...] | None
    shares: Shares
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    waiting_room: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """A sign-in of the demo and what it is for."""

    login: str
    name: str
    roles: tuple[Role, ...]
    office: str | None = None
    clerk: str | None = None


_CITY_HALL = (
    (0, "08:00", "16:00"),
    (1, "08:00", "12:00"),
    (1, "13:00", "18:00"),
    (2, "08:00", "13:00"),
    (3, "08:00", "12:00"),
    (3, "13:00", "18:00"),
    (4, "08:00", "13:00"),
)
_QUARTER = (
    (0, "09:00", "13:00"),
    (0, "14:00", "17:00"),
    (1, "09:00", "13:00"),
    (2, "09:00", "13:00"),
    (2, "14:00", "17:00"),
    (3, "12:00", "18:00"),
    (4, "09:00", "13:00"),
)
_LIBRARY = (
    (0, "10:00", "14:00"),
    (1, "12:00", "18:00"),
    (3, "12:00", "19:00"),
    (4, "10:00", "14:00"),
)
_EVERYDAY = frozenset(
    {"ausweis", "melde", "bescheinigung", "beglaubigung", "express", "abholung", "fuehrerschein"}
)

OFFICES = (
    SampleOffice(
        "rathaus",
        "Bürgeramt im Rathaus",
        "Rathaus",
        "Marktplatz 1",
        51.1234,
        10.5678,
        "Marktplatz (Bus 1 und 4)",
        _CITY_HALL,
        None,
        phone_numbers=True,
    ),
    SampleOffice(
        "sued",
        "Bürgerbüro Südstadt",
        "Südstadt",
        "Lindenallee 27",
        51.1101,
        10.5702,
        "Lindenallee (Bus 4)",
        _QUARTER,
        _EVERYDAY | {"kfz", "parken", "sonstiges"},
    ),
    SampleOffice(
        "bibliothek",
        "Bürgerschalter in der Stadtbibliothek",
        "Stadtbibliothek",
        "Alte Mühle 3",
        51.1287,
        10.5749,
        "Alte Mühle (Bus 1)",
        _LIBRARY,
        frozenset({"bescheinigung", "express", "abholung", "ausweis", "melde"}),
    ),
)

_MIXED = Shares(65, 10, 25)
_APPOINTMENTS = Shares(90, 10, 0)
_OPEN = Shares(40, 10, 50)
_SENT_ON = Shares(0, 0, 100)
_GROUND_FLOOR, _FIRST_FLOOR = "Erdgeschoss", "1. Stock"
CASH_DESK = "Kasse"

COUNTERS = (
    SampleCounter("rathaus", "1", "Aylin Demir", None, _MIXED, waiting_room=_GROUND_FLOOR),
    SampleCounter("rathaus", "2", "Bernd Kröger", (), _MIXED, waiting_room=_GROUND_FLOOR),
    SampleCounter("rathaus", "3", "Clara Voss", (), _OPEN, waiting_room=_GROUND_FLOOR),
    SampleCounter(
        "rathaus", "4", "David Okafor", ("zulassung",), _MIXED, waiting_room=_FIRST_FLOOR
    ),
    SampleCounter(
        "rathaus",
        "5",
        "Elena Petrowa",
        ("standesamt", "soziales"),
        _APPOINTMENTS,
        waiting_room=_FIRST_FLOOR,
    ),
    SampleCounter(
        "rathaus",
        "6",
        "Farid Haddad",
        ("ausland", "gewerbe"),
        _APPOINTMENTS,
        waiting_room=_FIRST_FLOOR,
    ),
    SampleCounter(
        "rathaus", "Kasse", "Gesa Thomsen", (), _SENT_ON, waiting_room=_GROUND_FLOOR, area=CASH_DESK
    ),
    SampleCounter("sued", "S1", "Greta Lindner", None, _MIXED),
    SampleCounter("sued", "S2", "Henning Paulsen", ("zulassung",), _MIXED),
    SampleCounter("sued", "S3", "Ines Carvalho", (), _OPEN, (0, 2, 3)),
    SampleCounter("bibliothek", "B1", "Jonas Wieland", (), _MIXED),
)

ACCOUNTS = (
    SampleAccount("empfang", "Karin Sommer", (Role.RECEPTION,), "rathaus"),
    SampleAccount("schalter1", "Aylin Demir", (Role.CLERK,), "rathaus", "Aylin Demir"),
    SampleAccount("schalter2", "Bernd Kröger", (Role.CLERK,), "rathaus", "Bernd Kröger"),
    SampleAccount("telefon", "Lars Nowak", (Role.PHONE_OPERATOR,)),
    SampleAccount("leitung", "Miriam Falk", (Role.MANAGER,)),
    SampleAccount("admin", "Noah Brandt", (Role.ADMIN, Role.MANAGER)),
)

FIRST_NAMES = (
    "Anna", "Ben", "Cem", "Dilara", "Emil", "Fatma", "Georg", "Hanna", "Igor", "Jana", "Kofi",
    "Lena", "Mehmet", "Nora", "Oleksandr", "Paula", "Quynh", "Rosa", "Samir", "Tilda",
)  # fmt: skip
LAST_NAMES = (
    "Albers", "Bauer", "Celik", "Dorn", "Ebert", "Fuchs", "Gruber", "Holm", "Ivanova", "Jansen",
    "Kaya", "Lorenz", "Marin", "Nguyen", "Otto", "Peters", "Rossi", "Schwarz", "Thiel", "Yilmaz",
)  # fmt: skip

WANTED = (
    ("personalausweis", 26), ("reisepass", 18), ("anmeldung", 22), ("ausweis_abholung", 8),
    ("meldebescheinigung", 6), ("fuehrungszeugnis", 6), ("kfz_umschreibung", 8),
    ("kfz_abmeldung", 4), ("fuehrerschein_umtausch", 8), ("beglaubigung_5", 4),
    ("eheanmeldung", 2), ("kindergeld", 2), ("wohngeld", 2), ("gewerbe_anmeldung", 2),
)  # fmt: skip
"""Services by how often they are wanted; weights in the order of published counts."""

PAID_AT_THE_CASH_DESK = ("reisepass", "fuehrungszeugnis", "kfz_umschreibung")
"""Services whose people go on to the cash desk, where an office has one."""


def login_of(clerk: str) -> str:
    """Return the sign-in of somebody who has no door of their own on the demo's first page."""
    return clerk.split(maxsplit=1)[0].lower()
