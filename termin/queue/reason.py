"""Why somebody stands where they stand, in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from termin.queue.rules import Policy, Rule
from termin.queue.waiting import Waiting

REASONS: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.PRIORITY: "Hat Vorrang und kommt deshalb zuerst.",
        Rule.CONTINUED: "War schon an einem Schalter, geht seit %(continued)s weiter"
        " und kommt deshalb vor allen, die neu warten.",
        Rule.PROMISE: "Wartet seit %(drawn)s, länger als die zugesagten %(promised)s Minuten,"
        " und kommt deshalb vor fälligen Terminen.",
        Rule.DUE: "Termin um %(due)s; fällige Termine kommen nach ihrer Uhrzeit"
        " und vor Personen ohne Termin.",
        Rule.WALK_IN: "Ohne festen Termin, wartet seit %(drawn)s; der Reihe nach.",
        Rule.EARLY: "Termin erst um %(due)s; kommt früher dran, wenn sonst niemand wartet.",
    }
)
"""The sentences, German and message ids of the catalogues."""

APPOINTMENT_PROMISE = (
    "Termin um %(due)s, seit mehr als den zugesagten %(appointment)s Minuten fällig;"
    " kommt deshalb vor anderen fälligen Terminen."
)
IN_TURN = "Wartet seit %(drawn)s; der Reihe nach, auch mit Termin."
NOT_EARLY = "Termin erst um %(due)s; wird nicht vor der Zeit aufgerufen."

BEFORE: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.PRIORITY: "%(number)s kommt vor Ihnen dran, weil die Dienststelle es so bestimmt hat.",
        Rule.CONTINUED: "%(number)s kommt vor Ihnen dran, weil es dort nach einem ersten Schalter"
        " weitergeht.",
        Rule.PROMISE: "%(number)s kommt vor Ihnen dran, weil dort die zugesagte Zeit schon"
        " vorbei ist.",
        Rule.DUE: "%(number)s kommt vor Ihnen dran, weil dort ein Termin um %(due)s fällig ist.",
        Rule.WALK_IN: "%(number)s kommt vor Ihnen dran, weil dort schon seit %(drawn)s"
        " gewartet wird.",
        Rule.EARLY: "%(number)s kommt vor Ihnen dran, weil der Termin dort um %(due)s früher ist.",
    }
)
"""The same said to somebody who waits behind, by number and without a person's circumstances."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule and the values of its sentence."""

    rule: Rule
    number: str
    drawn_at: datetime
    due_at: datetime | None
    continued_at: datetime | None
    promised_minutes: int | None
    appointment_minutes: int | None
    early: bool = True

    @classmethod
    def of(cls, one: Waiting, rule: Rule, policy: Policy) -> Reason:
        """Return why somebody falls under this rule."""
        return cls(
            rule,
            one.number,
            one.drawn_at,
            one.due_at,
            one.continued_at,
            policy.promised_minutes,
            policy.appointment_minutes,
            policy.calls_early,
        )

    def sentence(
        self,
        clock: Callable[[datetime], str],
        translate: Callable[[str], str] = lambda text: text,
    ) -> str:
        """Say it in words; `clock` writes an instant as time of day, `translate` is gettext."""
        return translate(self._text()) % self._values(clock)

    def before(
        self,
        clock: Callable[[datetime], str],
        translate: Callable[[str], str] = lambda text: text,
    ) -> str:
        """Say why this number comes first, to somebody who waits behind it."""
        return translate(BEFORE[self.rule]) % self._values(clock)

    def _text(self) -> str:
        if self.rule is Rule.PROMISE and self.due_at is not None:
            return APPOINTMENT_PROMISE
        if self.rule is Rule.WALK_IN and self.due_at is not None:
            return IN_TURN
        if self.rule is Rule.EARLY and not self.early:
            return NOT_EARLY
        return REASONS[self.rule]

    def _values(self, clock: Callable[[datetime], str]) -> dict[str, object]:
        return {
            "number": self.number,
            "drawn": clock(self.drawn_at),
            "due": clock(self.due_at) if self.due_at else "",
            "continued": clock(self.continued_at) if self.continued_at else "",
            "promised": self.promised_minutes,
            "appointment": self.appointment_minutes,
        }
