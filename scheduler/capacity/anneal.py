"""Plans by many small random changes that mostly help: simulated annealing, compiled."""

from __future__ import annotations

import numpy as np

from scheduler.compiled import compiled


@compiled
def anneal(  # type: ignore[no-untyped-def]  # noqa: PLR0912, PLR0915  # one hot loop
    does,
    demand,
    share,
    come,
    serves,
    limited,
    caps,
    needed,
    floors,
    before,
    budget,
    ends,
    price,
    sizes,
    costs,
    open_,
    serving,
    sent,
    tries,
    hot,
    cold,
    seed,
):
    """Change `open_[s, r, h]` and `sent[f]` in place to the best found in so many tries.

    `serving[s, g, h]` is what is open of each group: `open_` itself where rows are groups.
    """
    np.random.seed(seed)
    sites, groups, slots = demand.shape
    rows, blocks = open_.shape[1:]
    split = before.shape[0] > 0
    flows = ends.shape[0]
    coming = demand.copy()
    gone = np.zeros(come.shape)
    for f in range(flows):
        origin, target, group, hour = ends[f]
        gone[origin, group, hour] += sent[f]
        first = hour * sizes[1]
        last = min(slots, first + sizes[1])
        for slot in range(first, last):
            coming[origin, group, slot] -= sent[f] * share[origin, group, slot]
            coming[target, group, slot] += sent[f] / (last - first)
    waits = np.zeros(demand.shape)
    for site in range(sites):
        for group in range(groups):
            if does[site, group]:
                rest = 0.0
                for slot in range(slots):
                    rest = max(
                        0.0,
                        rest
                        + coming[site, group, slot]
                        - costs[0] * serving[site, group, slot // sizes[0]],
                    )
                    waits[site, group, slot] = rest
    used = np.zeros(sites, np.int64)
    lengths = np.zeros(blocks, np.int64)
    for block in range(blocks):
        lengths[block] = min(slots, (block + 1) * sizes[0]) - block * sizes[0]
        for site in range(sites):
            used[site] += open_[site, :, block].sum() * lengths[block]
    one = np.zeros(slots)
    two = np.zeros(slots)
    now = 0.0
    best = 0.0
    best_open = open_.copy()
    best_sent = sent.copy()
    for number in range(tries):
        heat = hot * (cold / hot) ** (number / tries)
        if flows and np.random.random() < 0.3:
            f = np.random.randint(flows)
            origin, target, group, hour = ends[f]
            high = sent[f] + come[origin, group, hour] - gone[origin, group, hour]
            draw = np.random.random()
            if draw < 0.15:
                value = 0.0
            elif draw < 0.25:
                value = high
            else:
                value = min(high, max(0.0, sent[f] + np.random.normal() * 12.0))
            delta = value - sent[f]
            if abs(delta) < 1e-9:
                continue
            first = hour * sizes[1]
            last = min(slots, first + sizes[1])
            more = delta * price[f]
            for slot in range(first, last):
                coming[origin, group, slot] -= delta * share[origin, group, slot]
                coming[target, group, slot] += delta / (last - first)
            end_one = first
            if does[origin, group]:
                extra, end_one = _queue(
                    coming[origin, group],
                    waits[origin, group],
                    serving[origin, group],
                    first,
                    last,
                    sizes,
                    costs,
                    one,
                )
                more += extra
            extra, end_two = _queue(
                coming[target, group],
                waits[target, group],
                serving[target, group],
                first,
                last,
                sizes,
                costs,
                two,
            )
            more += extra
            if more <= 0 or np.random.random() < np.exp(-more / heat):
                sent[f] = value
                gone[origin, group, hour] += delta
                if does[origin, group]:
                    waits[origin, group, first:end_one] = one[first:end_one]
                waits[target, group, first:end_two] = two[first:end_two]
                now += more
            else:
                for slot in range(first, last):
                    coming[origin, group, slot] += delta * share[origin, group, slot]
                    coming[target, group, slot] -= delta / (last - first)
                continue
        else:
            site = np.random.randint(sites)
            plus = np.random.randint(rows)
            minus = -1
            draw = np.random.random()
            if draw < 0.35:
                minus = plus
                plus = -1
            elif draw < 0.65:
                minus = np.random.randint(rows)
            if (
                plus == minus
                or (plus >= 0 and serves[site, plus] < 0)
                or (minus >= 0 and serves[site, minus] < 0)
            ):
                continue
            gains = serves[site, plus] if plus >= 0 else -1
            loses = serves[site, minus] if minus >= 0 else -1
            a = np.random.randint(blocks)
            length = 1 + int(np.random.exponential(2.5))
            b = min(blocks, a + length)
            fits = True
            if minus >= 0:
                for block in range(a, b):
                    if open_[site, minus, block] < 1:
                        fits = False
                        break
            if not fits:
                continue
            span = lengths[a:b].sum()
            if plus >= 0 and minus < 0 and used[site] + span > budget[site]:
                continue
            more = 0.0
            if minus >= 0:
                more -= costs[4] * _starts(open_[site, minus], a, b)
                open_[site, minus, a:b] -= 1
                more += costs[4] * _starts(open_[site, minus], a, b)
                more -= costs[3] * span
            if plus >= 0 and not _room(open_, limited, caps, site, plus, a, b):
                if minus >= 0:
                    open_[site, minus, a:b] += 1
                continue
            if plus >= 0:
                more -= costs[4] * _starts(open_[site, plus], a, b)
                open_[site, plus, a:b] += 1
                more += costs[4] * _starts(open_[site, plus], a, b)
                more += costs[3] * span
            if split:
                if minus >= 0 and not _enough(open_, needed, floors, site, minus, a, b):
                    open_[site, minus, a:b] += 1
                    if plus >= 0:
                        open_[site, plus, a:b] -= 1
                    continue
                if minus >= 0:
                    more += costs[5] * _off(open_[site, minus], before[site, minus], a, b, -1)
                    serving[site, loses, a:b] -= 1
                if plus >= 0:
                    more += costs[5] * _off(open_[site, plus], before[site, plus], a, b, 1)
                    serving[site, gains, a:b] += 1
            first = a * sizes[0]
            last = min(slots, b * sizes[0])
            end_one = end_two = first
            if minus >= 0:
                extra, end_one = _queue(
                    coming[site, loses],
                    waits[site, loses],
                    serving[site, loses],
                    first,
                    last,
                    sizes,
                    costs,
                    one,
                )
                more += extra
            if plus >= 0:
                extra, end_two = _queue(
                    coming[site, gains],
                    waits[site, gains],
                    serving[site, gains],
                    first,
                    last,
                    sizes,
                    costs,
                    two,
                )
                more += extra
            if more <= 0 or np.random.random() < np.exp(-more / heat):
                if minus >= 0:
                    waits[site, loses, first:end_one] = one[first:end_one]
                    used[site] -= span
                if plus >= 0:
                    waits[site, gains, first:end_two] = two[first:end_two]
                    used[site] += span
                now += more
            else:
                if minus >= 0:
                    open_[site, minus, a:b] += 1
                if plus >= 0:
                    open_[site, plus, a:b] -= 1
                if split and minus >= 0:
                    serving[site, loses, a:b] += 1
                if split and plus >= 0:
                    serving[site, gains, a:b] -= 1
                continue
        if now < best - 1e-9:
            best = now
            best_open[:] = open_
            best_sent[:] = sent
    open_[:] = best_open
    sent[:] = best_sent
    return best


@compiled
def _queue(come, before, row, first, until, sizes, costs, after):  # type: ignore[no-untyped-def]
    """Return what a changed queue costs more from slot `first` on; write what waits to `after`.

    From slot `until` on nothing but the backlog differs: where that agrees, the rest does.
    """
    slots = come.shape[0]
    rest = before[first - 1] if first else 0.0
    more = 0.0
    for slot in range(first, slots):
        rest = max(0.0, rest + come[slot] - costs[0] * row[slot // sizes[0]])
        price = costs[2] if slot == slots - 1 else costs[1]
        if slot >= until and abs(rest - before[slot]) < 1e-12:
            return more, slot
        more += price * (rest - before[slot])
        after[slot] = rest
    return more, slots


@compiled
def _starts(row, first, last):  # type: ignore[no-untyped-def]
    """Return how many counters open in the blocks from `first` to `last`."""
    number = 0
    for block in range(first, min(last + 1, row.shape[0])):
        before = row[block - 1] if block else 0
        number += max(0, row[block] - before)
    return number


@compiled
def _off(row, before, first, last, step):  # type: ignore[no-untyped-def]
    """Return how many counters more differ from before, since the row changed by `step`."""
    number = 0
    for block in range(first, last):
        number += abs(row[block] - before[block]) - abs(row[block] - step - before[block])
    return number


@compiled
def _room(open_, rules, caps, site, row, first, last):  # type: ignore[no-untyped-def]
    """Say whether one more counter fits into each block from `first` to before `last`."""
    for rule in range(rules.shape[1]):
        if not rules[site, rule, row]:
            continue
        for block in range(first, last):
            used = 1
            for other in range(open_.shape[1]):
                if rules[site, rule, other]:
                    used += open_[site, other, block]
            if used > caps[site, rule, block]:
                return False
    return True


@compiled
def _enough(open_, rules, floors, site, row, first, last):  # type: ignore[no-untyped-def]
    """Say whether what must be open is, where a row lost a counter."""
    for rule in range(rules.shape[1]):
        if not rules[site, rule, row]:
            continue
        for block in range(first, last):
            used = 0
            for other in range(open_.shape[1]):
                if rules[site, rule, other]:
                    used += open_[site, other, block]
            if used < floors[site, rule, block]:
                return False
    return True
