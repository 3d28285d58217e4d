"""Who is next and why: the queue's order as a list of named rules over values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

Skills = frozenset[int] | None
"""What a counter with its clerk can do; None: everything."""


class Rule(StrEnum):
    """The rules, first to last; each ticket falls under exactly one at a time."""

    PROMISE = "promise"
    DUE = "due"
    WALK_IN = "walk_in"
    EARLY = "early"


REASONS: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.PROMISE: "Wartet seit %(drawn)s, länger als die zugesagten %(promised)s Minuten,"
        " und kommt deshalb vor allen anderen.",
        Rule.DUE: "Termin um %(due)s; fällige Termine kommen nach ihrer Uhrzeit"
        " und vor Personen ohne Termin.",
        Rule.WALK_IN: "Ohne festen Termin, wartet seit %(drawn)s; der Reihe nach.",
        Rule.EARLY: "Termin erst um %(due)s; kommt früher dran, wenn sonst niemand wartet.",
    }
)
"""The sentences, German and message ids of the catalogues."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits; `due_at` is the appointment's start, None without one or when late."""

    ticket: UUID
    number: str
    drawn_at: datetime
    due_at: datetime | None = None
    skills: frozenset[int] = frozenset()
    minutes: int = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """What an office states about its order.

    A walk-in who has waited `promised_minutes` goes first (None: never); `take_early` lets a
    counter that has nobody else take an appointment before its time.
    """

    promised_minutes: int | None = 60
    take_early: bool = True


USUAL = Policy()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody stands where they stand, as a rule and the values of its sentence."""

    rule: Rule
    drawn_at: datetime
    due_at: datetime | None
    promised_minutes: int | None

    def sentence(
        self,
        clock: Callable[[datetime], str],
        translate: Callable[[str], str] = lambda text: text,
    ) -> str:
        """Say it in words; `clock` writes an instant as time of day, `translate` is gettext."""
        return translate(REASONS[self.rule]) % {
            "drawn": clock(self.drawn_at),
            "due": clock(self.due_at) if self.due_at else "",
            "promised": self.promised_minutes,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in the order, with the reason."""

    waiting: Waiting
    reason: Reason = field(compare=False)


def order(
    waiting: Iterable[Waiting], now: datetime, policy: Policy, skills: Skills = None
) -> tuple[Place, ...]:
    """Return those whom a counter that can do `skills` can serve, first to last, with reasons.

    Ties are broken by the time of joining, then by the number.
    """
    able = (one for one in waiting if skills is None or one.skills <= skills)
    placed = sorted(able, key=lambda one: _key(one, now, policy))
    return tuple(Place(one, _reason(one, now, policy)) for one in placed)


def next_of(
    waiting: Iterable[Waiting], now: datetime, policy: Policy, skills: Skills = None
) -> Waiting | None:
    """Return who is called now by a counter that can do `skills`; None if nobody is to be."""
    for place in order(waiting, now, policy, skills):
        if policy.take_early or place.reason.rule is not Rule.EARLY:
            return place.waiting
    return None


def ahead_of(
    ticket: UUID, waiting: Iterable[Waiting], now: datetime, policy: Policy
) -> tuple[Waiting, ...]:
    """Return who goes before `ticket`; nobody if it does not wait.

    An early arrival is judged as of its time, since that is when it is surely called.
    """
    everybody = tuple(waiting)
    mine = next((one for one in everybody if one.ticket == ticket), None)
    if mine is None:
        return ()
    when = max(now, mine.due_at) if mine.due_at else now
    own = _key(mine, when, policy)
    before = (one for one in everybody if _key(one, when, policy) < own)
    return tuple(sorted(before, key=lambda one: _key(one, when, policy)))


def rule_of(one: Waiting, now: datetime, policy: Policy) -> Rule:
    """Return the rule somebody falls under at `now`."""
    if one.due_at is not None:
        return Rule.DUE if one.due_at <= now else Rule.EARLY
    promised = policy.promised_minutes
    if promised is not None and now - one.drawn_at >= timedelta(minutes=promised):
        return Rule.PROMISE
    return Rule.WALK_IN


def _key(one: Waiting, now: datetime, policy: Policy) -> tuple[int, datetime, datetime, str]:
    rule = rule_of(one, now, policy)
    return _RANKS[rule], one.due_at or one.drawn_at, one.drawn_at, one.number


_RANKS = {rule: rank for rank, rule in enumerate(Rule)}


def _reason(one: Waiting, now: datetime, policy: Policy) -> Reason:
    rule = rule_of(one, now, policy)
    return Reason(rule, one.drawn_at, one.due_at, policy.promised_minutes)
