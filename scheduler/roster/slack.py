"""How much each day of a roster costs beyond what it costs at least.

What ties days has a price, so that days can be judged one by one: a day that costs no more than its
bound at these prices cannot become better alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from scheduler.finding import Verdict
from scheduler.roster.model import Floats, Model


def slack(
    model: Model, toll: Floats, bounds: Mapping[int, float], values: Floats, verdict: Verdict
) -> dict[int, float]:
    """Return by day what the roster's day costs with its tolls, less the day's bound.

    `toll` is by column (`bounds.tolls`), `values` are the roster's columns, `verdict` is what the
    check says of it: findings that name a day belong to it.
    """
    paid = values * toll
    found = {day: float(paid[model.column_day == day].sum()) - bounds[day] for day in bounds}
    for one in verdict.findings:
        if one.cost and "day" in one.facts:
            day = (date.fromisoformat(str(one.facts["day"])) - model.problem.start).days
            if day in found:
                found[day] += one.cost
    return found
