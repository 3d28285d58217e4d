"""Sign-ins: kept by the server, found by the hash of a secret that only the person holds.

Sign-ins run on real time, also in the demo.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from termin import tokens
from termin.staff.rows import Account, Grant, Role, SignIn

IDLE = timedelta(hours=2)
"""Without a request for so long a sign-in ends: a lunch break, not an evening."""

LONGEST = timedelta(hours=12)
"""The longest working day, whatever happens."""

NOTICED = timedelta(minutes=1)
"""`seen_at` is written no more often than this."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A role in a municipality, or in one office of it."""

    role: Role
    municipality: int
    office: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in."""

    sign_in: int
    account: int
    login: str
    name: str
    clerk: int | None
    counter_id: int | None
    grants: tuple[Granted, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FreshSignIn:
    """A sign-in just begun; the secret is shown once."""

    secret: str
    expires_at: datetime


async def begin(account: int, now: datetime) -> FreshSignIn:
    """Begin a sign-in of an account whose password was verified."""
    secret = tokens.new_secret()
    row = await SignIn.create(
        account_id=account,
        secret_hash=tokens.hashed(secret),
        created_at=now,
        seen_at=now,
        expires_at=now + LONGEST,
    )
    return FreshSignIn(secret, row.expires_at)


async def person_of(secret: str, now: datetime) -> Person | None:
    """Return who holds this secret, or None: unknown, ended, idle too long, account disabled."""
    row = (
        await SignIn.filter(
            secret_hash=tokens.hashed(secret),
            expires_at__gt=now,
            seen_at__gt=now - IDLE,
            account__disabled_at__isnull=True,
        )
        .select_related("account")
        .first()
    )
    if row is None:
        return None
    if row.seen_at < now - NOTICED:
        await SignIn.filter(id=row.id).update(seen_at=now)
    return _person(row, row.account, await grants_of(row.account_id))


async def grants_of(account: int) -> tuple[Granted, ...]:
    """Return the roles of an account."""
    rows = await Grant.filter(account_id=account).order_by("id")
    return tuple(Granted(row.role, row.municipality_id, row.office_id) for row in rows)


async def end(sign_in: int) -> None:
    """End a sign-in; its secret is worth nothing from now on."""
    await SignIn.filter(id=sign_in).delete()


async def end_all(account: int) -> None:
    """End every sign-in of an account, as after a new password."""
    await SignIn.filter(account_id=account).delete()


async def choose_counter(person: Person, counter: int | None) -> Person:
    """Remember the counter at which the person works; the caller has checked that it is theirs."""
    await SignIn.filter(id=person.sign_in).update(counter_id=counter)
    return replace(person, counter_id=counter)


async def at_counters(counters: Collection[int], now: datetime) -> Mapping[int, tuple[str, ...]]:
    """Return the names of those signed in who chose one of these counters, latest first."""
    rows = (
        await SignIn.filter(
            counter_id__in=list(counters), expires_at__gt=now, seen_at__gt=now - IDLE
        )
        .order_by("-seen_at")
        .select_related("account")
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        names = found.setdefault(row.counter_id, [])
        if row.account.name not in names:
            names.append(row.account.name)
    return {counter: tuple(names) for counter, names in found.items()}


async def sweep(now: datetime) -> int:
    """Delete sign-ins that ended by time; return how many."""
    ended = await SignIn.filter(expires_at__lte=now).delete()
    idle = await SignIn.filter(seen_at__lte=now - IDLE).delete()
    return ended + idle


def _person(row: SignIn, account: Account, grants: tuple[Granted, ...]) -> Person:
    return Person(
        sign_in=row.id,
        account=account.id,
        login=account.login,
        name=account.name,
        clerk=account.clerk_id,
        counter_id=row.counter_id,
        grants=grants,
        expires_at=min(row.expires_at, row.seen_at + IDLE),
    )
