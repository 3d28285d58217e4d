"""One past day of an office: who booked, who came, and how the queue's own rules served them."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api.demo.history.shape import (
    AFTER_WORK,
    BOOKED,
    BY_HOUR,
    GIVEN_BACK,
    LEAD_DAYS,
    NO_SHOWS,
    SPREAD,
    Duty,
    Errand,
    Guest,
    Site,
    demand,
)
from termin.capacity.grid import at_mark, mark_from
from termin.interval import Interval
from termin.localtime import at_local
from termin.queue import Policy, Waiting
from termin.queue.order import may_call, next_of

LATE = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
NEVER = datetime.max.replace(tzinfo=UTC)
NOT_THERE = 0.03
"""Of those who wait, who have gone when they are called."""


def duties_of(site: Site, on: date, hours: Sequence[Interval]) -> tuple[Duty, ...]:
    """Return who sat where on a date."""
    return tuple(
        Duty(place, during)
        for place in site.places
        if on.weekday() in place.weekdays
        for during in hours
    )


def guests_of(
    site: Site, on: date, duties: Sequence[Duty], zone: ZoneInfo, chance: random.Random
) -> tuple[Guest, ...]:
    """Return everybody of a day, in the order of their coming; who never came stands last."""
    busy = demand(on)
    booked = [guest for duty in duties for guest in _appointments(site, duty, busy, zone, chance)]
    walked = list(_walk_ins(site, duties, busy, zone, chance)) if site.walk_ins else []
    there = sorted((one for one in booked + walked if one.came is not None), key=_came)
    away = [one for one in booked if one.came is None]
    return (*_served(there, duties, chance), *away)


def _came(one: Guest) -> datetime:
    return one.came or NEVER


def _appointments(
    site: Site, duty: Duty, busy: float, zone: ZoneInfo, chance: random.Random
) -> Iterator[Guest]:
    public, internal, _ = duty.place.shares
    able = [one for one in site.errands if _able(duty, one)]
    if not able or not public + internal:
        return
    at = duty.during.start
    until = at + (duty.during.end - at) * ((public + internal) / 100)
    while True:
        errand = _one_of(able, chance)
        end = at + timedelta(minutes=errand.planned)
        if end > until:
            return
        if chance.random() < min(BOOKED * busy, 0.98):
            yield _appointment(errand, at, zone, chance)
            if chance.random() < GIVEN_BACK:
                yield _given_back(_one_of(able, chance), at, zone, chance)
        at = at_mark(mark_from(end))


def _appointment(errand: Errand, due: datetime, zone: ZoneInfo, chance: random.Random) -> Guest:
    booked = _booked(due, zone, chance)
    guest = Guest(errand, due, booked)
    if chance.random() < NO_SHOWS:
        return replace(guest, missed=True)
    came = due - chance.triangular(-12, 28, 7) * MINUTE
    return replace(guest, came=max(came, booked), late=came > due + LATE)


def _given_back(errand: Errand, due: datetime, zone: ZoneInfo, chance: random.Random) -> Guest:
    booked = _booked(due, zone, chance)
    cancelled = booked + (due - booked) * chance.betavariate(3, 1)  # most of them late
    return Guest(errand, due, booked, cancelled=cancelled)


def _booked(due: datetime, zone: ZoneInfo, chance: random.Random) -> datetime:
    first, last, _ = chance.choices(LEAD_DAYS, [weight for _, _, weight in LEAD_DAYS])[0]
    on = due.astimezone(zone).date() - timedelta(days=chance.randint(first, last))
    hour = chance.randint(18, 22) if chance.random() < AFTER_WORK else chance.randint(7, 17)
    booked = at_local(on, time(hour, chance.randint(0, 59)), zone)
    return min(booked, due - chance.randint(20, 90) * MINUTE)


def _walk_ins(
    site: Site, duties: Sequence[Duty], busy: float, zone: ZoneInfo, chance: random.Random
) -> Iterator[Guest]:
    for duty in duties:
        share = duty.place.shares[2] / 100
        able = [one for one in site.errands if duty.place.desk.takes_new and _able(duty, one)]
        if not able or not share:
            continue
        mean = sum(one.real * one.weight for one in able) / sum(one.weight for one in able)
        at = duty.during.start
        while True:
            hour = BY_HOUR.get(at.astimezone(zone).hour, 0.7)
            at += chance.expovariate(share * 0.92 * busy * hour / mean) * MINUTE
            if at >= duty.during.end - 10 * MINUTE:
                break
            yield Guest(_one_of(able, chance), None, None, came=at)


def _served(
    coming: Sequence[Guest], duties: Sequence[Duty], chance: random.Random
) -> Iterator[Guest]:
    """Let the counters call by the queue's order; yield everybody as it came out."""
    policy = Policy()
    free = [(duty.during.start, index) for index, duty in enumerate(duties)]
    heapq.heapify(free)
    waiting: dict[UUID, Waiting] = {}
    guests: dict[UUID, Guest] = {}
    ahead = list(reversed(coming))
    while free:
        now, index = heapq.heappop(free)
        while ahead and _came(ahead[-1]) <= now:
            _join(ahead.pop(), waiting, guests, chance)
        duty = duties[index]
        chosen = next_of(waiting.values(), now, policy, duty.place.desk)
        if chosen is None:
            later = _next_look(now, duty, ahead, waiting)
            if later is not None:
                heapq.heappush(free, (later, index))
            continue
        del waiting[chosen.ticket]
        done = _attended(guests.pop(chosen.ticket), duty, now, chance)
        yield done
        heapq.heappush(free, ((done.ended or now) + chance.randint(15, 60) * MINUTE / 60, index))
    yield from (replace(one, missed=True) for one in (*guests.values(), *ahead))


def _join(
    guest: Guest, waiting: dict[UUID, Waiting], guests: dict[UUID, Guest], chance: random.Random
) -> None:
    ticket = UUID(int=chance.getrandbits(128), version=4)
    guests[ticket] = guest
    waiting[ticket] = Waiting(
        ticket,
        "",
        _came(guest),
        None if guest.late else guest.due,
        guest.errand.skills,
        guest.errand.planned,
    )


def _next_look(
    now: datetime, duty: Duty, ahead: Sequence[Guest], waiting: dict[UUID, Waiting]
) -> datetime | None:
    """Return when an idle counter looks again; None once its day is over."""
    if now >= duty.during.end:
        return None
    able = any(may_call(duty.place.desk, one) for one in waiting.values())
    later = now + MINUTE if able or not ahead else max(now + MINUTE / 4, _came(ahead[-1]))
    return min(later, duty.during.end)


def _attended(guest: Guest, duty: Duty, now: datetime, chance: random.Random) -> Guest:
    called = replace(guest, called=now, counter=duty.place.counter)
    if chance.random() < NOT_THERE:
        return replace(called, ended=now + 2 * MINUTE, missed=True)
    arrived = now + chance.randint(15, 70) * MINUTE / 60
    minutes = guest.errand.real * chance.lognormvariate(-(SPREAD**2) / 2, SPREAD)
    return replace(called, arrived=arrived, ended=arrived + minutes * MINUTE)


def _able(duty: Duty, errand: Errand) -> bool:
    skills = duty.place.desk.skills
    return duty.place.desk.takes_new and (skills is None or errand.skills <= skills)


def _one_of(errands: Sequence[Errand], chance: random.Random) -> Errand:
    return chance.choices(errands, [one.weight for one in errands])[0]
