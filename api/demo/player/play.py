"""The play: all offices of all towns, step by step, as fast as their clock goes."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Never
from zoneinfo import ZoneInfo

import httpx

from api.demo.player.desk import Desk
from api.demo.player.line import Line
from api.demo.player.people import Crowd
from api.demo.player.script import Script, Shift, Stage

STEP = 5.0
"""Seconds of the town between two looks, at speed 1 rather less often than ours."""
SHORTEST, LONGEST = 0.25, 2.0
ALIVE = 30.0
"""Real seconds between two signs of life of an office's kiosk."""

_log = logging.getLogger(__name__)


@dataclass
class House:
    """One office at play."""

    crowd: Crowd
    desks: list[Desk]
    line: Line
    alive_at: float = -ALIVE

    async def step(self, now: datetime) -> None:
        """Let a moment pass here."""
        line = self.line
        if monotonic() - self.alive_at >= ALIVE:
            self.alive_at = monotonic()
            await line.alive(self.crowd.stage.kiosk)
        at_work = sum(desk.on_duty(now) for desk in self.desks)
        await self.crowd.step(line, now, at_work)
        for desk in self.desks:
            await desk.step(line, now)


def houses_of(
    script: Script, lines: Mapping[str, Line], zone: ZoneInfo, seed: int
) -> tuple[House, ...]:
    """Return the offices of a script with everybody in place; `lines` are by the town's name."""
    return tuple(
        House(
            Crowd(stage, zone, random.Random(f"{seed}/{stage.office}")),  # noqa: S311  # a play
            [_desk(script, shifts, seed) for shifts in _by_counter(stage)],
            lines[stage.town],
        )
        for stage in script.stages
    )


async def play(base: str, script: Script, zone: ZoneInfo, seed: int = 1) -> Never:
    """Play for ever; a server that is away is waited for."""
    async with AsyncExitStack() as open_lines:
        lines = {
            town: await open_lines.enter_async_context(Line(base, town))
            for town in {stage.town for stage in script.stages}
        }
        houses = houses_of(script, lines, zone, seed)
        while True:
            pause = await _moment(houses)
            await asyncio.sleep(pause)


async def _moment(houses: tuple[House, ...]) -> float:
    if not houses:
        return LONGEST
    try:
        hour = await houses[0].line.hour()
        if hour.speed > 0:
            await asyncio.gather(*(house.step(hour.now) for house in houses))
    except httpx.HTTPError as error:
        _log.info("the town does not answer: %s", type(error).__name__)
        return LONGEST
    return min(LONGEST, max(SHORTEST, STEP / hour.speed if hour.speed > 0 else LONGEST))


def _by_counter(stage: Stage) -> list[list[Shift]]:
    found: dict[int, list[Shift]] = {}
    for shift in stage.shifts:
        found.setdefault(shift.counter, []).append(shift)
    return [found[counter] for counter in sorted(found)]


def _desk(script: Script, shifts: list[Shift], seed: int) -> Desk:
    first = shifts[0]
    chance = random.Random(f"{seed}/{first.counter}")  # noqa: S311  # a play
    return Desk(first.login, first.counter, shifts, script.password, chance)
