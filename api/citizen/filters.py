"""What somebody asks the times to be like, and the one they choose, as addresses and forms say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from termin.errors import Invalid

MORNING, AFTERNOON = "vormittags", "nachmittags"
_DIGITS = 18
"""Of the longest id; a number of thousands cannot even be read."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody asked the times to be like; empty values leave it open."""

    office: int | None = None
    weekday: int | None = None
    half: str = ""
    step_free: bool = False
    day: date | None = None
    since: date | None = None

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Filters:
        """Return the filters of an address; what makes no sense counts as left open."""
        office, weekday = values.get("ort", ""), values.get("wochentag", "")
        half = values.get("tageszeit", "")
        plain = office.isascii() and office.isdigit() and len(office) <= _DIGITS
        return cls(
            office=int(office) or None if plain else None,
            weekday=int(weekday) if weekday in set("0123456") and weekday else None,
            half=half if half in (MORNING, AFTERNOON) else "",
            step_free=values.get("stufenlos") == "ja",
            day=_date(values.get("tag", "")),
            since=_date(values.get("ab", "")),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filters, without the day, as pairs of a query."""
        values = (
            ("ort", "" if self.office is None else str(self.office)),
            ("wochentag", "" if self.weekday is None else str(self.weekday)),
            ("tageszeit", self.half),
            ("stufenlos", "ja" if self.step_free else ""),
        )
        return [(name, value) for name, value in values if value]

    @property
    def whole(self) -> list[tuple[str, str]]:
        """The filters with the day and where the list of days begins, as pairs of a query."""
        values = (("tag", self.day), ("ab", self.since))
        return self.pairs + [(name, value.isoformat()) for name, value in values if value]

    @property
    def narrow(self) -> bool:
        """Whether anything was asked for beside the day."""
        return bool(self.pairs)


def read_choice(value: object) -> tuple[int, datetime]:
    """Return office and start of a button's value.

    Raises:
        Invalid: it is none of ours.
    """
    try:
        office, _, start = str(value).partition("@")
        instant = datetime.fromisoformat(start)
        # A zone is asked for by using it: a time without one is no instant.
        if instant.utcoffset() is None or not office.isascii() or not 1 <= int(office) < 2**63:
            raise ValueError
    except ValueError:
        raise Invalid(fields={"wahl": "Bitte wählen Sie eine der Zeiten."}) from None
    return int(office), instant


def choice_value(office: int, start: datetime) -> str:
    """Return what a button sends to choose a start; `read_choice` reads it."""
    return f"{office}@{start.isoformat()}"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
