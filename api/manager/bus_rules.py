"""Rules of RFC 5545 as people say them, and as the form asks for them."""

from __future__ import annotations

from dataclasses import dataclass

from api.manager.bus_frame import Say

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
RHYTHMS = ("w1", "w2", "w3", "w4", "m1", "m2", "m3", "m4", "m-1")
"""Every so many weeks; or which weekday of the month, -1 the last."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the form asks for: how often, and on which weekday (0 is Monday)."""

    often: str
    weekday: int

    @property
    def rule(self) -> str:
        """The rule that says it (RFC 5545, 3.3.10)."""
        day = DAYS[self.weekday]
        if self.often.startswith("w"):
            every = "" if self.often == "w1" else f";INTERVAL={self.often[1:]}"
            return f"FREQ=WEEKLY{every};BYDAY={day}"
        return f"FREQ=MONTHLY;BYDAY={self.often[1:]}{day}"

    @classmethod
    def of(cls, rule: str) -> Rhythm | None:
        """Return a rule as the form could have made it; None where it says more."""
        every = (cls(often, day) for often in RHYTHMS for day in range(7))
        return next((one for one in every if one.rule == rule.upper().replace(" ", "")), None)


def rule_words(rule: str, _: Say) -> str:
    """Return a rule in words: "jeden 1. Montag im Monat"; one that says more is quoted."""
    found = Rhythm.of(rule)
    if found is None:
        return _("nach der Regel %(rule)s", rule=rule)
    day = weekdays(_)[found.weekday]
    if found.often == "w1":
        return _("jeden %(day)s", day=day)
    if found.often.startswith("w"):
        return _("alle %(weeks)s Wochen am %(day)s", weeks=found.often[1:], day=day)
    if found.often == "m-1":
        return _("jeden letzten %(day)s im Monat", day=day)
    return _("jeden %(number)s. %(day)s im Monat", number=found.often[1:], day=day)


def rhythm_words(often: str, _: Say) -> str:
    """Return what the form calls a rhythm, before the weekday is chosen."""
    if often == "w1":
        return _("jede Woche")
    if often.startswith("w"):
        return _("alle %(weeks)s Wochen", weeks=often[1:])
    if often == "m-1":
        return _("zum letzten Mal im Monat")
    return _("zum %(number)s. Mal im Monat", number=often[1:])


def weekdays(_: Say) -> tuple[str, ...]:
    """Return the names of the weekdays, Monday first."""
    return (
        _("Montag"),
        _("Dienstag"),
        _("Mittwoch"),
        _("Donnerstag"),
        _("Freitag"),
        _("Samstag"),
        _("Sonntag"),
    )
