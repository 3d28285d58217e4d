"""Days solved one by one so that they fit: each near the relaxation, and mending those before.

What ties days are mostly sums over a clerk's days: hours, and blocks of back office. The relaxation
says how much of each a day has; whole shifts and tasks differ from that. What the days found so far
have too much makes it dearer in those that follow, like the prices of an augmented Lagrangian.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from scheduler.roster.model import Floats, Model

NEAR = 0.3
"""What an hour more or less than the relaxation gave is made to cost, so that days fit together."""
MENDING = 0.1
"""What an hour or a block is made to cost for each that the days so far have too much."""
MOST = 15.0
"""So many blocks or hours too many count at most."""


class Near:
    """The days so far, by column, and costs under which the next one fits them."""

    def __init__(self, model: Model, relaxed: Floats) -> None:
        self.model, self.relaxed = model, relaxed
        self.values: Floats = np.zeros(len(model.cost))
        self._costs = near(model, relaxed)
        self._found = np.zeros(len(model.cost), np.bool_)
        self._own = np.flatnonzero(model.column_clerk >= 0)
        self._clerk = np.unique(model.column_clerk[self._own], return_inverse=True)[1]
        hours: Floats = np.zeros(len(model.cost))
        served: Floats = np.zeros(len(model.cost))
        least = model.problem.terms.share[0]
        for (_, _, name), column in model.works.items():
            minutes = model.problem.shift[name].work
            hours[column] = minutes / 60
            served[column] = (least - 1.0) * minutes / model.problem.block
        for column in model.serves.values():
            served[column] = 1.0
        self._sums = hours, served

    def take(self, day: int, values: Floats) -> None:
        """Take over a day as it was found."""
        own = self.model.column_day == day
        self.values[own] = values[own]
        self._found |= own

    def costs(self) -> Floats:
        """Return the costs of columns for the next day.

        Hours, and blocks served beyond what back office leaves, cost more where the days so far
        have more of them than the relaxation.
        """
        costs = self._costs.copy()
        beyond = np.where(self._found, self.values - self.relaxed, 0.0)[self._own]
        for each in self._sums:
            much = np.bincount(self._clerk, beyond * each[self._own])
            costs[self._own] += MENDING * np.clip(much, -MOST, MOST)[self._clerk] * each[self._own]
        return costs


def near(model: Model, relaxed: Floats) -> Floats:
    """Return costs under which everybody works each day about as long as in the relaxation."""
    work = {name: shift.work / 60 for name, shift in model.problem.shift.items()}
    hours: dict[tuple[int, int], float] = defaultdict(float)
    for (clerk, day, name), column in model.works.items():
        hours[clerk, day] += float(relaxed[column]) * work[name]
    costs = model.cost.copy()
    for (clerk, day, name), column in model.works.items():
        mean = hours[clerk, day]
        costs[column] += NEAR * (abs(work[name] - mean) - mean)
    return costs
