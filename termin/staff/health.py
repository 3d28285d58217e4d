"""What unattended machines say of themselves, so that somebody comes before people complain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from termin.staff.rows import Device


@dataclass(frozen=True, slots=True)
class Health:
    """What a machine shows, and what it knows of its paper: ok, low, out or unknown."""

    page: str
    paper: str = "unknown"


async def tell_health(device: int, health: Health, now: datetime) -> None:
    """Keep what a device said; kept as `{"at": ISO 8601, "page": …, "paper": …}`, seen now."""
    said = {"at": now.isoformat(), "page": health.page, "paper": health.paper}
    await Device.filter(id=device, revoked_at__isnull=True).update(seen_at=now, health=said)
