"""What can be told to those who wait: how many come first, how long it may take, since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from uuid import UUID

from termin.queue.estimate import STEP, Wait, interval, quantile
from termin.queue.forecast import NEWCOMER, forecast
from termin.queue.hall import Hall
from termin.queue.order import Place, Policy, Reason, Waiting, ahead_of, order

SOON = timedelta(minutes=60)
"""The public is told of the wait when a desk serves now or within this time."""

SURE = 0.03
"""The share of possible days in which somebody is called before they may come back."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What somebody who waits can be told: how many come first, and how long it may take.

    Nobody is called before `earliest`, as far as one can know: until then one may leave.
    """

    ahead: int
    wait: Wait | None
    earliest: datetime | None = None


def places(hall: Hall, now: datetime, policy: Policy) -> tuple[Place, ...]:
    """Return everybody who waits, in the order of the whole office."""
    return order(hall.waiting, now, policy)


def reasons(
    hall: Hall, ticket: UUID, now: datetime, policy: Policy
) -> tuple[Reason | None, tuple[Reason, ...]]:
    """Return why a ticket stands where it stands, and why those ahead of it come first."""
    ahead = {one.ticket for one in _ahead(hall, ticket, now, policy)}
    everybody = order(hall.waiting, now, policy)
    own = next((place.reason for place in everybody if place.waiting.ticket == ticket), None)
    return own, tuple(place.reason for place in everybody if place.waiting.ticket in ahead)


def outlook(hall: Hall, ticket: UUID, now: datetime, policy: Policy) -> Outlook:
    """Return what the holder of a waiting ticket can be told."""
    known = hall.played.get((now, policy), {}).get(ticket, (inf,))
    if inf not in known:  # called before the newcomer in every play, so it is the same
        return _outlook(hall, ticket, now, policy, known)
    calls = forecast(hall, now, policy, only=ticket).calls
    if ticket not in calls:
        return Outlook(0, None)
    return _outlook(hall, ticket, now, policy, calls[ticket])


def outlooks(hall: Hall, now: datetime, policy: Policy) -> Mapping[UUID, Outlook]:
    """Return the outlook of everybody who waits, from playing the day forward once for all."""
    calls = forecast(hall, now, policy).calls
    return {
        one.ticket: _outlook(hall, one.ticket, now, policy, calls[one.ticket])
        for one in hall.waiting
    }


def public_wait(hall: Hall, now: datetime, policy: Policy | None = None) -> Wait | None:
    """Return what somebody who walks in now can be told; None if nobody serves soon."""
    serving = any(one.starts_at <= now + SOON for one in hall.staffed) or hall.at_counter
    if not serving:
        return None
    chosen = policy or hall.policy
    calls = forecast(hall, now, chosen, newcomer=True, only=NEWCOMER).calls
    hall.played[now, chosen] = calls
    return interval(calls[NEWCOMER], hall.habits.aim)


def _outlook(
    hall: Hall, ticket: UUID, now: datetime, policy: Policy, calls: Sequence[float]
) -> Outlook:
    ahead = len(_ahead(hall, ticket, now, policy))
    wait = interval(calls, hall.habits.aim)
    if wait is None:
        return Outlook(ahead, None)
    sure = int(quantile(sorted(calls), SURE) / STEP) * STEP
    return Outlook(ahead, wait, now + timedelta(minutes=min(sure, wait.low)))


def _ahead(hall: Hall, ticket: UUID, now: datetime, policy: Policy) -> tuple[Waiting, ...]:
    desks = [one.desk for one in hall.staffed]
    return ahead_of(ticket, hall.waiting, now, policy, desks)
