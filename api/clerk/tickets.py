"""The ticket that a step is about, if it belongs to the counter's office."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request

from termin.errors import NotFound
from termin.offices.rows import Counter
from termin.queue import Sheet, sheet_of


def named(text: str) -> UUID:
    """Return the id that a text stands for.

    Raises:
        NotFound: it is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


async def own_sheet(request: Request, counter: Counter) -> Sheet:
    """Return the sheet of the ticket in the address.

    Raises:
        NotFound: there is none, or it is of another office.
    """
    sheet = await sheet_of(named(request.path_params["id"]))
    if sheet.office != counter.office_id:
        raise NotFound
    return sheet
