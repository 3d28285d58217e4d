"""Holds: a time kept for somebody who is still filling in the form."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from termin.booking.rows import Channel, Hold
from termin.booking.seat import SeatWish, take_seat
from termin.booking.wish import Wish, uses_of
from termin.capacity.books import read_book
from termin.capacity.expiry import sweep
from termin.capacity.rows import Claim
from termin.errors import HoldExpired, HoldNotExtendable, NotFound
from termin.events import HoldExtended, HoldPlaced, HoldReleased
from termin.officeday import day_of, locked
from termin.tokens import hashed, matches, new_secret

MOST_EXTENSIONS = 3


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as the person sees it; `secret` is known only when it was just placed."""

    id: UUID
    office: int
    office_day: int
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime
    extensions_left: int
    lines: tuple[tuple[int, int, int], ...]
    needs: tuple[str, ...]
    channel: Channel
    secret: str = ""


async def place_hold(
    wish: Wish,
    now: datetime,
    *,
    keep: timedelta,
    before: Callable[[], None] = lambda: None,
) -> Held:
    """Keep the wished time for `keep`; the lock and the day's book decide.

    `before` may refuse while the caller waits its turn in memory (see `officeday.locked`).

    Raises:
        SlotTaken: the start is in the past, was never free, or somebody was first.
        TryAgain: the day is too busy; nothing was changed.
    """
    secret = new_secret()
    date = wish.start.astimezone(ZoneInfo(wish.zone)).date()
    office_day = await day_of(wish.office, wish.municipality, date)
    async with locked(office_day, before=before) as (day,):
        await sweep(day, now)
        book = await read_book(day.id)
        seat_wish = SeatWish(wish.start, wish.minutes, wish.required, uses_of(wish.channel))
        seat = await take_seat(day, book, seat_wish, now)
        hold = await Hold.create(
            id=uuid.uuid4(),
            municipality_id=wish.municipality,
            office_id=wish.office,
            office_day_id=day.id,
            secret_hash=hashed(secret),
            channel=wish.channel,
            starts_at=wish.start,
            ends_at=wish.end,
            lines=[list(line) for line in wish.lines],
            needs=list(wish.needs),
            created_at=now,
            expires_at=now + keep,
        )
        await Claim.create(
            municipality_id=wish.municipality,
            office_day_id=day.id,
            duty_id=seat.duty,
            counter_id=seat.counter,
            starts_at=seat.starts_at,
            ends_at=seat.ends_at,
            skills=sorted(wish.required),
            hold_id=hold.id,
            expires_at=hold.expires_at,
        )
        placed = HoldPlaced(hold.id, hold.starts_at, hold.ends_at, hold.expires_at, wish.channel)
        await day.record(placed, now)
    return replace(_held(hold), secret=secret)


async def find_hold(
    hold_id: UUID, secret: str, now: datetime, *, municipality: int | None = None
) -> Held:
    """Return a hold to the person who has its secret, if need be only one of a municipality.

    Raises:
        NotFound: there is none, or the secret is wrong.
        HoldExpired: it ran out.
    """
    return _held(await _open(hold_id, secret, now, municipality))


async def extend_hold(hold_id: UUID, secret: str, now: datetime, *, keep: timedelta) -> Held:
    """Give a hold `keep` more from now on, at most three times.

    Raises:
        HoldNotExtendable: it was extended three times already.
        NotFound, HoldExpired: as for `find_hold`.
    """
    seen = await _open(hold_id, secret, now)
    async with locked(seen.office_day_id) as (day,):
        await sweep(day, now)
        hold = await _open(hold_id, secret, now)
        if hold.extensions >= MOST_EXTENSIONS:
            raise HoldNotExtendable
        hold.extensions += 1
        hold.expires_at = max(hold.expires_at, now + keep)
        await hold.save(update_fields=["extensions", "expires_at"])
        await Claim.filter(hold_id=hold.id).update(expires_at=hold.expires_at)
        await day.record(HoldExtended(hold.id, hold.expires_at), now)
    return _held(hold)


async def release_hold(hold_id: UUID, secret: str, now: datetime) -> int:
    """Give a held time back at once; return the office day that changed.

    Raises:
        NotFound, HoldExpired: as for `find_hold`.
    """
    seen = await _open(hold_id, secret, now)
    async with locked(seen.office_day_id) as (day,):
        await sweep(day, now)
        hold = await _open(hold_id, secret, now)
        await hold.delete()  # its claims go with it
        await day.record(HoldReleased(hold.id), now)
    return seen.office_day_id


async def _open(hold_id: UUID, secret: str, now: datetime, municipality: int | None = None) -> Hold:
    hold = await Hold.get_or_none(id=hold_id)
    if hold is None or not matches(secret, hold.secret_hash):
        raise NotFound
    if municipality not in (None, hold.municipality_id):
        raise NotFound
    if hold.expires_at <= now:
        raise HoldExpired
    return hold


def _held(hold: Hold) -> Held:
    return Held(
        id=hold.id,
        office=hold.office_id,
        office_day=hold.office_day_id,
        starts_at=hold.starts_at,
        ends_at=hold.ends_at,
        expires_at=hold.expires_at,
        extensions_left=MOST_EXTENSIONS - hold.extensions,
        lines=tuple((line[0], line[1], line[2]) for line in hold.lines),
        needs=tuple(hold.needs),
        channel=hold.channel,
    )
