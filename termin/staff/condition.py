"""How the devices are: well, silent, behind, mute, out of paper; worst first.

All times are those of the world (`api.clock.real_now`), never a demo's: a machine is silent by the
clock on the wall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from termin.scope import Scope
from termin.staff.rows import Device, DeviceKind

SILENT = {DeviceKind.DISPLAY: timedelta(minutes=1), DeviceKind.KIOSK: timedelta(minutes=2)}
"""After so long without a word a device counts as silent: displays speak every 15 seconds, kiosks
every 30."""
BEHIND = timedelta(seconds=20)
"""A display may lag so long behind its office before it counts as not current."""


class State(StrEnum):
    """How a device is, worst first."""

    SILENT = "silent"
    STALE = "stale"
    PAPER_OUT = "paper-out"
    NEVER = "never"
    MUTED = "muted"
    PAPER_LOW = "paper-low"
    WELL = "well"


RANK = tuple(State)


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """How a device is; `since` says since when, where that is known.

    `boards` are the versions a display shows: {office: (date, seq)}. `needs_somebody` is whether
    anybody should go there.
    """

    id: int
    name: str
    kind: DeviceKind
    office: int
    office_name: str
    state: State
    seen_at: datetime | None
    since: datetime | None = None
    boards: Mapping[int, tuple[str, int]] | None = None

    @property
    def needs_somebody(self) -> bool:
        """Whether something is to be done at the device."""
        return self.state is not State.WELL


async def device_health(scope: Scope, now: datetime) -> tuple[DeviceHealth, ...]:
    """Return how the devices are that one may see, worst first, then by office and name."""
    rows = Device.filter(revoked_at__isnull=True)
    devices = await scope.within(rows).select_related("office")
    found = [judged(device, now) for device in devices]
    return tuple(sorted(found, key=lambda one: (RANK.index(one.state), one.office_name, one.name)))


def judged(device: Device, now: datetime) -> DeviceHealth:
    """Return how a device is, by what it last said and when; its office is fetched."""
    health = device.health or {}
    seen_at = max(filter(None, (device.seen_at, _instant(health.get("at")))), default=None)
    state, since = _state(device, health, seen_at, now)
    return DeviceHealth(
        id=device.id,
        name=device.name,
        kind=device.kind,
        office=device.office_id,
        office_name=device.office.short_name or device.office.name,
        state=state,
        seen_at=seen_at,
        since=since,
        boards=_boards(health.get("boards")),
    )


def _state(
    device: Device, health: Mapping[str, Any], seen_at: datetime | None, now: datetime
) -> tuple[State, datetime | None]:
    if seen_at is None:
        return State.NEVER, None
    if now - seen_at > SILENT[device.kind]:
        return State.SILENT, seen_at
    behind = _instant(health.get("behind_since"))
    if behind is not None and now - behind > BEHIND:
        return State.STALE, behind
    paper = str(health.get("paper", ""))
    if paper == "out":
        return State.PAPER_OUT, None
    if health.get("sound") == "muted":
        return State.MUTED, None
    return (State.PAPER_LOW if paper == "low" else State.WELL), None


def _instant(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _boards(said: object) -> dict[int, tuple[str, int]]:
    if not isinstance(said, dict):
        return {}
    return {int(office): (str(on), int(seq)) for office, (on, seq) in said.items()}
