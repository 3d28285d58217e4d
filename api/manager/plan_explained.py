"""Why a plan costs what it costs, in sentences, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from babel import Locale

from api.planning.answer import Answer, Lacking, Said
from api.planning.roster_words import WHY
from api.planning.words import HELPS, cost_of, sentence
from termin.planning.demand import STEP

N_ = str  # marks for the catalogues what is translated where it is shown

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


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time in which nobody is left for a place, and why: reason and people."""

    office: int
    on: date
    start: int
    end: int
    group: str
    why: tuple[tuple[str, int], ...]


def gaps(lacking: Sequence[Lacking], gettext: Callable[..., str]) -> tuple[Gap, ...]:
    """Return when nobody is left, half hours that follow on one another as one."""
    found: list[Gap] = []
    for one in sorted(lacking, key=lambda one: (one.on, one.office, one.group, one.start)):
        last = found[-1] if found else None
        if last and (last.on, last.office, last.group, last.end) == (
            one.on,
            one.office,
            one.group,
            one.start,
        ):
            found[-1] = replace(last, end=one.start + STEP)
        else:
            why = tuple((gettext(WHY.get(rule, rule)), people) for rule, people in one.why)
            found.append(Gap(one.office, one.on, one.start, one.start + STEP, one.group, why))
    return tuple(sorted(found, key=lambda one: (one.on, one.start)))


def gap_words(gap: float, gettext: Callable[..., str]) -> str:
    """Return in words how much better another plan could be."""
    if gap < 0.0005:
        return gettext(
            "Bessere Schalter, und Personen besser dafür eingeteilt, gibt es nachweislich nicht."
        )
    percent = f"{gap * 100:.1f}".replace(".", ",")
    text = N_(
        "Erst die Schalter, dann die Personen dafür: nachweislich höchstens %(percent)s %% besser."
    )
    return gettext(text, percent=percent)


def _reason(said: Said, gettext: Callable[..., str], locale: Locale) -> Reason:
    cost = "" if said.cost is None else cost_of(said, locale)
    return Reason(sentence(said, gettext, locale), cost)
