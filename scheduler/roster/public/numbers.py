"""An instance in numbers: what pricing and masters reckon with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np
import numpy.typing as npt

from scheduler.roster.public.graph import Ints, Limits
from scheduler.roster.public.instance import OFF, Instance, Person, Roster
from scheduler.roster.public.pricing import Rows

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Numbers:
    """People, days and shifts by number.

    `wishes` is the cost of each (person, day, shift), below 0 where it grants a wish, and `base`
    what all wishes for a shift cost a person who gets none. `wanted`, `under` and `over` are [day,
    shift]; shifts that need no cover cost nothing there.
    """

    instance: Instance
    lengths: Ints
    allowed: npt.NDArray[np.bool_]
    limits: tuple[Limits, ...]
    wishes: Ints
    base: Ints
    wanted: Ints
    under: Ints
    over: Ints

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.limits)

    def paid(self, person: int, row: Rows) -> int:
        """Return what the row costs by the person's wishes."""
        days = np.flatnonzero(row >= 0)
        return int(self.base[person] + self.wishes[person, days, row[days]].sum())

    def capped(self, person: int, row: Rows) -> Ints:
        """Return which shifts the row has too often."""
        counts = np.bincount(row[row >= 0], minlength=len(self.lengths))
        return np.flatnonzero(counts > self.limits[person].caps).astype(np.int32)

    def there(self, rows: Rows) -> Ints:
        """Return how many of these rows work each [day, shift]."""
        shifts = range(len(self.lengths))
        return np.stack([(rows == shift).sum(axis=0) for shift in shifts], axis=1).astype(np.int32)

    def cost(self, rows: Rows) -> int:
        """Return what a roster [person, day] costs."""
        there = self.there(rows)
        short = np.maximum(self.wanted - there, 0) * self.under
        spare = np.maximum(there - self.wanted, 0) * self.over
        paid = sum(self.paid(person, row) for person, row in enumerate(rows))
        return int(short.sum() + spare.sum()) + paid

    def roster(self, rows: Rows) -> Roster:
        """Say rows [person, day] in names."""
        names = [*(shift.name for shift in self.instance.shifts), OFF]
        people = zip(self.instance.people, rows, strict=True)
        return Roster({person.name: tuple(names[one] for one in row) for person, row in people})


def numbers(instance: Instance) -> Numbers:
    """Say the instance in numbers."""
    days, shifts = instance.days, len(instance.shifts)
    place = {shift.name: number for number, shift in enumerate(instance.shifts)}
    who = {person.name: number for number, person in enumerate(instance.people)}
    unit = reduce(gcd, (shift.minutes for shift in instance.shifts))
    allowed = [[b.name not in a.never_before for b in instance.shifts] for a in instance.shifts]
    wishes = np.zeros((len(who), days, shifts), np.int32)
    base = np.zeros(len(who), np.int32)
    for wish in instance.wanted:
        wishes[who[wish.person], wish.day, place[wish.shift]] -= wish.weight
        base[who[wish.person]] += wish.weight
    for wish in instance.unwanted:
        wishes[who[wish.person], wish.day, place[wish.shift]] += wish.weight
    cover = np.zeros((3, days, shifts), np.int32)
    for one in instance.cover:
        cover[:, one.day, place[one.shift]] = one.wanted, one.under, one.over
    return Numbers(
        instance,
        np.array([shift.minutes // unit for shift in instance.shifts], np.int32),
        np.array(allowed, np.bool_),
        tuple(_limits(instance, person, unit) for person in instance.people),
        wishes,
        base,
        *cover,
    )


def _limits(instance: Instance, person: Person, unit: int) -> Limits:
    days = instance.days
    caps = [person.most.get(shift.name, days) for shift in instance.shifts]
    open_ = np.tile(np.array(caps) > 0, (days, 1))
    open_[sorted(person.away)] = False
    return Limits(
        least=-(-person.min_minutes // unit),
        most=person.max_minutes // unit,
        max_run=min(person.max_run, days),
        min_run=min(person.min_run, days + 1),
        min_rest=min(person.min_rest, days),
        weekends=person.max_weekends if person.max_weekends < instance.weekends else None,
        open=open_,
        caps=np.minimum(caps, days).astype(np.int32),
    )
