"""What an event is, and how the journal holds it.

Every event names ids, times and amounts only; never a name, an address or a code of a citizen.
`docs/reference/events.md` documents each kind, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

KINDS: dict[str, type[Event]] = {}


@dataclass(frozen=True)
class Event:
    """Something that happened; `kind` is stable and part of the interface."""

    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.kind in KINDS or not cls.kind:
            raise TypeError(f"{cls.__name__} needs a kind of its own")
        KINDS[cls.kind] = cls

    def facts(self) -> dict[str, Any]:
        """Return the event's values as JSON takes them (times RFC 3339, ids as strings)."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case tuple():
            return [_plain(part) for part in value]
    return value


@dataclass(frozen=True)
class Recorded:
    """An event as the journal holds it; `day_seq` counts the changes of one office's day."""

    id: int
    municipality: int
    office_day: int | None
    day_seq: int | None
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    facts: Mapping[str, Any]
