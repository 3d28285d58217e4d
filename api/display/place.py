"""The offices of a screen, each with its board, its day and the sign on its door."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request

from api.boards import watched
from api.house import house
from api.requests import municipality
from display.board import Board
from display.today import Today
from display.wire import board_json
from termin.errors import NotFound
from termin.offices import Office, Sign, sign_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One office as a screen shows it; `live` is where its board comes from."""

    office: Office
    board: Board
    today: Today
    told: dict[str, Any]
    sign: Sign
    live: str

    @property
    def name(self) -> str:
        """As people call it."""
        return self.office.short_name or self.office.name

    @property
    def as_json(self) -> str:
        """The board as it comes over the line."""
        return json.dumps(self.told, ensure_ascii=False)

    @property
    def rests(self) -> bool:
        """Whether nobody is called or waits here, because the office is not open."""
        return not (self.sign.open or self.board.calls or self.board.waiting)

    @property
    def opens_today(self) -> bool:
        """Whether it will open on the same day."""
        opens_at = self.sign.opens_at
        told_at = datetime.fromisoformat(self.told["time"])
        return (
            opens_at is not None and opens_at.astimezone(self.today.zone).date() == told_at.date()
        )


async def places(request: Request, ids: Sequence[int]) -> tuple[tuple[Shown, ...], tuple[int, ...]]:
    """Return the offices of these ids that can be shown, and the ids of those that cannot.

    An office is not shown where it does not exist, no longer exists, belongs to another town, or
    its board is not for everybody and this screen was not given it; nobody can tell which.
    """
    found: list[Shown] = []
    missing: list[int] = []
    for one in ids:
        try:
            found.append(await _shown(request, one))
        except NotFound:
            missing.append(one)
    return tuple(found), tuple(missing)


async def _shown(request: Request, one: int) -> Shown:
    own = house(request)
    town = municipality(request).id
    office = await Office.get_or_none(id=one, municipality_id=town, retired_at=None)
    if office is None:
        raise NotFound
    board, today = await watched(request, office.id)
    now = own.clock.now()
    return Shown(
        office=office,
        board=board,
        today=today,
        told=board_json(board, now, today.zone),
        sign=await sign_of(office.id, now),
        live=own.table.path_to("v1-board", id=office.id),
    )


async def public_offices(request: Request) -> list[Office]:
    """Return the offices whose boards everybody may see, by name."""
    town = municipality(request).id
    return await Office.filter(municipality_id=town, retired_at=None, public=True).order_by("name")
