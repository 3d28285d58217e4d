"""Live boards of this process: which day an office lives, and the feed that follows it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from starlette.requests import HTTPConnection

from api.admission import visitor
from api.clock import Clock
from api.database import DatabaseAddress
from api.house import house
from api.permissions import SignedIn, granting
from api.requests import bearer_or_none
from api.routes import Permission
from api.security.origin import check_handshake
from display.board import Board
from display.door import ANYBODY, Visitor, may_watch
from display.feed import Feed
from display.hub import Hub
from display.today import Today
from termin.errors import NotFound
from termin.localtime import day_bounds, local_date
from termin.officeday import day_of
from termin.offices.rows import Office
from termin.staff.rows import Device
from termin.store import renew


async def watched(request: HTTPConnection, office: int) -> tuple[Board, Today]:
    """Return an office's board and its day, for somebody who may watch it.

    Raises:
        NotFound: no such office, or its board is not for everybody.
        ForeignOrigin: a page of another site opened the socket of a board that is not public.
    """
    board, today = await house(request).boards.current(office)
    if not may_watch(ANYBODY, today) and not may_watch(await _visitor(request, office), today):
        raise NotFound
    return board, today


async def _visitor(request: HTTPConnection, office: int) -> Visitor:
    if request.scope["type"] == "websocket" and bearer_or_none(request) is None:
        # The board is shown for the sake of a cookie, which comes along unasked.
        check_handshake(request, house(request).settings.public_url)
    somebody = await visitor(request)
    match somebody:
        case Device():
            return Visitor(offices_of(somebody))
        case SignedIn() if await _works_at(somebody, office):
            return Visitor(frozenset({office}))
    return ANYBODY


async def _works_at(person: SignedIn, office: int) -> bool:
    where = await Office.get(id=office)
    return any(
        grant.municipality == where.municipality_id and grant.office in (None, office)
        for grant in granting(person.grants, Permission.SIGNED_IN, where.municipality_id)
    )


def offices_of(device: Device) -> frozenset[int]:
    """Return the offices that a device was given to show; the first is its own."""
    named = device.settings.get("dienststelle")
    several = named if isinstance(named, list) else []
    return frozenset((device.office_id, *(int(one) for one in several)))


@contextlib.asynccontextmanager
async def running_boards(address: DatabaseAddress, clock: Clock) -> AsyncIterator[Feed]:
    """Give the boards of this process for the block, kept current by a task; rows must be open."""
    boards = make_boards(address, clock)
    following = asyncio.create_task(boards.run(), name="boards")
    try:
        yield boards
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following


def make_boards(address: DatabaseAddress, clock: Clock) -> Feed:
    """Return boards that read this database and live by this clock."""

    async def connect() -> Any:
        # Named, so that whoever looks at the database's sessions knows whose this one is.
        return await asyncpg.connect(
            **address.asyncpg(), server_settings={"application_name": "termin boards"}
        )

    async def almanac(office: int) -> Today:
        return await today_at(office, clock.now())

    return Feed(Hub(clock.now), almanac, clock.now, connect, renew)


async def today_at(office: int, now: datetime) -> Today:
    """Return the day it is at an office.

    Raises:
        NotFound: there is no such office, or not any more.
    """
    found = await Office.get_or_none(id=office, retired_at=None)
    if found is None:
        raise NotFound
    zone = ZoneInfo(found.time_zone)
    date = local_date(now, zone)
    bounds = day_bounds(date, zone)
    return Today(
        office=found.id,
        office_day=await day_of(found.id, found.municipality_id, date),
        date=date,
        starts_at=bounds.start,
        ends_at=bounds.end,
        zone=zone,
        public=found.public,
    )
