"""Pairing: a screen shows a short code, and somebody of the staff says what the screen is.

The secret that the waiting screen holds becomes the device's own at that moment, so it travels
once, to the screen alone, and no page of the staff ever shows it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from termin import tokens
from termin.errors import Invalid, NotFound, TryAgain
from termin.offices.rows import Office
from termin.staff.rows import Device, DeviceKind, Pairing

LASTS = timedelta(minutes=10)
LENGTH = 6
"""31^6 codes are 887 million: with a hundred screens waiting and ten guesses a minute, a guess hits
once in two years."""
MOST_WAITING = 200
"""Screens of one municipality that show a code at the same time."""

UNKNOWN = "Diesen Code kennen wir nicht. Bitte lesen Sie ihn noch einmal vom Bildschirm ab."
OVER = "Dieser Code ist abgelaufen. Auf dem Bildschirm steht inzwischen ein neuer."
USED = "Mit diesem Code wurde gerade schon ein Gerät gekoppelt."


@dataclass(frozen=True, slots=True)
class Offer:
    """What a waiting screen shows, and the secret that it alone keeps."""

    code: str
    expires_at: datetime
    secret: str


async def offer(municipality: int, now: datetime) -> Offer:
    """Give a screen a code of its own; old ones go.

    Raises:
        TryAgain: too many screens wait already.
    """
    await Pairing.filter(expires_at__lt=now - LASTS).delete()
    if await Pairing.filter(municipality_id=municipality, expires_at__gt=now).count() >= (
        MOST_WAITING
    ):
        raise TryAgain
    for _ in range(5):
        fresh = Offer(_new_code(), now + LASTS, tokens.new_secret())
        try:
            await Pairing.create(
                municipality_id=municipality,
                code=fresh.code,
                secret_hash=tokens.hashed(fresh.secret),
                created_at=now,
                expires_at=fresh.expires_at,
            )
        except IntegrityError:  # somebody else shows this code
            continue
        return fresh
    raise TryAgain


async def offered(municipality: int, secret: str, now: datetime) -> Offer | None:
    """Return what the screen with this secret shows; None once it is over, or paired."""
    row = await Pairing.get_or_none(
        secret_hash=tokens.hashed(secret),
        municipality_id=municipality,
        device_id=None,
        expires_at__gt=now,
    )
    return None if row is None else Offer(row.code, row.expires_at, secret)


async def pair(
    municipality: int,
    code: str,
    kind: DeviceKind,
    name: str,
    office: int,
    settings: Mapping[str, object],
    now: datetime,
) -> int:
    """Make the screen that shows this code a device of an office; return the device's id.

    A code is good for one device, whoever asks at the same time.

    Raises:
        NotFound: the office is not one of the municipality's.
        Invalid: field `code`: unknown, over, or used already.
    """
    if not await Office.exists(id=office, municipality_id=municipality, retired_at=None):
        raise NotFound
    async with in_transaction():
        row = await Pairing.select_for_update().get_or_none(
            code=typed(code), municipality_id=municipality
        )
        _check(row, now)
        assert row is not None  # noqa: S101  # `_check` refused it
        device = await Device.create(
            municipality_id=municipality,
            office_id=office,
            kind=kind,
            name=name,
            secret_hash=row.secret_hash,
            settings=dict(settings),
        )
        row.device_id = device.id
        await row.save(update_fields=["device_id"])
    return int(device.id)


def typed(text: str) -> str:
    """Return a code as somebody typed it, without case, blanks and dashes."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:12]


def _check(row: Pairing | None, now: datetime) -> None:
    if row is None:
        raise Invalid(fields={"code": UNKNOWN})
    if row.device_id is not None:
        raise Invalid(fields={"code": USED})
    if row.expires_at <= now:
        raise Invalid(fields={"code": OVER})


def _new_code() -> str:
    return "".join(secrets.choice(tokens.ALPHABET) for _ in range(LENGTH))
