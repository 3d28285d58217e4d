"""Who is called when, by the very rules of the queue: the office's desks played forward.

`course` asks the rules once for every stretch of time in which somebody's place does not change;
`starts` then needs no rule any more, only numbers, so that it can be played often. That it calls
exactly whom `next_of` would is a test.

One more desk never makes anybody's call later where all desks can call everybody and nobody's place
changes while they wait (Kiefer and Wolfowitz 1955: the desks' free times, sorted, are never later);
likewise where desks fall into groups that share nobody, and one group or all get help; and, if all
visits are equally long, with appointments too. Beyond that it is not true, neither here nor in the
office: a desk that begins longer visits earlier may be busy when an appointment falls due, and a
helped specialist may take what kept another one free (list scheduling's anomalies, Graham 1969).
`tests/termin/queue/test_one_more_desk.py` keeps both sides. We do not hide it by another way of
calling: what is told must be what the rules will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush, heapreplace
from math import inf

from termin.queue.order import Key
from termin.queue.rules import Policy, Rule, placed, promise_end
from termin.queue.waiting import Desk, Waiting, may_call

_MINUTE = timedelta(minutes=1)

Change = tuple[float, int]
"""From so many minutes after now somebody stands at this rank."""


@dataclass(frozen=True, slots=True)
class Server:
    """A desk that calls until so many minutes after now."""

    desk: Desk
    until: float = inf


@dataclass(frozen=True, slots=True)
class Course:
    """What is known before it is played: people by index, ranks, and who may call whom.

    `here` of the people wait now; those after them arrive later. `changes` are each one's ranks
    over time; smaller ranks go first, and a rank belongs to one person.
    """

    here: int
    changes: tuple[tuple[Change, ...], ...]
    owner: tuple[int, ...]
    pool: tuple[int, ...]
    pools: int
    reach: tuple[tuple[int, ...], ...]
    until: tuple[float, ...]
    width: tuple[int, ...]


def course(
    waiting: Sequence[Waiting],
    later: Sequence[Waiting],
    servers: Sequence[Server],
    now: datetime,
    policy: Policy,
) -> Course:
    """Prepare to play: `waiting` are here, `later` will join."""
    people = [*waiting, *later]
    stretches = [_stretches(one, now, policy) for one in people]
    keys = sorted(
        (key, index, step)
        for index, stretch in enumerate(stretches)
        for step, (_, key) in enumerate(stretch)
    )
    rank = {(index, step): number for number, (_, index, step) in enumerate(keys)}
    able = [
        tuple(number for number, server in enumerate(servers) if may_call(server.desk, one))
        for one in people
    ]
    names = {desks: number for number, desks in enumerate(dict.fromkeys(able))}
    reach: list[list[int]] = [[] for _ in servers]
    for desks, number in names.items():
        for desk in desks:
            reach[desk].append(number)
    return Course(
        here=len(waiting),
        changes=tuple(
            tuple((since, rank[index, step]) for step, (since, _) in enumerate(stretch))
            for index, stretch in enumerate(stretches)
        ),
        owner=tuple(index for _, index, _ in keys),
        pool=tuple(names[desks] for desks in able),
        pools=len(names),
        reach=tuple(tuple(pools) for pools in reach),
        until=tuple(server.until for server in servers),
        width=tuple(len(pools) for pools in reach),
    )


def starts(
    played: Course,
    free: Sequence[float],
    minutes: Sequence[float],
    arrivals: Sequence[float] = (),
    only: int | None = None,
) -> list[float]:
    """Return after how many minutes each person is called; infinite: never.

    `free` says when each desk is free, `minutes` how long each person takes one up, `arrivals` when
    those who are not here join (infinite: never). Of desks free at the same moment the one that can
    do least calls first. With `only` it ends when that person is called.
    """
    called = [inf] * len(played.changes)
    standing = [-1] * len(played.changes)
    owner, pool, reach, until = played.owner, played.pool, played.reach, played.until
    events = _events(played, arrivals)
    heaps: list[list[int]] = [[] for _ in range(played.pools)]
    desks = [(at, played.width[index], index) for index, at in enumerate(free) if at < inf]
    heapify(desks)
    upcoming, last = 0, len(events)
    while desks:
        at, _, desk = desks[0]
        while upcoming < last and events[upcoming][0] <= at:
            rank = events[upcoming][1]
            person = owner[rank]
            if called[person] == inf:
                standing[person] = rank
                heappush(heaps[pool[person]], rank)
            upcoming += 1
        best = -1
        for number in reach[desk]:
            heap = heaps[number]
            while heap and (called[owner[heap[0]]] < inf or standing[owner[heap[0]]] != heap[0]):
                heappop(heap)
            if heap and (best < 0 or heap[0] < best):
                best = heap[0]
        if at >= until[desk]:
            heappop(desks)
        elif best >= 0:
            person = owner[best]
            called[person] = at
            if person == only:
                break
            heapreplace(desks, (at + minutes[person], played.width[desk], desk))
        elif upcoming < last:
            heapreplace(desks, (events[upcoming][0], played.width[desk], desk))
        else:
            heappop(desks)
    return called


def _events(played: Course, arrivals: Sequence[float]) -> list[Change]:
    events = [change for changes in played.changes[: played.here] for change in changes]
    for changes, joins in zip(played.changes[played.here :], arrivals, strict=True):
        if joins < inf:
            for step, (since, rank) in enumerate(changes):
                following = changes[step + 1][0] if step + 1 < len(changes) else inf
                if following > joins:
                    events.append((max(since, joins), rank))
    events.sort()
    return events


def _stretches(one: Waiting, now: datetime, policy: Policy) -> list[tuple[float, Key]]:
    """Return since when (minutes after now) somebody has which key; empty while never called."""
    moments = {now}
    for moment in (one.due_at, promise_end(one, policy)):
        if moment is not None and moment > now:
            moments.add(moment)
    found: list[tuple[float, Key]] = []
    for moment in sorted(moments):
        rank, rule, instant = placed(one, moment, policy)
        if policy.calls_early or rule is not Rule.EARLY:
            key = (rank, instant, one.drawn_at, one.number)
            if not found or found[-1][1] != key:
                found.append(((moment - now) / _MINUTE, key))
    return found
