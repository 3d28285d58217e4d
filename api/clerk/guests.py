"""Finding somebody among today's appointments by name, where nobody knows the code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from api.clerk.coming import name_of
from termin.booking import Appointment, of_office_day
from termin.catalogue.folding import tokens
from termin.localtime import local_date
from termin.offices.rows import Office
from termin.scope import Scope

MOST = 8
SHORTEST = 2


async def guests_named(
    scope: Scope, office: Office, words: str, now: datetime
) -> tuple[Appointment, ...]:
    """Return today's appointments at an office under a name that has all these words, by time."""
    today = local_date(now, ZoneInfo(office.time_zone))
    return named(await of_office_day(scope, office.id, today), words)


def named(appointments: Iterable[Appointment], words: str) -> tuple[Appointment, ...]:
    """Return those whose name has a word that begins with each of these; none without letters."""
    wanted = tokens(words)
    if not wanted or sum(map(len, wanted)) < SHORTEST:
        return ()
    found = []
    for one in appointments:
        name = tokens(name_of(one))
        if all(any(part.startswith(word) for part in name) for word in wanted):
            found.append(one)
    return tuple(found[:MOST])
