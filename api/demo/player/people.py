"""Those who come: with a code a little early, or without one when they please."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api.demo.player.line import Line
from api.demo.player.script import Stage

COME = 0.91
"""Of those with an appointment, who come."""
EARLY = (2, 16)
"""Minutes before the time; a few are late instead."""
LATE_SHARE, LATE = 0.06, (1, 25)
A_DESK_HOUR = 1.3
"""Walk-ins an hour for each clerk at work, on an average hour."""
BUSY_HOURS = {8: 1.3, 9: 1.2, 10: 1.2, 11: 1.1, 12: 0.8, 13: 0.8, 14: 1.0, 15: 1.0, 16: 1.1}
FULL = 5
"""People waiting for each clerk, from which on those who look in turn round again."""
GONE_BY = timedelta(minutes=30)
"""Whoever should have come so long ago is not sent any more, as after a night's rest."""


@dataclass
class Crowd:
    """The people of one office, in the order in which they come."""

    stage: Stage
    zone: ZoneInfo
    chance: random.Random = field(repr=False)
    coming: list[tuple[datetime, str]] = field(default_factory=list)
    looked_at: datetime | None = None

    def __post_init__(self) -> None:
        for one in self.stage.carried:
            if self.chance.random() < COME:
                minutes = -self.chance.randint(*EARLY)
                if self.chance.random() < LATE_SHARE:
                    minutes = self.chance.randint(*LATE)
                self.coming.append((one.starts_at + timedelta(minutes=minutes), one.code))
        self.coming.sort(reverse=True)

    async def step(self, line: Line, now: datetime, desks: int) -> None:
        """Let those come who come by now; `desks` clerks are at work."""
        while self.coming and self.coming[-1][0] <= now:
            at, code = self.coming.pop()
            if now - at < GONE_BY:
                await line.check_in(self.stage.office, code, self.stage.kiosk)
        for _ in range(self._walk_ins(now, desks)):
            if await line.waiting(self.stage.office) < FULL * desks:
                service = _drawn(self.stage.wanted, self.chance.choices)
                await line.draw(self.stage.office, service, self.stage.kiosk)

    def _walk_ins(self, now: datetime, desks: int) -> int:
        since, self.looked_at = self.looked_at, now
        if since is None or not desks or not self.stage.wanted:
            return 0
        hours = min((now - since).total_seconds(), 900.0) / 3600
        busy = BUSY_HOURS.get(now.astimezone(self.zone).hour, 0.6)
        return _poisson(hours * desks * A_DESK_HOUR * busy, self.chance.random)


def _drawn(wanted: list[tuple[int, int]], choices: Callable[..., list[int]]) -> int:
    return choices([service for service, _ in wanted], [weight for _, weight in wanted])[0]


def _poisson(mean: float, chance: Callable[[], float]) -> int:
    """Return how many come when `mean` are expected (Knuth's product of chances; small means)."""
    limit, product, count = math.exp(-mean), chance(), 0
    while product > limit:
        product *= chance()
        count += 1
    return count
