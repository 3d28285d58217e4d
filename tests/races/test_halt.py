"""Somebody books at a halt in the moment in which it is cancelled, or gives way to another."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from termin.booking import Hold, place_hold
from termin.booking import hold as holds
from termin.booking.seat import take_seat
from termin.capacity.rows import Claim, DutyState
from termin.errors import SlotTaken
from termin.mobile import HaltPlan, cancelling, change_halt
from termin.officeday import OfficeDay, lock
from termin.offices.mobile import Halt
from tests.termin.mobile.villages import Bus, build_bus, cancel, seek_at
from tests.town import MONDAY, NOW, Town, local

pytestmark = pytest.mark.races

exchanging = sys.modules["termin.mobile.exchange"]  # its room has a function of that name

PATIENCE = 0.5
"""Seconds that whoever has found a free time thinks about it: less than the lock's 3 s."""

Fall = Callable[[Bus, Halt], Awaitable[object]]


async def cancelled(bus: Bus, halt: Halt) -> None:
    """Cancel the halt; nobody has an appointment there."""
    del bus
    await cancel(halt, seek_at())


async def given_way(bus: Bus, halt: Halt) -> None:
    """Let the halt give way to a shorter one without the morning."""
    plan = HaltPlan(MONDAY, 645, 660, 720, 730, bus.stops["dorf"].id)
    await change_halt(halt.id, plan, "Der Fahrplan hat sich geändert.", NOW)


FALLS: tuple[tuple[Fall, ModuleType], ...] = ((cancelled, cancelling), (given_way, exchanging))


async def booked_while_it_falls(
    town: Town, fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> list[Claim]:
    """Let somebody find a time free, then the halt fall; return the claims where no bus stands."""
    bus = await build_bus(town)
    halt = await bus.publish("dorf", MONDAY)
    found, fallen = asyncio.Event(), asyncio.Event()

    async def hesitate(*args: Any, **more: Any) -> Any:
        seat = await take_seat(*args, **more)
        found.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(fallen.wait(), PATIENCE)
        return seat

    async def fall_after() -> None:
        await asyncio.wait_for(found.wait(), 5)
        await fall(bus, halt)
        fallen.set()

    monkeypatch.setattr(holds, "take_seat", hesitate)
    wish = town.wish(local(MONDAY, "09:00"), office="dorf")
    await asyncio.gather(place_hold(wish, NOW, keep=timedelta(minutes=10)), fall_after())
    return await Claim.filter(duty__state=DutyState.WITHDRAWN)


@pytest.mark.parametrize(("fall", "module"), FALLS)
async def test_nobody_holds_a_time_where_no_bus_stands(
    town: Town, fall: Fall, module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    del module
    assert await booked_while_it_falls(town, fall, monkeypatch) == []
    assert await Hold.all().count() == 0, "whoever was first lost the hold when the halt fell"
    monkeypatch.undo()
    with pytest.raises(SlotTaken):
        await town.book(local(MONDAY, "09:00"), office="dorf")


@pytest.mark.parametrize(("fall", "module"), FALLS)
async def test_without_the_lock_somebody_does(
    town: Town, fall: Fall, module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: both decide on what they read before the other wrote."""
    for each in (holds, module):
        monkeypatch.setattr(each, "locked", unlocked)
    (claim,) = await booked_while_it_falls(town, fall, monkeypatch)
    assert (await Hold.get(id=claim.hold_id)).starts_at == local(MONDAY, "09:00")


@asynccontextmanager
async def unlocked(*days: int, **_: Any) -> AsyncIterator[tuple[Any, ...]]:
    """Be what `locked` would be if nobody waited for anybody."""
    async with in_transaction():
        rows = await OfficeDay.filter(id__in=days).select_related("office")
        known = {row.id: lock._day(row) for row in rows}
        yield tuple(known[day] for day in days)
