"""Who is next and why: the queue's order as a list of named rules over values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from termin.queue.reason import REASONS, Reason
from termin.queue.rules import USUAL, Policy, Rule, placed, promise_end
from termin.queue.waiting import Desk, Waiting, may_call

__all__ = [
    "REASONS",
    "USUAL",
    "Desk",
    "Place",
    "Policy",
    "Reason",
    "Rule",
    "Waiting",
    "ahead_of",
    "key_of",
    "may_call",
    "next_of",
    "order",
    "promise_end",
    "rule_of",
]

Key = tuple[int, datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in the order, with the reason."""

    waiting: Waiting
    reason: Reason = field(compare=False)


def order(
    waiting: Iterable[Waiting], now: datetime, policy: Policy, desk: Desk | None = None
) -> tuple[Place, ...]:
    """Return those whom this desk may call, first to last, with reasons; no desk: everybody.

    Ties are broken by the time of joining, then by the number.
    """
    able = (one for one in waiting if desk is None or may_call(desk, one))
    everybody = sorted(able, key=lambda one: key_of(one, now, policy))
    return tuple(Place(one, Reason.of(one, rule_of(one, now, policy), policy)) for one in everybody)


def next_of(
    waiting: Iterable[Waiting], now: datetime, policy: Policy, desk: Desk | None = None
) -> Waiting | None:
    """Return who is called now by this desk; None if nobody is to be."""
    able = (one for one in waiting if desk is None or may_call(desk, one))
    callable_now = (
        one for one in able if policy.calls_early or rule_of(one, now, policy) is not Rule.EARLY
    )
    return min(callable_now, key=lambda one: key_of(one, now, policy), default=None)


def ahead_of(
    ticket: UUID,
    waiting: Iterable[Waiting],
    now: datetime,
    policy: Policy,
    desks: Sequence[Desk] = (),
) -> tuple[Waiting, ...]:
    """Return who goes before `ticket`; nobody if it does not wait.

    An early arrival is judged as of its time, since that is when it is surely called. With `desks`
    only those count who are called by one of the desks that may call `ticket`.
    """
    everybody = tuple(waiting)
    mine = next((one for one in everybody if one.ticket == ticket), None)
    if mine is None:
        return ()
    when = max(now, mine.due_at) if mine.due_at else now
    own = key_of(mine, when, policy)
    mine_by = [desk for desk in desks if may_call(desk, mine)]
    before = (
        one
        for one in everybody
        if key_of(one, when, policy) < own
        and (not mine_by or any(may_call(desk, one) for desk in mine_by))
    )
    return tuple(sorted(before, key=lambda one: key_of(one, when, policy)))


def rule_of(one: Waiting, now: datetime, policy: Policy) -> Rule:
    """Return the rule somebody falls under at `now`."""
    return placed(one, now, policy)[1]


def key_of(one: Waiting, now: datetime, policy: Policy) -> Key:
    """Return what people are sorted by at `now`; smaller goes first."""
    rank, _, instant = placed(one, now, policy)
    return rank, instant, one.drawn_at, one.number
