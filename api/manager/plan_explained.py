"""Why a plan costs what it costs, in sentences, and what would help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from babel import Locale

from api.planning.answer import Answer, Said
from api.planning.words import HELPS, cost_of, sentence

SHOWN = 12
"""Sentences shown at once; the others are behind a fold."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the explanation, and what it costs (empty: it may not be)."""

    sentence: str
    cost: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A plan's costs: the dearest reasons, the others, and what would help where work is left."""

    dearest: tuple[Reason, ...]
    others: tuple[Reason, ...]
    helps: tuple[str, ...]
    gap: str


def explained(answer: Answer, gettext: Callable[..., str], locale: Locale) -> Explained:
    """Return the explanation of an answer, dearest first; what hardly costs is left out."""
    said = [one for one in answer.said if one.cost is None or one.cost >= 0.5]
    reasons = tuple(_reason(one, gettext, locale) for one in said)
    rules = dict.fromkeys(
        rule
        for one in said[:SHOWN]
        for rule in str(one.facts.get("rules", one.facts.get("rule", ""))).split(", ")
    )
    helps = tuple(gettext(HELPS[rule]) for rule in rules if rule in HELPS)
    return Explained(reasons[:SHOWN], reasons[SHOWN:], helps, gap_words(answer.gap, gettext))


def gap_words(gap: float, gettext: Callable[..., str]) -> str:
    """Return in words how much better another plan could be."""
    if gap < 0.0005:
        return gettext("Bessere Schalter, und Personen besser dafür eingeteilt, gibt es nachweislich nicht.")
    percent = f"{gap * 100:.1f}".replace(".", ",")
    return gettext("Erst die Schalter, dann die Personen dafür: nachweislich um höchstens %(percent)s %% besser.", percent=percent)


def _reason(said: Said, gettext: Callable[..., str], locale: Locale) -> Reason:
    cost = "" if said.cost is None else cost_of(said, locale)
    return Reason(sentence(said, gettext, locale), cost)
