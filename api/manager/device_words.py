"""How devices are, in words for staff: what is the matter, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_timedelta
from starlette.requests import Request

from api.house import house
from api.requests import language
from termin.staff import State


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of notice (success, info, warning, danger), what is the matter, what to do."""

    kind: str
    what: str
    advice: str = ""


WORDS: Mapping[State, Words] = {
    State.SILENT: Words(
        "danger",
        "Meldet sich nicht",
        "Bitte Strom und Netz am Gerät prüfen. Es meldet sich von selbst wieder.",
    ),
    State.STALE: Words(
        "danger",
        "Nicht aktuell",
        "Das Gerät läuft, zeigt aber einen alten Stand. Bitte die Netzverbindung prüfen, dann die "
        "Seite neu laden.",
    ),
    State.PAPER_OUT: Words("danger", "Kein Papier", "Bitte Papier einlegen."),
    State.NEVER: Words(
        "info", "Hat sich noch nie gemeldet", "Bitte am Gerät nachsehen, ob es gekoppelt ist."
    ),
    State.MUTED: Words(
        "warning",
        "Stumm",
        "Bitte einmal auf den Bildschirm tippen. Dauerhaft hilft die Tonfreigabe des Browsers.",
    ),
    State.PAPER_LOW: Words("warning", "Papier geht zu Ende", "Bitte bald Papier nachlegen."),
    State.WELL: Words("success", "In Ordnung"),
}
"""German message ids; templates translate them."""


def ago(request: Request, instant: datetime, now: datetime) -> str:
    """Return how long ago something was, as "vor 12 Sekunden"; both are times of the world."""
    locale = house(request).pages.texts.language(language(request)).locale
    return format_timedelta(instant - now, add_direction=True, locale=locale)
