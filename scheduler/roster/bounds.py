"""What no roster can undercut: days that let go of each other, at prices for what ties them.

Lagrange's relaxation (Geoffrion 1974): the days' bounds and a constant add up to a bound of the
whole.
"""

from __future__ import annotations

import numpy as np

from scheduler.roster.model import TIES, Floats, Model


def fair(model: Model, prices: Floats) -> Floats:
    """Return prices under which letting go of the rows between days still bounds the whole.

    Rows of days have none; a row with one open end has a price of its sign; rows that one column
    pays for have no more together than it costs.
    """
    tie = model.row_day == TIES
    told = np.where(tie, prices, 0.0)
    told = np.where(np.isinf(model.high), np.maximum(told, 0.0), told)
    told = np.where(np.isinf(model.low), np.minimum(told, 0.0), told)
    slack, worth = np.array(model.rows.slack), model.worth(told)
    share = np.divide(model.cost, worth, out=np.ones_like(worth), where=worth > model.cost)
    return np.where(slack >= 0, told * share[slack], told)


def by_day(model: Model, prices: Floats, ties: Floats) -> dict[int, float]:
    """Return for each day what it costs at least, its rows priced as well: weak, but at once.

    `ties` are fair prices of the rows between days. Prices of a day's rows need only the right sign
    (linear programming duality), and the columns of days are bounded.
    """
    told = np.where(np.isinf(model.high), np.maximum(prices, 0.0), prices)
    told = np.where(np.isinf(model.low), np.minimum(told, 0.0), told)
    told = np.where(model.row_day == TIES, ties, told)
    left = model.cost - model.worth(told)
    end = np.where(told > 0, model.low, model.high)
    rows = np.where(told != 0, told * np.where(told != 0, end, 0.0), 0.0)
    found = {}
    for day in model.days:
        own = model.column_day == day
        best = np.where(left[own] < 0, left[own] * model.upper[own], left[own] * model.lower[own])
        found[day] = float(rows[model.row_day == day].sum() + best.sum())
    return found


def tolls(model: Model, prices: Floats) -> Floats:
    """Return what each column of a day costs more, its rows between days let go at these prices."""
    return np.where(model.column_day == TIES, 0.0, -model.worth(prices))


def let_go(model: Model, prices: Floats) -> float:
    """Return the constant of the Lagrangian bound: each price times the end that it stands for."""
    end = np.where(prices > 0, model.low, model.high)
    return float(sum(price * at for price, at in zip(prices, end, strict=True) if price))
