"""Devices: unattended machines that act for one office with a token of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import F

from termin import tokens
from termin.errors import NotFound
from termin.offices.rows import Office
from termin.staff.rows import Device, DeviceKind

NOTICED = timedelta(seconds=20)
"""`seen_at` is written no more often than this."""


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device just made; the secret is shown once."""

    id: int
    secret: str


async def register(
    municipality: int,
    office: int,
    kind: DeviceKind,
    name: str,
    settings: Mapping[str, object] | None = None,
) -> NewDevice:
    """Make a device for an office.

    Raises:
        NotFound: the office is not one of the municipality's.
    """
    if not await Office.exists(id=office, municipality_id=municipality):
        raise NotFound
    secret = tokens.new_secret()
    row = await Device.create(
        municipality_id=municipality,
        office_id=office,
        kind=kind,
        name=name,
        secret_hash=tokens.hashed(secret),
        settings=dict(settings or {}),
    )
    return NewDevice(row.id, secret)


async def device_of(secret: str, now: datetime) -> Device | None:
    """Return the device that holds this secret, or None: unknown or revoked."""
    row = await Device.get_or_none(secret_hash=tokens.hashed(secret), revoked_at__isnull=True)
    if row is not None and (row.seen_at is None or row.seen_at < now - NOTICED):
        await Device.filter(id=row.id).update(seen_at=now)
    return row


async def revoke(municipality: int, device: int, now: datetime) -> None:
    """Shut a device out at once.

    Raises:
        NotFound: the municipality has no such device.
    """
    found = Device.filter(id=device, municipality_id=municipality, revoked_at__isnull=True)
    if not await found.update(revoked_at=now):
        raise NotFound


async def rename(municipality: int, device: int, name: str) -> None:
    """Give a device another name.

    Raises:
        NotFound: the municipality has no such device.
    """
    found = Device.filter(id=device, municipality_id=municipality, revoked_at__isnull=True)
    if not await found.update(name=name):
        raise NotFound


async def change_settings(
    municipality: int, device: int, office: int, settings: Mapping[str, object]
) -> None:
    """Give a device other settings and a first office; its version grows, so it notices.

    Raises:
        NotFound: the municipality has no such device or office.
    """
    if not await Office.exists(id=office, municipality_id=municipality):
        raise NotFound
    found = Device.filter(id=device, municipality_id=municipality, revoked_at__isnull=True)
    changed = await found.update(
        settings=dict(settings), office_id=office, version=F("version") + 1
    )
    if not changed:
        raise NotFound


async def note_health(device: int, health: Mapping[str, object], now: datetime) -> None:
    """Keep what a device says of itself; `at` becomes `now`, which is the time of the world."""
    said = {**health, "at": now.isoformat()}
    await Device.filter(id=device).update(health=said, seen_at=now)
