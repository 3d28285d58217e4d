"""What rules, demands and obstacles of tours say in German; each sentence is a message id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import format_skeleton

from api.planning.answer import Said
from api.planning.judging import Change
from api.planning.rule_words import TOURS
from api.planning.tour_answer import Clash, Hindrance
from api.planning.words import cost_of, fact_of

N_ = str  # marks for the catalogues what is translated where it is shown

DEMANDS: Mapping[str, str] = {
    "pin": N_("%(stop)s ist am %(day)s schon gebucht."),
    "promise": N_("%(stop)s ist am %(day)s nach den Mustern versprochen."),
    "wait": N_("%(stop)s wartet höchstens %(days)s Tage."),
    "hours": N_("%(vehicle)s ist nur von %(leaves)s bis %(returns)s Uhr unterwegs."),
    "minutes": N_("Das Team von %(vehicle)s arbeitet höchstens %(most)s Minuten am Tag."),
    "stops": N_("%(vehicle)s hält höchstens %(most)s-mal am Tag."),
    "days out": N_("%(vehicle)s fährt nur an seinen Wochentagen."),
    "holidays": N_("An Feiertagen arbeitet niemand."),
    "opening": N_("%(stop)s öffnet nur zu seinen Zeiten."),
    "equipment": N_("%(stop)s braucht an Bord: %(things)s."),
}
"""What can be demanded of a plan, by kind; the kinds are the scheduler's."""

CURES: Mapping[str, str] = {
    "pin": N_("Den Halt %(stop)s am %(day)s absagen oder freigeben."),
    "promise": N_("%(stop)s am %(day)s aus dem Muster nehmen."),
    "wait": N_("%(stop)s länger warten lassen."),
    "hours": N_("%(vehicle)s früher losfahren oder später zurückkommen lassen."),
    "minutes": N_("Das Team von %(vehicle)s bis zu zehn Stunden arbeiten lassen."),
    "stops": N_("%(vehicle)s öfter am Tag halten lassen."),
    "days out": N_("%(vehicle)s auch an anderen Tagen fahren lassen."),
    "holidays": N_("Um die Feiertage herum planen."),
    "opening": N_("%(stop)s zu anderen Zeiten öffnen."),
    "equipment": N_("Ein Fahrzeug mit dem ausstatten, was %(stop)s braucht."),
}
"""What it would mean to give a demand up."""

WORK: Mapping[str, str] = {
    "set up": N_("das Aufbauen"),
    "open": N_("die Öffnung"),
    "tear down": N_("das Abbauen"),
}
DEPOT = N_("Depot")
THINGS: Mapping[str, str] = {
    "fingerabdruck": N_("Fingerabdruck"),
    "foto": N_("Foto"),
    "bezahlen": N_("Bezahlen"),
    "rampe": N_("Rampe"),
    "strom": N_("Strom"),
}
"""What a stop may need on board."""

SHOWN = 8
"""Sentences shown at once; the others are behind a fold."""

Gettext = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and what it costs (empty: nothing, or it may not be)."""

    sentence: str
    cost: str


@dataclass(frozen=True, slots=True)
class Words:
    """Says what tours come to in the language of a page."""

    gettext: Gettext
    locale: Locale

    def rule(self, said: Said) -> str:
        """Return what a rule found."""
        return self._say(TOURS, said)

    def reasons(self, said: tuple[Said, ...]) -> tuple[Reason, ...]:
        """Return findings with their costs; what costs next to nothing is left out."""
        told = [one for one in said if one.cost is None or one.cost >= 0.5]
        return tuple(
            Reason(self.rule(one), "" if one.cost is None else cost_of(one, self.locale))
            for one in told
        )

    def changes(self, changes: Iterable[Change]) -> tuple[Reason, ...]:
        """Return what a plan pays more and less than another, each with how much more."""
        return tuple(
            Reason(
                self.gettext("Fällt weg: %(what)s", what=self.rule(one.said))
                if one.gone
                else self.rule(one.said),
                ("+" if one.cost > 0 else "") + self.points(one.cost),
            )
            for one in changes
        )

    def points(self, cost: float) -> str:
        """Return a cost as people write it."""
        return cost_of(Said("", {}, cost), self.locale)

    def hindrance(self, one: Hindrance) -> str:
        """Return why a stop does not get more."""
        if one.saves or one.costs:
            saves, costs = (
                cost_of(Said("", {}, cost), self.locale) for cost in (one.saves, one.costs)
            )
            return self.gettext(
                "%(stop)s: Der günstigste weitere oder längere Halt brächte %(saves)s Punkte "
                "und kostete anderswo %(costs)s.",
                stop=one.stop,
                saves=saves,
                costs=costs,
            )
        if one.binding:
            limits = " ".join(self.demand(limit) for limit in one.binding)
            return self.gettext("%(stop)s: Im Weg steht: %(limits)s", stop=one.stop, limits=limits)
        return self.gettext(
            "%(stop)s: Kein einzelner weiterer oder längerer Halt ist möglich.", stop=one.stop
        )

    def demand(self, said: Said) -> str:
        """Return what is demanded."""
        return self._say(DEMANDS, said)

    def cure(self, said: Said) -> str:
        """Return what giving a demand up would mean."""
        return self._say(CURES, said)

    def _say(self, words: Mapping[str, str], said: Said) -> str:
        sentence = words.get(said.rule)
        facts = {name: self._fact(name, value) for name, value in said.facts.items()}
        if sentence is None:
            return f"{said.rule}: {', '.join(facts.values())}"
        return self.gettext(sentence, **facts)

    def _fact(self, name: str, value: str | float) -> str:
        if name == "work":
            return self.gettext(WORK.get(str(value), str(value)))
        if name == "place" and value == "the depot":
            return self.gettext(DEPOT)
        if name == "things":
            return ", ".join(self.gettext(THINGS.get(one, one)) for one in str(value).split(", "))
        if name in ("first", "second"):
            return str(format_skeleton("yMEd", date.fromisoformat(str(value)), locale=self.locale))
        return fact_of(name, value, self.locale)


def clash_words(clash: Clash, words: Words) -> Mapping[str, tuple[str, ...]]:
    """Return a clash for its page: what collides, what alone frees the rest, what only together."""
    return {
        "demands": tuple(map(words.demand, clash.demands)),
        "cures": tuple(map(words.cure, clash.cures)),
        "together": tuple(map(words.cure, clash.together)),
    }
