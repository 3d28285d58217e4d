"""The rules of the queue's order: one function and one sentence each, and the office's choice.

A rule is a function of somebody who waits, the moment and the policy. It answers None where it
does not apply, else the instant by which those under it stand in line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from termin.queue.waiting import Waiting


class Rule(StrEnum):
    """The rules, in their usual order; each ticket falls under exactly one at a time."""

    PRIORITY = "priority"
    CONTINUED = "continued"
    PROMISE = "promise"
    DUE = "due"
    WALK_IN = "walk_in"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Policy:
    """What an office states about its order: its rules, first to last, and their figures.

    A walk-in's promise is over `promised_minutes` after joining, an appointment's
    `appointment_minutes` after its time (None: no promise). `take_early` lets a counter that has
    nobody else take an appointment before its time.

    A rule that is left out does not exist: without DUE appointments are served like everybody else
    from their time on, without EARLY nobody is called before their time. Nobody is lost by that:
    who falls under no listed rule stands at the end.
    """

    rules: tuple[Rule, ...] = tuple(Rule)
    promised_minutes: int | None = 60
    appointment_minutes: int | None = 15
    take_early: bool = True

    @property
    def ranked(self) -> tuple[Rule, ...]:
        """The rules with the two that catch everybody, where the office did not list them."""
        return _ranked(self.rules)

    @property
    def calls_early(self) -> bool:
        """Whether an idle counter calls people before the time of their appointment."""
        return self.take_early and Rule.EARLY in self.rules


_EVERYBODY = (Rule.WALK_IN, Rule.EARLY)


@cache
def _ranked(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return rules + tuple(one for one in _EVERYBODY if one not in rules)


USUAL = Policy()


def priority(one: Waiting, _now: datetime, _policy: Policy) -> datetime | None:
    """Who was given priority goes first, in the order of joining."""
    return one.drawn_at if one.priority else None


def continued(one: Waiting, _now: datetime, _policy: Policy) -> datetime | None:
    """Who was served before goes on, in the order in which they were sent on."""
    return one.continued_at


def promise(one: Waiting, now: datetime, policy: Policy) -> datetime | None:
    """Whose promise is over goes next, with or without an appointment, by the promise's end."""
    end = promise_end(one, policy)
    return end if end is not None and end <= now else None


def due(one: Waiting, now: datetime, _policy: Policy) -> datetime | None:
    """Whose appointment's time has come goes by that time."""
    return one.due_at if one.due_at is not None and one.due_at <= now else None


def walk_in(one: Waiting, now: datetime, policy: Policy) -> datetime | None:
    """Who came without an appointment goes in the order of joining."""
    if one.due_at is None:
        return one.drawn_at
    return None if Rule.DUE in policy.rules or now < one.due_at else one.drawn_at


def early(one: Waiting, now: datetime, _policy: Policy) -> datetime | None:
    """Who is here before the time of their appointment goes by that time, if nobody else waits."""
    return one.due_at if one.due_at is not None and now < one.due_at else None


RULES: Mapping[Rule, Callable[[Waiting, datetime, Policy], datetime | None]] = MappingProxyType(
    {
        Rule.PRIORITY: priority,
        Rule.CONTINUED: continued,
        Rule.PROMISE: promise,
        Rule.DUE: due,
        Rule.WALK_IN: walk_in,
        Rule.EARLY: early,
    }
)


def promise_end(one: Waiting, policy: Policy) -> datetime | None:
    """Return until when somebody is promised to be called; None: nothing is promised."""
    if one.due_at is not None:
        return _later(one.due_at, policy.appointment_minutes)
    return _later(one.drawn_at, policy.promised_minutes)


def placed(one: Waiting, now: datetime, policy: Policy) -> tuple[int, Rule, datetime]:
    """Return the rule somebody falls under, its rank in the policy, and the instant it goes by."""
    for rank, rule in enumerate(policy.ranked):
        instant = RULES[rule](one, now, policy)
        if instant is not None:
            return rank, rule, instant
    raise AssertionError("walk-in and early catch everybody")


def _later(instant: datetime, minutes: int | None) -> datetime | None:
    return None if minutes is None else instant + timedelta(minutes=minutes)
