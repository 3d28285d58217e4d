"""What happens to the embedded database, as events for logs and for whoever started it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "set-up",  # the cluster was made
    "started",  # this process owns the server, and it answers
    "joined",  # another process owns the server
    "took-over",  # the owner is gone, this process owns the folder now
    "strays-stopped",  # a server left behind by a killed owner was stopped
    "recovering",  # the server replays its log after a crash
    "died",  # the server ended though nobody asked it to
    "start-failed",  # the server is tried again later
    "stopped",  # this process stopped the server
]

_log = logging.getLogger("termin.database")


@dataclass(frozen=True)
class DatabaseEvent:
    """One event; `facts` are values for programs and hold no personal data."""

    kind: Kind
    facts: Mapping[str, str | int | float | None] = field(default_factory=dict)


Listener = Callable[[DatabaseEvent], None]


def teller(listener: Listener | None) -> Callable[..., None]:
    """Return a function that logs an event and hands it on; a failing listener harms nobody."""

    def tell(kind: Kind, **facts: str | int | float | None) -> None:
        level = logging.WARNING if kind in ("died", "start-failed") else logging.INFO
        _log.log(level, "database.%s %s", kind, json.dumps(facts))
        if listener is None:
            return
        try:
            listener(DatabaseEvent(kind, facts))
        except Exception:
            _log.exception("database.listener-failed")

    return tell
