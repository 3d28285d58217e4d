"""What the rules of the scheduler say in German; each sentence is a message id of the catalogues.

The scheduler speaks to programmers; here a manager is told. Places in a sentence are the facts of
the finding, written as people write them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal

from api.planning.answer import Said
from api.planning.rule_words import ROSTER
from termin.staff import PreferenceKind

N_ = str  # marks for the catalogues what is translated where it is shown

CAPACITY: Mapping[str, str] = {
    "place": N_("%(site)s: Für %(group)s gibt es hier keinen Schalter dieser Art."),
    "room": N_("%(site)s, %(day)s, %(time)s: %(open)s Schalter offen, es gibt aber nur %(most)s."),
    "staff": N_(
        "%(site)s, %(day)s, %(time)s: %(open)s Schalter offen, aber nur %(most)s Personen da."
    ),
    "skill": N_(
        "%(site)s, %(day)s, %(time)s: %(open)s Schalter für %(groups)s, "
        "das können aber nur %(most)s Personen."
    ),
    "budget": N_(
        "%(site)s, %(day)s: Die Schalter sind zusammen länger besetzt, "
        "als die Verträge der Personen hergeben."
    ),
    "pin": N_(
        "%(site)s, %(day)s, %(time)s, %(group)s: %(open)s Schalter offen, "
        "festgelegt waren %(most)s."
    ),
    "flow": N_(
        "%(day)s, %(time)s: %(minutes)s Minuten (%(group)s) können nicht "
        "von %(origin)s nach %(target)s geschickt werden."
    ),
    "unserved": N_(
        "%(site)s, %(day)s: Für %(group)s bleibt bei Dienstschluss Arbeit von %(minutes)s Minuten "
        "liegen."
    ),
    "waiting": N_(
        "%(site)s, %(day)s: Für %(group)s muss gewartet werden "
        "(Arbeitsminuten mal Viertelstunden: %(minutes)s)."
    ),
    "opening": N_(
        "%(site)s, %(day)s: Für %(group)s sind Schalter offen (Viertelstunden zusammen: %(open)s)."
    ),
    "setup": N_("%(site)s, %(day)s: Für %(group)s öffnen oder wechseln Schalter %(times)s-mal."),
    "diversion": N_(
        "%(day)s: Arbeit von %(minutes)s Minuten (%(group)s) geht von %(origin)s nach %(target)s."
    ),
    "change": N_(
        "%(site)s, %(day)s, %(group)s: %(times)s halbe Stunden weichen vom früheren Plan ab."
    ),
}
"""The rules of counters, by name."""

WANTS: Mapping[str, str] = {
    PreferenceKind.OFF.value: N_("frei"),
    PreferenceKind.EARLY.value: N_("früh"),
    PreferenceKind.LATE.value: N_("spät"),
}
"""What clerks wish for."""

WEIGHTS: Mapping[str, tuple[str, str]] = {
    "unserved": (
        N_("Arbeit, die liegen bleibt"),
        N_("für jede Minute, die bei Dienstschluss nicht geschafft ist"),
    ),
    "waiting": (N_("Warten"), N_("für jede Arbeitsminute und jede Viertelstunde, die sie wartet")),
    "opening": (N_("Offener Schalter"), N_("für jede Viertelstunde eines offenen Schalters")),
    "setup": (N_("Öffnen oder Wechseln"), N_("jedes Mal, wenn ein Schalter öffnet oder wechselt")),
}
"""The weights that a manager may change: name, and what it is counted for."""

HELPS: Mapping[str, str] = {
    "unserved": N_(
        "Frei würde Zeit durch mehr Personen mit dieser Fähigkeit an diesem Tag, "
        "durch einen weiteren Schalter oder durch längere Öffnung."
    ),
    "waiting": N_(
        "Kürzer würde das Warten durch einen weiteren Schalter zu den Stoßzeiten "
        "oder wenn Termine in ruhigere Zeiten gelegt werden."
    ),
}
"""What would help, by rule."""


def sentence(said: Said, gettext: Callable[..., str], locale: Locale) -> str:
    """Return what a finding says, in the language of the reader."""
    facts = {name: fact_of(name, value, locale) for name, value in said.facts.items()}
    if "want" in facts:
        facts["want"] = gettext(WANTS.get(facts["want"], facts["want"]))
    words = {**ROSTER, **CAPACITY}.get(said.rule)
    if words is None:
        return f"{said.rule}: {', '.join(facts.values())}"
    return gettext(words, **facts)


def fact_of(name: str, value: str | float, locale: Locale) -> str:
    """Return a fact as people write it: days as dates, amounts with their separators."""
    if name == "day":
        try:
            return str(format_skeleton("yMEd", date.fromisoformat(str(value)), locale=locale))
        except ValueError:
            return str(value)
    if isinstance(value, str):
        return value
    return str(format_decimal(value, format="#,##0.#", locale=locale))


def cost_of(said: Said, locale: Locale) -> str:
    """Return what a finding costs, without a unit."""
    return str(format_decimal(round(said.cost or 0.0), locale=locale))
