"""An office's day played forward many times: when each person who waits may be called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, inf, log
from statistics import NormalDist
from uuid import UUID

import numpy as np

from termin.queue.chance import RUNS, Table, normal, row_of, uniform
from termin.queue.dispatch import Course, Server, course, starts
from termin.queue.habits import Habits
from termin.queue.hall import AtCounter, Expected, Hall, Staffed
from termin.queue.order import Policy
from termin.queue.waiting import Desk, Waiting, may_call

NEWCOMER = UUID(int=0)
"""Stands for somebody who would walk in now."""

_DURATION, _GAP, _MISS, _COMES, _WHEN, _REST = range(6)
_NORMAL = NormalDist()
_GOES_ON = 0.6
"""Who goes on at a further counter needs less than for the whole, as a share."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """For each person the minutes until the call, one for each time the day was played."""

    calls: Mapping[UUID, tuple[float, ...]]


def forecast(
    hall: Hall,
    now: datetime,
    policy: Policy,
    *,
    newcomer: bool = False,
    only: UUID | None = None,
) -> Forecast:
    """Play the day forward from here; with `newcomer` as if one more person walked in now.

    With `only` a play ends when that person is called; what is said of others then is no use.
    """
    habits = hall.habits
    waiting = hall.waiting
    if newcomer:
        waiting = (*waiting, Waiting(NEWCOMER, "\uffff", now))
    desks, servers = _servers(hall, now)
    expected = _near(hall, now, len(desks))
    later = tuple(_comer(one, index) for index, one in enumerate(expected))
    if not desks or not waiting:
        return Forecast({one.ticket: (inf,) * RUNS for one in waiting})
    played = course(waiting, later, servers, now, policy)
    slower = habits.today(hall.served)
    takes = _takes((*waiting, *later), habits, slower)
    free = _free(hall, desks, now, habits, exp(slower[0]))
    joins = _joins(expected, later, now, habits)
    target = next((i for i, one in enumerate(waiting) if one.ticket == only), None)
    runs = _play(played, free, takes, joins, target)
    calls = zip(*runs, strict=True)
    return Forecast({one.ticket: found for one, found in zip(waiting, calls, strict=False)})


def _play(
    played: Course, free: Table, takes: Table, joins: Table, only: int | None
) -> list[list[float]]:
    rows = zip(free.tolist(), takes.tolist(), joins.tolist(), strict=True)
    return [starts(played, desks, minutes, arrivals, only) for desks, minutes, arrivals in rows]


def _servers(hall: Hall, now: datetime) -> tuple[tuple[Staffed, ...], tuple[Server, ...]]:
    """Return the stretches of desks to come; the last to close serve until nobody is left."""
    known = {one.desk.counter for one in hall.staffed}
    busy = dict.fromkeys(one.counter for one in hall.at_counter if one.counter not in known)
    staffed = (*hall.staffed, *(Staffed(Desk(counter), now) for counter in busy))
    ends = [one.ends_at for one in staffed]
    last = None if None in ends else max((end for end in ends if end), default=None)
    return staffed, tuple(
        Server(one.desk, inf if one.ends_at in (None, last) else _after(one.ends_at, now))
        for one in staffed
    )


def _near(hall: Hall, now: datetime, desks: int) -> tuple[Expected, ...]:
    """Return the appointments to come that anybody who waits now may meet."""
    planned = sum(one.minutes for one in hall.waiting) + sum(one.minutes for one in hall.at_counter)
    horizon = now + timedelta(minutes=90 + 3 * planned / max(1, desks))
    return tuple(one for one in hall.expected if one.due_at < horizon)


def _takes(people: Sequence[Waiting], habits: Habits, slower: tuple[float, float]) -> Table:
    """Return how long each person takes up a counter, a row per play: served, or called in vain."""
    rows = [row_of(one.ticket) for one in people]
    known = [_stay(one, habits) for one in people]
    spreads = np.array([spread for _, spread in known])
    middles = np.array([log(max(mean, 0.5)) for mean, _ in known]) - spreads**2 / 2
    day = slower[0] + normal()[row_of(NEWCOMER)] * slower[1]
    logs = middles[:, None] + spreads[:, None] * normal()[rows] + day[None, :]
    gaps = _drawn(habits.gaps, uniform(_GAP)[rows])
    missed = uniform(_MISS)[rows] < habits.miss_rate
    in_vain = _drawn(habits.missed_gaps, uniform(_GAP)[rows])
    return np.where(missed, in_vain, np.exp(logs) + gaps).T


def _stay(one: Waiting, habits: Habits) -> tuple[float, float]:
    mean, spread = habits.minutes(one.lines, one.minutes)
    return (mean * _GOES_ON if one.continued_at else mean), spread


def _free(
    hall: Hall, staffed: Sequence[Staffed], now: datetime, habits: Habits, slower: float
) -> Table:
    """Return when each desk is free, a row per play."""
    here = {one.counter: one for one in hall.at_counter}
    columns = []
    for one in staffed:
        begins = max(0.0, _after(one.starts_at, now))
        counter = one.desk.counter
        if begins == 0.0 and counter in here:
            columns.append(_rests(here[counter], now, habits, slower))
            continue
        paused = hall.paused.get(counter) if counter is not None else None
        if paused is not None:
            begins = max(begins, _after(paused, now), 1.0)
            columns.append(np.full(RUNS, begins))
        elif begins == 0.0 and one.left_at is not None:
            columns.append(_gap_left(one, hall, now, habits))
        else:
            columns.append(np.full(RUNS, begins))
    return np.column_stack(columns)


def _gap_left(one: Staffed, hall: Hall, now: datetime, habits: Habits) -> Table:
    """Return how long a desk without anybody still calls nobody, since somebody left it.

    Where somebody waits whom it may call, it is surely not ready yet.
    """
    gone = -_after(one.left_at or now, now)
    shares = uniform(_GAP)[(one.desk.counter or 0) % 1024]
    not_ready = any(may_call(one.desk, other) and other.drawn_at < now for other in hall.waiting)
    gaps = [gap for gap in habits.gaps if gap > gone] if not_ready else habits.gaps
    if not gaps:
        return np.full(RUNS, 1.0)
    return np.maximum(0.0, _drawn(gaps, shares) - gone)


def _rests(one: AtCounter, now: datetime, habits: Habits, slower: float) -> Table:
    """Return how long somebody at a counter still takes, given how long they have been there."""
    row = row_of(one.ticket)
    mean, spread = habits.minutes(one.lines, one.minutes)
    middle = log(max(mean * slower, 0.5)) - spread**2 / 2
    gone = one.served_minutes
    if one.arrived_at is not None:
        gone += max(0.0, -_after(one.arrived_at, now))
    passed = _NORMAL.cdf((log(gone) - middle) / spread) if gone > 0 else 0.0
    shares = passed + (1 - passed) * uniform(_REST)[row]
    found = [
        max(0.5, exp(middle + spread * _NORMAL.inv_cdf(min(share, 0.9995))) - gone)
        for share in shares
    ]
    rest = np.array(found) + _drawn(habits.gaps, uniform(_GAP)[row])
    if one.arrived_at is not None:
        return rest
    called = -_after(one.called_at, now)
    missed = uniform(_MISS)[row] < _missed_by_now(called, habits)
    in_vain = np.maximum(0.5, _drawn(habits.missed_gaps, uniform(_GAP)[row]) - called)
    return np.where(missed, in_vain, np.maximum(0.5, rest - max(0.0, called)))


def _missed_by_now(called: float, habits: Habits) -> float:
    """Return how likely somebody called so many minutes ago is not to come any more."""
    still = exp(-0.7 * max(0.0, called))  # half of those who come need less than a minute
    return habits.miss_rate / (habits.miss_rate + (1 - habits.miss_rate) * still)


def _joins(
    expected: Sequence[Expected], later: Sequence[Waiting], now: datetime, habits: Habits
) -> Table:
    """Return when those with an appointment check in, a row per play; infinite: never."""
    table = np.full((RUNS, len(expected)), inf)
    offsets = np.array(habits.offsets)
    for index, (one, comer) in enumerate(zip(expected, later, strict=True)):
        row = row_of(comer.ticket)
        due = _after(one.due_at, now)
        possible = offsets[offsets > -due]
        comes = (1 - habits.no_show_rate) * len(possible) / len(offsets)
        gone = habits.no_show_rate
        likely = comes / (comes + gone) if comes else 0.0
        if len(possible):
            when = due + possible[(uniform(_WHEN)[row] * len(possible)).astype(int)]
            table[:, index] = np.where(uniform(_COMES)[row] < likely, np.maximum(when, 0.0), inf)
    return table


def _comer(one: Expected, index: int) -> Waiting:
    """Return somebody with an appointment as they will stand in the queue."""
    ticket = UUID(int=int(one.due_at.timestamp()) * 97 + index)
    return Waiting(ticket, "", one.due_at, one.due_at, one.skills, one.minutes, lines=one.lines)


def _drawn(values: Sequence[float], shares: Table) -> Table:
    found: Table = np.array(values)[(shares * len(values)).astype(int)]
    return found


def _after(instant: datetime, now: datetime) -> float:
    return (instant - now) / timedelta(minutes=1)
