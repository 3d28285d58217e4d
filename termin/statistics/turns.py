"""Turns at counters: from the call to whatever ended it, and what they add up to per counter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from termin.interval import Interval, intersect, union
from termin.statistics.day import DayAccount
from termin.statistics.spells import Ending, Kind, Spell


@dataclass(frozen=True, slots=True)
class Turn:
    """One person at one counter; `served_from` is None where they did not come."""

    number: str
    counter: int
    called_at: datetime
    served_from: datetime | None
    end: datetime | None
    ending: Ending
    parked: bool = False

    def minutes(self, now: datetime) -> int | None:
        """Return the whole minutes served so far; None where nobody was served."""
        if self.served_from is None:
            return None
        return round(((self.end or now) - self.served_from).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class CounterDay:
    """What a counter's day adds up to: minutes planned so far, paused and busy, and people."""

    counter: int
    name: str
    planned: int
    paused: int
    busy: int
    served: int
    missed: int

    @property
    def share(self) -> float | None:
        """How much of the planned time, without pauses, somebody was called or served."""
        room = self.planned - self.paused
        return min(1.0, self.busy / room) if room > 0 else None


def turns_of(spells: Iterable[Spell]) -> tuple[Turn, ...]:
    """Return the turns of a day by the time of the call; a call taken back is none."""
    found: list[Turn] = []
    open_: dict[str, int] = {}
    for spell in sorted(spells, key=lambda one: one.start):
        if spell.counter is None or spell.kind is Kind.WAITING:
            continue
        if spell.kind is Kind.CALLED:
            open_[spell.ticket] = len(found)
            found.append(
                Turn(spell.number, spell.counter, spell.start, None, spell.end, spell.ending)
            )
        elif spell.kind is Kind.SERVING:
            place = open_.get(spell.ticket)
            served = replace(
                found[place]
                if place is not None
                else Turn(spell.number, spell.counter, spell.start, None, None, spell.ending),
                served_from=spell.start,
                end=spell.end,
                ending=spell.ending,
            )
            if place is None:
                open_[spell.ticket] = len(found)
                found.append(served)
            else:
                found[place] = served
        elif (place := open_.get(spell.ticket)) is not None:
            found[place] = replace(found[place], parked=True)
    return tuple(turn for turn in found if turn.ending is not Ending.UNDONE)


def counter_days(account: DayAccount) -> tuple[CounterDay, ...]:
    """Return what each counter's day adds up to by now, in the order of the counters.

    A counter without duty and without people is left out.
    """
    turns = turns_of(account.spells)
    found = [_counter_day(counter, name, turns, account) for counter, name in account.counters]
    return tuple(one for one in found if one.planned or one.busy or one.served or one.missed)


def _counter_day(counter: int, name: str, turns: Iterable[Turn], account: DayAccount) -> CounterDay:
    own = [turn for turn in turns if turn.counter == counter]
    planned = union(shift.during for shift in account.shifts if shift.counter == counter)
    gone = _before(planned, account.now)
    rests = union(
        Interval(rest.start, rest.end or account.now)
        for rest in account.rests
        if rest.counter == counter and (rest.end or account.now) > rest.start
    )
    busy = union(
        Interval(turn.called_at, turn.end or account.now)
        for turn in own
        if (turn.end or account.now) > turn.called_at
    )
    return CounterDay(
        counter,
        name,
        planned=_minutes(gone),
        paused=_minutes(intersect(rests, gone)),
        busy=_minutes(busy),
        served=sum(turn.served_from is not None for turn in own),
        missed=sum(turn.ending is Ending.MISSED for turn in own),
    )


def _before(intervals: Iterable[Interval], now: datetime) -> tuple[Interval, ...]:
    return tuple(Interval(one.start, min(one.end, now)) for one in intervals if one.start < now)


def _minutes(intervals: Iterable[Interval]) -> int:
    return round(sum((one.end - one.start).total_seconds() for one in intervals) / 60)
