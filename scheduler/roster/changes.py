"""One change in a roster's arrays, and what it costs more: compiled."""

from __future__ import annotations

from scheduler.compiled import lean

BEGIN, END, LOW, HIGH = range(4)
OWED, MOST, DAYS, LATES, MENTOR = range(5)
BLOCK, ROW, REST, STEP = range(4)
UNUSED, LITTLE, MUCH, SCREEN, LATE, ALONE = range(6)


@lean
def outside(o, paid, back):  # type: ignore[no-untyped-def]
    """Return what back office outside its share costs."""
    low = o.share[0] * paid - back
    high = back - o.share[1] * paid
    if low > 0:
        return o.costs[LITTLE] * low / o.sizes[BLOCK]
    if high > 0:
        return o.costs[MUCH] * high / o.sizes[BLOCK]
    return 0.0


@lean
def put(o, s, c, d, b, new):  # type: ignore[no-untyped-def]
    """Give a clerk another task in a block, and return what that costs more."""
    old = s.task[c, d, b]
    if old == new:
        return 0.0
    groups = o.need.shape[2]
    level = s.task.shape[0]
    more = 0.0
    if old < groups:
        short = o.need[d, b, old] - s.there[d, b, old] + level
        more += o.price[old, short + 1] - o.price[old, short]
        s.there[d, b, old] -= 1
    if new < groups:
        short = o.need[d, b, new] - s.there[d, b, new] + level
        more += o.price[new, short - 1] - o.price[new, short]
        s.there[d, b, new] += 1
    row = s.task[c, d]
    if o.screen[old] != o.screen[new]:
        left = 0
        while left < b and o.screen[row[b - 1 - left]]:
            left += 1
        right = 0
        while b + right + 1 < row.shape[0] and o.screen[row[b + 1 + right]]:
            right += 1
        most = o.sizes[ROW]
        runs = max(0, left + 1 + right - most) - max(0, left - most) - max(0, right - most)
        more += o.costs[SCREEN] * (runs if o.screen[new] else -runs)
    if groups in (old, new):
        more -= outside(o, s.paid[c], s.back[c])
        s.back[c] += o.sizes[BLOCK] if new == groups else -o.sizes[BLOCK]
        more += outside(o, s.paid[c], s.back[c])
    mentor = o.limits[c, MENTOR]
    if mentor >= 0:
        beside = s.task[mentor, d, b]
        more += o.costs[ALONE] * (
            int(new < groups and beside != new) - int(old < groups and beside != old)
        )
    for pupil in o.pupils[c]:
        if pupil < 0:
            break
        learns = s.task[pupil, d, b]
        if learns < groups:
            more += o.costs[ALONE] * (int(learns != new) - int(learns != old))
    row[b] = new
    return more


@lean
def choose(o, s, c, d, new):  # type: ignore[no-untyped-def]
    """Give a clerk another shift (-1: none) without its tasks; return what that costs more."""
    old = s.chosen[c, d]
    owed, most = o.limits[c, OWED], o.limits[c, LATES]
    more = -outside(o, s.paid[c], s.back[c]) - o.costs[UNUSED] * max(0, owed - s.paid[c]) / 60
    if most >= 0:
        more -= o.costs[LATE] * max(0, s.lates[c] - most)
    if old >= 0:
        s.paid[c] -= o.work[old]
        s.back[c] -= o.scraps[old]
        s.lates[c] -= o.late[old]
        s.days[c, o.week[d]] -= 1
        more -= o.wish[old]
    if new >= 0:
        s.paid[c] += o.work[new]
        s.back[c] += o.scraps[new]
        s.lates[c] += o.late[new]
        s.days[c, o.week[d]] += 1
        more += o.wish[new]
    s.chosen[c, d] = new
    if most >= 0:
        more += o.costs[LATE] * max(0, s.lates[c] - most)
    more += o.costs[UNUSED] * max(0, owed - s.paid[c]) / 60
    return more + outside(o, s.paid[c], s.back[c])


@lean
def give(o, s, c, d, new, tasks):  # type: ignore[no-untyped-def]
    """Give a clerk a shift (-1: none) with its tasks by block; return what that costs more."""
    nothing = o.need.shape[2] + 1
    more = 0.0
    for b in range(s.task.shape[2]):
        task = tasks[b] if new >= 0 and o.full[new, b] else nothing
        if task != s.task[c, d, b]:
            more += put(o, s, c, d, b, task)
    if new != s.chosen[c, d]:
        more += choose(o, s, c, d, new)
    return more


@lean
def rested(o, s, c, d, k):  # type: ignore[no-untyped-def]
    """Say whether a shift leaves enough rest after the day before and before the day after."""
    if d > 0:
        before = s.chosen[c, d - 1]
        if before >= 0 and o.span[k, BEGIN] + 1440 - o.span[before, END] < o.sizes[REST]:
            return False
    if d + 1 < s.chosen.shape[1]:
        after = s.chosen[c, d + 1]
        if after >= 0 and o.span[after, BEGIN] + 1440 - o.span[k, END] < o.sizes[REST]:
            return False
    return True
