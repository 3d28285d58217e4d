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
from babel.units import format_unit

from api.planning.answer import Said
from api.planning.roster_words import NOTES, ROSTER
from termin.planning.demand import STEP
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
    "least": N_(
        "%(site)s, %(day)s, %(time)s, %(groups)s: %(open)s Schalter offen, "
        "gebraucht werden mindestens %(least)s."
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
    "short": N_(
        "%(site)s, %(day)s, %(begin)s–%(end)s: Für %(group)s wartet Arbeit von bis zu "
        "%(minutes)s Minuten. %(reason)s"
    ),
    "left": N_(
        "%(site)s, %(day)s, %(begin)s–%(end)s: Für %(group)s wartet Arbeit von bis zu "
        "%(minutes)s Minuten, %(left)s davon bleiben bei Dienstschluss liegen. %(reason)s"
    ),
    "sent": N_(
        "%(site)s, %(day)s, %(begin)s–%(end)s: Arbeit von %(minutes)s Minuten (%(group)s) "
        "geht nach %(target)s."
    ),
    "started": N_("%(site)s, %(day)s, %(begin)s: Für %(group)s beginnen %(times)s Schalter."),
    "change": N_(
        "%(site)s, %(day)s, %(group)s: %(times)s halbe Stunden weichen vom früheren Plan ab."
    ),
}
"""The rules of counters, by name."""

WANTS: Mapping[str, str] = {
    PreferenceKind.OFF.value: N_("frei"),
    PreferenceKind.EARLY.value: N_("früh"),
    PreferenceKind.LATE.value: N_("spät"),
    "to be free": N_("frei"),
    "an early shift": N_("früh"),
    "a late shift": N_("spät"),
}
"""What clerks wish for, as rows and as the scheduler have it."""

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

REASONS: Mapping[str, str] = {
    "none": N_("Ein weiterer Schalter würde mehr kosten, als er bringt."),
    "worth": N_("Ein weiterer Schalter würde sich lohnen: Mehr Rechenzeit fände ihn."),
    "kinds": N_("Kein weiterer Schalter ist dafür eingerichtet."),
    "room": N_("Alle Schalter, die das können, sind offen."),
    "staff": N_("Alle, die da sind, sitzen schon an einem Schalter."),
    "skill": N_("Alle, die das gelernt haben, sitzen schon an einem Schalter."),
    "budget": N_("Die Stunden der Verträge sind an diesem Tag aufgebraucht."),
    "pin": N_("Die Schalter sind von Hand festgelegt."),
}
"""Which rule stands in the way of one more counter; the keys are the scheduler's."""

HELPS: Mapping[str, str] = {
    "kinds": N_("Einen weiteren Schalter dafür einrichten."),
    "room": N_("Einen weiteren Schalter aufstellen, oder länger öffnen."),
    "staff": N_("Zu den Stoßzeiten mehr Personen da haben, oder Termine in ruhigere Zeiten legen."),
    "skill": N_("Mehr Personen dafür ausbilden."),
    "budget": N_("Mehr Stunden, oder an ruhigeren Tagen weniger Schalter öffnen."),
    "pin": N_("Festlegungen lösen und neu rechnen."),
    "worth": N_("Länger rechnen lassen."),
}
"""What would help, by what stands in the way."""


def sentence(said: Said, gettext: Callable[..., str], locale: Locale) -> str:
    """Return what a finding says, in the language of the reader."""
    facts = {name: fact_of(name, value, locale) for name, value in said.facts.items()}
    if "rule" in said.facts:
        rules = str(said.facts.get("rules", said.facts["rule"])).split(", ")
        facts["reason"] = " ".join(gettext(REASONS.get(one, one)) for one in rules)
    if "want" in facts:
        facts["want"] = gettext(WANTS.get(facts["want"], facts["want"]))
    words = {**NOTES, **ROSTER, **CAPACITY}.get(said.rule)
    if words is None:
        return f"{said.rule}: {', '.join(facts.values())}"
    return gettext(words, **facts)


def fact_of(name: str, value: str | float, locale: Locale) -> str:
    """Return a fact as people write it: days as dates, half hours as hours, amounts set apart."""
    if name == "day":
        try:
            return str(format_skeleton("yMEd", date.fromisoformat(str(value)), locale=locale))
        except ValueError:
            return str(value)
    if isinstance(value, str):
        return value
    if name == "blocks":
        return str(format_unit(value * STEP / 60, "duration-hour", locale=locale))
    return str(format_decimal(value, format="#,##0.#", locale=locale))


def cost_of(said: Said, locale: Locale) -> str:
    """Return what a finding costs, without a unit."""
    return str(format_decimal(round(said.cost or 0.0), locale=locale))
