"""Phones that want to be told of a ticket: which there are, and what each is to be told now.

The row says what was told already, so no event is read: a phone is claimed by the statement that
finds it, and told outside of any transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.transactions import in_transaction

from termin.errors import NotFound, TooMany, WrongState
from termin.localtime import local_date
from termin.messages.rows import PushSubscription
from termin.queue import UNDO_SECONDS, TicketState
from termin.queue.order import ahead_of
from termin.queue.rows import Ticket, label
from termin.queue.states import OPEN
from termin.queue.survey import read_hall
from termin.store import rows_of

MOST_PHONES = 3
"""Phones that one ticket may tell: one's own, and those of whoever came along."""

CALL_ATTEMPTS = 4
"""How often a call is tried: after half a minute it is too late for whoever should come."""

SOON_AHEAD = 2
SOON_BEFORE = timedelta(minutes=10)
"""Nobody whose appointment is further away is told that it is soon, however few are ahead."""

_CLAIM = timedelta(seconds=15)
"""How long a phone is left to the worker that claimed it; longer than one sending lasts."""

_KEPT_AFTER_END = timedelta(seconds=UNDO_SECONDS + 5)


class PushKind(StrEnum):
    """What a phone is told."""

    CALL = "call"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class Phone:
    """Where a browser wants to be told, its keys in base64url, and in which language."""

    endpoint: str
    p256dh: str
    auth: str
    language: str


@dataclass(frozen=True, slots=True)
class Push:
    """One thing to tell one phone; `desk` is the counter's name, `called_at` names the call.

    Of the person it says nothing but the number, and `ahead` of how many come first.
    """

    subscription: int
    ticket: UUID
    kind: PushKind
    phone: Phone
    number: str
    desk: str = ""
    ahead: int = 0
    called_at: datetime | None = None
    attempt: int = 1


async def subscribe(ticket: UUID, phone: Phone, now: datetime) -> None:
    """Tell this phone of the ticket from now on; done twice it is the same.

    Raises:
        NotFound: there is no such ticket.
        WrongState: it has ended, or was of another day.
        TooMany: as many other phones as may be are told already.
    """
    async with in_transaction():
        # One after the other, or two at once would both be the third.
        row = await Ticket.select_for_update().get_or_none(id=ticket)
        if row is None:
            raise NotFound
        await row.fetch_related("office", "office_day")
        if local_date(now, ZoneInfo(row.office.time_zone)) != row.office_day.date:
            raise WrongState(state="past")
        if row.state not in OPEN | {TicketState.MISSED}:
            raise WrongState(state=row.state.value)
        phones = PushSubscription.filter(ticket_id=ticket)
        if await phones.filter(endpoint=phone.endpoint).update(
            p256dh=phone.p256dh, auth=phone.auth, language=phone.language
        ):
            return
        if await phones.count() >= MOST_PHONES:
            raise TooMany
        await PushSubscription.create(
            ticket_id=ticket,
            endpoint=phone.endpoint,
            p256dh=phone.p256dh,
            auth=phone.auth,
            language=phone.language,
            created_at=now,
            try_at=now,
            called_told_at=row.called_at,  # whoever is called now reads so on the page
        )


async def unsubscribe(ticket: UUID, endpoint: str) -> None:
    """Tell this phone no more of the ticket, and forget it."""
    await PushSubscription.filter(ticket_id=ticket, endpoint=endpoint).delete()


_CALLS = """
WITH due AS (
  SELECT s.id FROM push_subscription s JOIN ticket t ON t.id = s.ticket_id
  WHERE t.state = 'called' AND coalesce(s.called_told_at, '-infinity') < t.called_at
    AND s.try_at <= $1
  ORDER BY t.called_at, s.id LIMIT $2 FOR UPDATE OF s SKIP LOCKED)
UPDATE push_subscription s SET attempts = s.attempts + 1, try_at = $3
FROM due, ticket t JOIN counter c ON c.id = t.counter_id
WHERE s.id = due.id AND t.id = s.ticket_id
RETURNING s.id, s.ticket_id, s.endpoint, s.p256dh, s.auth, s.language, s.attempts, t.letter,
  t.number, t.called_at, c.name
"""


async def claim_calls(now: datetime, most: int) -> tuple[Push, ...]:
    """Return up to `most` phones whose tickets are called and that were not told of this call.

    Nobody else gets them for some seconds; then they are tried again unless `note_told`.
    """
    return tuple(
        Push(
            subscription=row["id"],
            ticket=row["ticket_id"],
            kind=PushKind.CALL,
            phone=_phone(row),
            number=label(row["letter"], row["number"]),
            desk=row["name"],
            called_at=row["called_at"],
            attempt=row["attempts"],
        )
        for row in await rows_of(_CALLS, now, most, now + _CLAIM)
    )


_WAITING = """
SELECT s.id, s.ticket_id, s.endpoint, s.p256dh, s.auth, s.language, t.office_day_id, t.letter,
  t.number, t.due_at
FROM push_subscription s JOIN ticket t ON t.id = s.ticket_id
WHERE s.soon_told_at IS NULL AND t.state = 'waiting' AND coalesce(t.due_at, $1::timestamptz) <= $2
ORDER BY s.id
"""
_CLAIM_SOON = """
UPDATE push_subscription SET soon_told_at = $1 WHERE id = ANY ($2::bigint[])
  AND soon_told_at IS NULL RETURNING id
"""


async def claim_soon(now: datetime) -> tuple[Push, ...]:
    """Return the phones of those who have come near the front, each once and never again."""
    by_day: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in await rows_of(_WAITING, now, now + SOON_BEFORE):
        by_day[row["office_day_id"]].append(row)
    near: list[Push] = []
    for day, rows in by_day.items():
        near += await _near(day, rows, now)
    if not near:
        return ()
    claimed = await rows_of(_CLAIM_SOON, now, [push.subscription for push in near])
    ours = {row["id"] for row in claimed}
    return tuple(push for push in near if push.subscription in ours)


async def _near(day: int, rows: Iterable[dict[str, Any]], now: datetime) -> list[Push]:
    hall = await read_hall(day, now)
    desks = [one.desk for one in hall.staffed]
    waiting = {one.ticket for one in hall.waiting}
    found = []
    for row in rows:
        ahead = len(ahead_of(row["ticket_id"], hall.waiting, now, hall.policy, desks))
        if row["ticket_id"] in waiting and ahead <= SOON_AHEAD:
            number = label(row["letter"], row["number"])
            found.append(
                Push(row["id"], row["ticket_id"], PushKind.SOON, _phone(row), number, ahead=ahead)
            )
    return found


async def note_told(push: Push, now: datetime) -> None:
    """Note that the phone's service has taken a call, or that no more is to be tried."""
    if push.called_at is not None:
        await PushSubscription.filter(id=push.subscription).update(
            called_told_at=push.called_at, attempts=0, try_at=now
        )


async def note_not_told(push: Push, now: datetime) -> None:
    """Let a call be tried again after 2, 4, 8 seconds; after the last try it counts as told."""
    if push.attempt >= CALL_ATTEMPTS:
        await note_told(push, now)
    elif push.called_at is not None:
        again = now + timedelta(seconds=2**push.attempt)
        await PushSubscription.filter(id=push.subscription).update(try_at=again)


async def forget_phone(subscription: int) -> None:
    """Erase a phone that can no longer be told."""
    await PushSubscription.filter(id=subscription).delete()


_ERASE = """
DELETE FROM push_subscription s USING ticket t, office_day d, office o
WHERE t.id = s.ticket_id AND d.id = t.office_day_id AND o.id = t.office_id AND (
  d.date < ($1::timestamptz AT TIME ZONE o.time_zone)::date
  OR t.state IN ('finished', 'withdrawn', 'forwarded')
    AND coalesce(t.ended_at, '-infinity') <= $2)
RETURNING s.id
"""


async def erase_ended(now: datetime) -> int:
    """Erase the phones of tickets that have ended or are of an earlier day; return how many.

    An end that can still be taken back is waited for.
    """
    return len(await rows_of(_ERASE, now, now - _KEPT_AFTER_END))


def _phone(row: dict[str, Any]) -> Phone:
    return Phone(row["endpoint"], row["p256dh"], row["auth"], row["language"])
