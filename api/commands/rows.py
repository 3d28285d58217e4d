"""The rows, open and up to date, for commands that change an installation."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from api.commands.frame import database
from api.database.migrations import migrate
from api.settings import Settings
from termin.errors import NotFound
from termin.offices.rows import Municipality, Office
from termin.store import connected


@contextlib.asynccontextmanager
async def rows(settings: Settings) -> AsyncIterator[None]:
    """Open the installation's rows for the block, migrated first."""
    async with database(settings) as address:
        await migrate(address)
        async with connected(address.tortoise(), pool=2, everywhere=True):
            yield


async def municipality_named(text: str) -> Municipality:
    """Return a municipality by the word in its addresses, or by its name.

    Raises:
        NotFound: there is none; the message names those that there are.
    """
    found = await Municipality.get_or_none(slug=text) or await Municipality.filter(name=text)
    if isinstance(found, Municipality):
        return found
    if len(found) == 1:
        return found[0]
    known = ", ".join([one.slug for one in await Municipality.all().order_by("slug")])
    raise NotFound(f"There is no municipality {text!r}. Known: {known or 'none yet'}.")


async def office_named(municipality: Municipality, text: str) -> Office:
    """Return an office by its number, its short name or its name.

    Raises:
        NotFound: there is none, or several have this name.
    """
    offices = await Office.filter(municipality_id=municipality.id, retired_at=None).order_by("id")
    found = [one for one in offices if text in (str(one.id), one.short_name, one.name)]
    if len(found) == 1:
        return found[0]
    known = "".join(f"\n  {one.id}  {one.name}" for one in offices)
    reason = "There is no office" if not found else "There are several offices called"
    raise NotFound(f"{reason} {text!r}. Known, by number:{known or ' none yet'}")
