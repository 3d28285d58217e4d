"""A roster in the arrays of the compiled search, and what changing one thing in it costs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Office(NamedTuple):
    """What is given: c stands for a clerk, d a day, b a block, g a group, k a choice.

    A choice is a shift that a clerk could work on a day; those of (c, d) are `first[c, d]` to
    before `first[c, d] + many[c, d]`. Task g serves the group, G (their number) is back office,
    G + 1 is nothing. Costs are in the problem's unit.
    """

    need: Whole
    """People by [d, b, g]."""
    price: Floats
    """What missing people cost, by [g, people + clerks]; below zero people there are too many."""
    able: Flags
    """By [c, g]."""
    screen: Flags
    """Whether a task is at a counter, by [task]."""
    first: Whole
    many: Whole
    must: Flags
    """Whether the shift of [c, d] is pinned."""
    work: Whole
    """Minutes by [k]."""
    scraps: Whole
    """Minutes in blocks worked in part, by [k]."""
    span: Whole
    """By [k]: minute of the day at begin and end, first block and the one after the last."""
    late: Whole
    """1 for a late closing, by [k]."""
    wish: Floats
    """What refused wishes cost, by [k]."""
    full: Flags
    """Whether a block is worked in full, by [k, b]."""
    same: Whole
    """How many blocks a choice has in common with the one before, from the first on, by [k]."""
    week: Whole
    """By [d]."""
    limits: Whole
    """By [c]: minutes owed, most minutes, days a week, late closings (-1: any), mentor (-1: no)."""
    pupils: Whole
    """Whose mentor a clerk is, by [c, number], then -1."""
    sizes: Whole
    """Minutes of a block, blocks at a counter in a row, minutes of rest, of a step of lengths."""
    share: Floats
    """Least and largest share of back office."""
    costs: Floats
    """An hour unused, a block of back office too little and too much, screen, late, alone."""


class State(NamedTuple):
    """A roster, and what is counted along."""

    task: Whole
    """By [c, d, b]."""
    chosen: Whole
    """The choice of [c, d], -1 for a day off."""
    there: Whole
    """People by [d, b, g]."""
    paid: Whole
    """Minutes by [c]."""
    back: Whole
    """Minutes of back office by [c]."""
    lates: Whole
    """Late closings by [c]."""
    days: Whole
    """Days worked by [c, week]."""


class Sheet(NamedTuple):
    """What drawing writes on; two days at a time."""

    worth: Floats
    """By [day, at a counter, block]."""
    task: Whole
    """The task of that worth."""
    table: Floats
    """By [block, blocks at a counter]."""
    best: Floats
    """By [day, length of the shift in steps]."""
    which: Whole
    """The choice of that worth; -1 for a day off, -2 for none possible."""
    tasks: Whole
    """By [block]."""
    before: Whole
    """By [day, block]."""
    noise: Floats
    """Draws of a Gumbel distribution, a power of two of them."""


class Prices(NamedTuple):
    """What is not a cost of a day, but weighs on it; adapted along."""

    hours: Floats
    """An hour of a clerk, by [c]."""
    back: Floats
    """What a block of back office is worth, by [c]."""
    pull: Floats
    """How much dearer the next hour is, an hour beyond what a clerk may work, adapting."""
