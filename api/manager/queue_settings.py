"""An office's rules of its queue as a form sends them, and what a change does to those who wait."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from api.manager.frame import number_of, refuse
from api.printing.network import place_of
from api.requests import values_of
from termin.offices import Office
from termin.queue.policy import rules_of
from termin.queue.rules import USUAL, Policy, Rule

N_ = str  # marks for the catalogues what is translated where it is shown

LONGEST_MINUTES = 480
MOST_NUMBERS = 2000
UP, DOWN = "hoch", "runter"
_LETTERS = re.compile(r"[A-Z]{1,2}")
_HOST = re.compile(r"(?!-)[A-Za-z0-9.-]{1,190}|\[[0-9A-Fa-f:.]{2,45}\]")


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What the page says to a rule: its name, what it does, and what is so without it."""

    name: str
    does: str
    without: str = ""


RULE_WORDS: Mapping[Rule, RuleWords] = {
    Rule.PRIORITY: RuleWords(
        N_("Vorrang"),
        N_("Wem am Empfang oder am Schalter Vorrang gegeben wurde, kommt zuerst."),
        N_("Ausgeschaltet ändert Vorrang nichts an der Reihe."),
    ),
    Rule.CONTINUED: RuleWords(
        N_("Geht weiter"),
        N_("Wer schon an einem Schalter war und weitergeleitet wurde, muss nicht neu anstehen."),
        N_("Ausgeschaltet wartet man nach jedem Schalter der Reihe nach."),
    ),
    Rule.PROMISE: RuleWords(
        N_("Zusage vorbei"),
        N_("Wer länger wartet als zugesagt, kommt als Nächstes, mit und ohne Termin."),
        N_("Ausgeschaltet zählt die Zusage nur für die Hinweise auf „Heute“."),
    ),
    Rule.DUE: RuleWords(
        N_("Fällige Termine"),
        N_("Wessen Terminzeit da ist, kommt nach der Uhrzeit des Termins."),
        N_("Ausgeschaltet warten Termine ab ihrer Zeit der Reihe nach wie alle anderen."),
    ),
    Rule.WALK_IN: RuleWords(
        N_("Ohne Termin"), N_("Wer ohne Termin kommt, ist der Reihe nach dran.")
    ),
    Rule.EARLY: RuleWords(
        N_("Vor der Zeit da"),
        N_("Wer vor der Zeit des Termins da ist, kommt dran, wenn sonst niemand wartet."),
        N_("Ausgeschaltet wird niemand vor der Zeit des Termins aufgerufen."),
    ),
}
ALWAYS = frozenset({Rule.WALK_IN})
"""Rules that cannot be switched off: somebody always falls under them."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All rules in the office's order; those in `off` do not hold."""

    order: tuple[Rule, ...]
    off: frozenset[Rule] = frozenset()

    @classmethod
    def of(cls, office: Office) -> Arrangement:
        """Return the office's own; rules it left out stand at the end, switched off."""
        held = rules_of(office.queue_rules) or USUAL.rules
        missing = tuple(rule for rule in Rule if rule not in held)
        return cls((*held, *missing), frozenset(missing) - ALWAYS)

    @classmethod
    def sent(cls, fields: FormData) -> Arrangement:
        """Return what a form says; what is no rule, or missing, cannot confuse it."""
        named = rules_of(str(name) for name in fields.getlist("regel"))
        order = (*named, *(rule for rule in Rule if rule not in named))
        on = set(rules_of(str(name) for name in fields.getlist("an")))
        return cls(order, frozenset(Rule) - on - ALWAYS)

    def moved(self, step: str) -> Arrangement:
        """Return it after a step, as `hoch:due`; unchanged where there is no room."""
        way, _, name = step.partition(":")
        known = rules_of([name])
        if not known or way not in (UP, DOWN):
            return self
        place = self.order.index(known[0])
        other = place + (-1 if way == UP else 1)
        if not 0 <= other < len(self.order):
            return self
        order = list(self.order)
        order[place], order[other] = order[other], order[place]
        return Arrangement(tuple(order), self.off)

    @property
    def held(self) -> tuple[Rule, ...]:
        """The rules that hold, first to last."""
        return tuple(rule for rule in self.order if rule not in self.off)


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """What an office decides about its queue; minutes of 0 promise nothing."""

    rules: tuple[Rule, ...]
    promised: int
    appointment: int
    early: int
    late: int
    walk_ins: bool
    limit: int | None
    last: int
    letter_appointments: str
    letter_walk_ins: str
    phone_numbers: bool
    printer: str

    @property
    def policy(self) -> Policy:
        """The order that follows."""
        return Policy(self.rules, self.promised or None, self.appointment or None)

    def columns(self) -> dict[str, Any]:
        """Return it as the office's row keeps it; the usual order is kept as none of its own."""
        return {
            "queue_rules": [] if self.rules == USUAL.rules else [str(rule) for rule in self.rules],
            "promised_minutes": self.promised,
            "appointment_minutes": self.appointment,
            "early_minutes": self.early,
            "late_minutes": self.late,
            "walk_ins": self.walk_ins,
            "walk_in_limit": self.limit,
            "last_number_minutes": self.last,
            "letter_appointments": self.letter_appointments,
            "letter_walk_ins": self.letter_walk_ins,
            "phone_numbers": self.phone_numbers,
            "printer": self.printer,
        }


def read_settings(fields: FormData) -> QueueSettings:
    """Return what a form says.

    Raises:
        Invalid: with a sentence for each field that cannot be so.
    """
    values, wrong = values_of(fields), dict[str, str]()
    found = QueueSettings(
        rules=Arrangement.sent(fields).held,
        promised=number_of(values, "zusage", 0, LONGEST_MINUTES, wrong),
        appointment=number_of(values, "zusage_termin", 0, LONGEST_MINUTES, wrong),
        early=number_of(values, "frueh", 0, 240, wrong),
        late=number_of(values, "spaet", 0, 240, wrong),
        walk_ins=values.get("ohne_termin") == "ja",
        limit=number_of(values, "hoechstens", 1, MOST_NUMBERS, wrong)
        if values.get("hoechstens")
        else None,
        last=number_of(values, "schluss", 0, 240, wrong),
        letter_appointments=_letter(values, "buchstabe_termin", wrong),
        letter_walk_ins=_letter(values, "buchstabe_ohne", wrong),
        phone_numbers=values.get("handy") == "ja",
        printer=_printer(values, wrong),
    )
    if "buchstabe_ohne" not in wrong and found.letter_walk_ins == found.letter_appointments:
        wrong["buchstabe_ohne"] = N_(
            "Bitte geben Sie zwei verschiedene Buchstaben an: jeder zählt für sich."
        )
    refuse(wrong)
    return found


def shown_settings(office: Office, fields: FormData | None) -> dict[str, str]:
    """Return what the form shows: what was sent, or the office's own."""
    if fields is not None:
        return dict(values_of(fields))
    return {
        "zusage": str(office.promised_minutes),
        "zusage_termin": str(office.appointment_minutes),
        "frueh": str(office.early_minutes),
        "spaet": str(office.late_minutes),
        "ohne_termin": "ja" if office.walk_ins else "",
        "hoechstens": "" if office.walk_in_limit is None else str(office.walk_in_limit),
        "schluss": str(office.last_number_minutes),
        "buchstabe_termin": office.letter_appointments,
        "buchstabe_ohne": office.letter_walk_ins,
        "handy": "ja" if office.phone_numbers else "",
        "drucker": office.printer,
    }


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody whose place in the line changes; places count from 1."""

    number: str
    was: int
    becomes: int


def moved_places(before: Sequence[str], after: Sequence[str]) -> tuple[Moved, ...]:
    """Return whose place changes, in the new order."""
    former = {number: place for place, number in enumerate(before, 1)}
    return tuple(
        Moved(number, former[number], place)
        for place, number in enumerate(after, 1)
        if number in former and former[number] != place
    )


def _letter(values: Mapping[str, str], name: str, wrong: dict[str, str]) -> str:
    text = values.get(name, "").upper()
    if not _LETTERS.fullmatch(text):
        wrong[name] = N_("Bitte geben Sie einen oder zwei Buchstaben von A bis Z an.")
    return text


def _printer(values: Mapping[str, str], wrong: dict[str, str]) -> str:
    text = values.get("drucker", "")
    if not text:
        return ""
    try:
        host, port = place_of(text)
    except ValueError:
        host, port = "", 0
    bracketed = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(bracketed) or not 1 <= port <= 65535:
        wrong["drucker"] = N_("Bitte geben Sie Adresse und Anschluss so an: 192.168.10.20:9100")
        return ""
    return f"{bracketed}:{port}"
