"""Rosters by small random changes that mostly help: simulated annealing, compiled.

Within a day people change or exchange tasks. Beyond it, a clerk's day is drawn anew, shift and
tasks together: with the others as they are, a day's best tasks follow from a recursion over its
blocks whose state is how long the clerk has been at a counter. Each task's worth has noise added
(Gumbel), so that the best is a draw from all days, the good ones the more often the colder it is
(Papandreou and Yuille 2011). Hours beyond the contract are dear at first and impossible in the end,
so that they can move from day to day.
"""

from __future__ import annotations

import numpy as np

from scheduler.compiled import lean
from scheduler.roster.changes import (
    ALONE,
    BLOCK,
    DAYS,
    HIGH,
    LATE,
    LATES,
    LOW,
    MENTOR,
    MOST,
    OWED,
    SCREEN,
    STEP,
    UNUSED,
    give,
    put,
    rested,
)

NONE = -1e9


@lean
def taken(more, heat):  # type: ignore[no-untyped-def]
    """Say whether a change is kept that costs `more`: by chance, the less the colder it is."""
    return more <= 0 or np.random.random() < np.exp(-more / heat)


@lean
def retask(o, s, heat):  # type: ignore[no-untyped-def]
    """Let somebody do something else in a block."""
    groups = o.need.shape[2]
    c = np.random.randint(s.task.shape[0])
    d = np.random.randint(s.task.shape[1])
    k = s.chosen[c, d]
    if k < 0:
        return 0.0
    b = np.random.randint(o.span[k, LOW], o.span[k, HIGH])
    task = np.random.randint(groups + 1)
    old = s.task[c, d, b]
    if not o.full[k, b] or task == old:
        return 0.0
    if task < groups and not (o.able[c, task] and o.need[d, b, task] > 0):
        return 0.0
    more = put(o, s, c, d, b, task)
    if taken(more, heat):
        return more
    put(o, s, c, d, b, old)
    return 0.0


@lean
def exchange(o, s, heat):  # type: ignore[no-untyped-def]
    """Let two people exchange what they do in a block."""
    groups = o.need.shape[2]
    d = np.random.randint(s.task.shape[1])
    c = np.random.randint(s.task.shape[0])
    k = s.chosen[c, d]
    if k < 0:
        return 0.0
    b = np.random.randint(o.span[k, LOW], o.span[k, HIGH])
    other = np.random.randint(s.task.shape[0])
    one, two = s.task[c, d, b], s.task[other, d, b]
    if one == two or not o.full[k, b]:
        return 0.0
    if s.chosen[other, d] < 0 or not o.full[s.chosen[other, d], b]:
        return 0.0
    if (two < groups and not o.able[c, two]) or (one < groups and not o.able[other, one]):
        return 0.0
    more = put(o, s, c, d, b, two) + put(o, s, other, d, b, one)
    if taken(more, heat):
        return more
    put(o, s, other, d, b, two)
    put(o, s, c, d, b, one)
    return 0.0


@lean
def turn(o, s, heat):  # type: ignore[no-untyped-def]
    """Let somebody do in one block what they did in another, and the other way round."""
    groups = o.need.shape[2]
    c = np.random.randint(s.task.shape[0])
    d = np.random.randint(s.task.shape[1])
    k = s.chosen[c, d]
    if k < 0:
        return 0.0
    a = np.random.randint(o.span[k, LOW], o.span[k, HIGH])
    b = np.random.randint(o.span[k, LOW], o.span[k, HIGH])
    one, two = s.task[c, d, a], s.task[c, d, b]
    if one == two or not o.full[k, a] or not o.full[k, b]:
        return 0.0
    if (two < groups and o.need[d, a, two] == 0) or (one < groups and o.need[d, b, one] == 0):
        return 0.0
    more = put(o, s, c, d, a, two) + put(o, s, c, d, b, one)
    if taken(more, heat):
        return more
    put(o, s, c, d, b, two)
    put(o, s, c, d, a, one)
    return 0.0


PULL, BEYOND, ADAPT = range(3)


@lean
def _worths(o, s, p, w, c, d, side, at, heat):  # type: ignore[no-untyped-def]
    """Write what each block of a day is worth, elsewhere and at a counter."""
    groups = o.need.shape[2]
    level = s.task.shape[0]
    mask = w.noise.shape[0] - 1
    first = o.first[c, d]
    low, high = w.worth.shape[2], 0
    for k in range(first, first + o.many[c, d]):
        low = min(low, o.span[k, LOW])
        high = max(high, o.span[k, HIGH])
    mentor = o.limits[c, MENTOR]
    worth, task = w.worth, w.task
    for b in range(low, high):
        own = s.task[c, d, b]
        worth[side, 0, b] = p.back[c] + heat * w.noise[at & mask]
        worth[side, 1, b] = NONE
        task[side, 0, b] = task[side, 1, b] = groups
        at += 1
        for g in range(groups):
            short = o.need[d, b, g] - s.there[d, b, g] + (1 if own == g else 0)
            if short <= 0 or not o.able[c, g]:
                continue
            value = o.price[g, short + level] - o.price[g, short - 1 + level]
            if mentor >= 0 and s.task[mentor, d, b] != g:
                value -= o.costs[ALONE]
            for pupil in o.pupils[c]:
                if pupil >= 0 and s.task[pupil, d, b] == g:
                    value += o.costs[ALONE]
            value += heat * w.noise[at & mask]
            at += 1
            kind = 1 if o.screen[g] else 0
            if value > worth[side, kind, b]:
                worth[side, kind, b], task[side, kind, b] = value, g
    return at


@lean
def _value(full, k, low, same, high, worth, side, table, dear):  # type: ignore[no-untyped-def]
    """Return what the best tasks of a shift are worth; its first `same` blocks are in the table."""
    most = table.shape[1] - 1
    if same == 0:
        table[0, 0] = 0.0
        for r in range(1, most + 1):
            table[0, r] = NONE
    for at in range(same, high - low):
        b = low + at
        best = table[at, 0]
        for r in range(1, most + 1):
            best = max(best, table[at, r])
        if full[k, b]:
            more = worth[side, 1, b]
            for r in range(most, 0, -1):
                table[at + 1, r] = table[at, r - 1] + more
            table[at + 1, most] = max(table[at + 1, most], table[at, most] - dear + more)
            table[at + 1, 0] = best + worth[side, 0, b]
        else:
            for r in range(1, most + 1):
                table[at + 1, r] = NONE
            table[at + 1, 0] = best
    best = table[high - low, 0]
    for r in range(1, most + 1):
        best = max(best, table[high - low, r])
    return best


@lean
def _best_row(table, at):  # type: ignore[no-untyped-def]
    """Return after how many blocks at a counter most is worth most."""
    best = 0
    for r in range(1, table.shape[1]):
        if table[at, r] > table[at, best]:
            best = r
    return best


@lean
def _tasks(o, k, w, side):  # type: ignore[no-untyped-def]
    """Write the best tasks of a shift."""
    low, high, dear = o.span[k, LOW], o.span[k, HIGH], o.costs[SCREEN]
    table, worth, task = w.table, w.worth, w.task
    most = table.shape[1] - 1
    _value(o.full, k, low, 0, high, worth, side, table, dear)
    r = _best_row(table, high - low)
    for b in range(high - 1, low - 1, -1):
        at = b - low
        if r == 0:
            w.tasks[b] = task[side, 0, b]
            r = _best_row(table, at)
        else:
            w.tasks[b] = task[side, 1, b]
            if r < most or table[at, most] - dear <= table[at, most - 1]:
                r -= 1


@lean
def _lengths(o, s, p, w, c, d, side, at, heat, late):  # type: ignore[no-untyped-def]
    """Write the best shift of each length, and what it is worth."""
    best, which = w.best, w.which
    for length in range(best.shape[1]):
        best[side, length], which[side, length] = NONE, -2
    if not o.must[c, d]:
        best[side, 0] = heat * w.noise[at & (w.noise.shape[0] - 1)]
        which[side, 0] = -1
    first = o.first[c, d]
    step, dear = o.sizes[STEP], o.costs[SCREEN]
    for k in range(first, first + o.many[c, d]):
        value = _value(
            o.full, k, o.span[k, LOW], o.same[k], o.span[k, HIGH], w.worth, side, w.table, dear
        )
        if not rested(o, s, c, d, k):
            continue
        value += p.back[c] * o.scraps[k] / o.sizes[BLOCK] - o.wish[k] - late * o.late[k]
        length = o.work[k] // step
        if value > best[side, length]:
            best[side, length], which[side, length] = value, k
    return at + 1


@lean
def _weigh(o, p, c, paid):  # type: ignore[no-untyped-def]
    """Return what so many paid minutes of a clerk weigh beyond their cost."""
    hours = (paid - o.limits[c, MOST]) / 60
    weight = p.hours[c] * hours + p.pull[PULL] * hours * hours
    return weight + p.pull[BEYOND] * max(0.0, hours)


@lean
def _adapt(o, s, p, c):  # type: ignore[no-untyped-def]
    """Change a clerk's prices a little, towards hours and back office that fit."""
    hours = (s.paid[c] - o.limits[c, MOST]) / 60
    p.hours[c] = max(0.0, min(40.0, p.hours[c] + p.pull[ADAPT] * hours))
    little = s.back[c] < o.share[0] * s.paid[c]
    much = s.back[c] > o.share[1] * s.paid[c]
    step = 0.02 if little or (not much and p.back[c] < 0) else -0.02
    p.back[c] = max(-1.0, min(10.0, p.back[c] + step))


@lean
def _late(o, s, c, gone):  # type: ignore[no-untyped-def]
    """Return what one more late closing costs, those of the shifts drawn anew not counted."""
    most = o.limits[c, LATES]
    return o.costs[LATE] if 0 <= most <= s.lates[c] - gone else 0.0


@lean
def _keep(s, w, side, c, d):  # type: ignore[no-untyped-def]
    """Write down what somebody does on a day."""
    for b in range(s.task.shape[2]):
        w.before[side, b] = s.task[c, d, b]


@lean
def redraw(o, s, p, w, at, slack, heat):  # type: ignore[no-untyped-def]
    """Draw one day of somebody, with noise from `at` on; return what it costs more.

    A shift beyond the days of a week, or without the rest before or after it, goes at any cost.
    """
    c = np.random.randint(s.task.shape[0])
    d = np.random.randint(s.task.shape[1])
    if o.many[c, d] == 0:
        return 0.0
    old, step = s.chosen[c, d], o.sizes[STEP]
    must = old >= 0 and (s.days[c, o.week[d]] > o.limits[c, DAYS] or not rested(o, s, c, d, old))
    rest = s.paid[c] - (o.work[old] if old >= 0 else 0)
    at = _worths(o, s, p, w, c, d, 0, at, heat)
    late = _late(o, s, c, o.late[old] if old >= 0 else 0)
    at = _lengths(o, s, p, w, c, d, 0, at, heat, late)
    days = s.days[c, o.week[d]] - (1 if old >= 0 else 0)
    limit = max(o.limits[c, MOST] + slack, s.paid[c])
    top, chosen = NONE, -2
    for length in range(w.best.shape[1]):
        paid = rest + length * step
        if w.which[0, length] == -2 or paid > limit:
            continue
        if length > 0 and days >= o.limits[c, DAYS]:
            continue
        value = w.best[0, length] - _weigh(o, p, c, paid)
        value -= o.costs[UNUSED] * max(0, o.limits[c, OWED] - paid) / 60
        if value > top:
            top, chosen = value, w.which[0, length]
    if chosen == -2:
        return 0.0
    _keep(s, w, 0, c, d)
    weight = _weigh(o, p, c, s.paid[c])
    if chosen >= 0:
        _tasks(o, chosen, w, 0)
    more = give(o, s, c, d, chosen, w.tasks)
    if not must and not taken(more + _weigh(o, p, c, s.paid[c]) - weight, 2 * heat):
        give(o, s, c, d, old, w.before[0])
        more = 0.0
    _adapt(o, s, p, c)
    return more


@lean
def redraw_two(o, s, p, w, at, slack, heat):  # type: ignore[no-untyped-def]
    """Draw two days of somebody, so that hours can move; return what it costs more."""
    c = np.random.randint(s.task.shape[0])
    d = np.random.randint(s.task.shape[1])
    e = np.random.randint(s.task.shape[1])
    if abs(d - e) < 2 or o.many[c, d] == 0 or o.many[c, e] == 0:
        return 0.0
    one, two, step = s.chosen[c, d], s.chosen[c, e], o.sizes[STEP]
    rest = s.paid[c] - (o.work[one] if one >= 0 else 0) - (o.work[two] if two >= 0 else 0)
    at = _worths(o, s, p, w, c, d, 0, at, heat)
    at = _worths(o, s, p, w, c, e, 1, at, heat)
    late = _late(o, s, c, (o.late[one] if one >= 0 else 0) + (o.late[two] if two >= 0 else 0))
    at = _lengths(o, s, p, w, c, d, 0, at, heat, late)
    at = _lengths(o, s, p, w, c, e, 1, at, heat, late)
    same = o.week[d] == o.week[e]
    most = o.limits[c, DAYS]
    days_d = s.days[c, o.week[d]] - (1 if one >= 0 else 0) - (1 if same and two >= 0 else 0)
    days_e = s.days[c, o.week[e]] - (1 if two >= 0 else 0) - (1 if same and one >= 0 else 0)
    limit = max(o.limits[c, MOST] + slack, s.paid[c])
    top, first, second = NONE, -2, -2
    for i in range(w.best.shape[1]):
        if w.which[0, i] == -2 or (i > 0 and days_d >= most):
            continue
        for j in range(w.best.shape[1]):
            paid = rest + (i + j) * step
            if w.which[1, j] == -2 or paid > limit or (j > 0 and days_e >= most):
                continue
            if same and i > 0 and j > 0 and days_d + 2 > most:
                continue
            value = w.best[0, i] + w.best[1, j] - _weigh(o, p, c, paid)
            value -= o.costs[UNUSED] * max(0, o.limits[c, OWED] - paid) / 60
            if value > top:
                top, first, second = value, w.which[0, i], w.which[1, j]
    if first == -2:
        return 0.0
    _keep(s, w, 0, c, d)
    _keep(s, w, 1, c, e)
    weight = _weigh(o, p, c, s.paid[c])
    if first >= 0:
        _tasks(o, first, w, 0)
    more = give(o, s, c, d, first, w.tasks)
    if second >= 0:
        _tasks(o, second, w, 1)
    more += give(o, s, c, e, second, w.tasks)
    if not taken(more + _weigh(o, p, c, s.paid[c]) - weight, 2 * heat):
        give(o, s, c, e, two, w.before[1])
        give(o, s, c, d, one, w.before[0])
        more = 0.0
    _adapt(o, s, p, c)
    return more


@lean
def anneal(o, s, p, w, tries, slack, heat, seed):  # type: ignore[no-untyped-def]
    """Change a roster in place, so many times; return what it costs more afterwards.

    A change that costs x more is kept with probability exp(-x / heat) or so. Nobody is given more
    than `slack` minutes beyond what they may work.
    """
    np.random.seed(seed)
    more = 0.0
    for _ in range(tries):
        at = np.random.randint(w.noise.shape[0])
        if np.random.random() < 0.5:
            more += redraw_two(o, s, p, w, at, slack, heat)
        else:
            more += redraw(o, s, p, w, at, slack, heat)
        for _ in range(3):
            more += retask(o, s, heat)
            more += exchange(o, s, heat)
        more += turn(o, s, heat)
    return more
