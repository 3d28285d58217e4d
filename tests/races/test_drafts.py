"""A month of a bus is drafted anew in the moment in which one of its drafts is published."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest

from termin.capacity.rows import Duty, DutyState
from termin.errors import NotFound
from termin.mobile import HaltPlan, draft_halts, halts, halts_between, publish_halt, publishing
from termin.offices.mobile import Halt, HaltState
from tests.termin.mobile.villages import Bus, build_bus
from tests.town import MONDAY, NOW, Town, local

pytestmark = pytest.mark.races

PATIENCE = 0.5
"""Seconds that whoever is first stops in its midst for the other: less than the lock's 3 s."""

Deed = Coroutine[Any, Any, object]


async def drafted_while_it_is_published(
    monkeypatch: pytest.MonkeyPatch, town: Town
) -> tuple[Bus, object]:
    """Draft a day as it is once more while its halt becomes public; return the bus and how many."""
    bus = await build_bus(town)
    halt = await bus.draft("dorf", MONDAY)
    same = HaltPlan(MONDAY, 525, 540, 720, 730, bus.stops["dorf"].id)
    _, drafted = await in_the_midst(
        monkeypatch,
        (publishing, "cut"),  # the halt is public, but that is not committed
        publish_halt(halt.id, NOW),
        draft_halts(bus.unit, MONDAY, MONDAY, [same], NOW),
    )
    return bus, drafted


async def test_a_halt_that_becomes_public_stays_and_is_not_drafted_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus, drafted = await drafted_while_it_is_published(monkeypatch, town)
    assert drafted == 0
    (halt,) = await Halt.filter(unit_id=bus.unit.id)
    assert halt.state is HaltState.PUBLISHED
    await town.book(local(MONDAY, "09:00"), office="dorf")


async def test_without_a_look_at_what_it_has_become_it_is_lost(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: whoever deletes what was a draft a moment ago deletes a public halt."""

    async def forget(*days: Any) -> None:
        seen = [one.id for one in await halts_between(*days) if one.state is HaltState.DRAFT]
        await Halt.filter(id__in=seen).delete()

    monkeypatch.setattr(halts, "forget_drafts", forget)
    bus, _ = await drafted_while_it_is_published(monkeypatch, town)
    assert not await Halt.filter(unit_id=bus.unit.id, state=HaltState.PUBLISHED).exists()
    assert await Duty.filter(state=DutyState.PUBLISHED).count() == 1, "nobody drives there"


async def test_a_draft_that_is_given_up_in_that_moment_is_not_published(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = await build_bus(town)
    halt = await bus.draft("dorf", MONDAY)
    _, refusal = await in_the_midst(
        monkeypatch,
        (halts, "halts_between"),  # the draft is deleted, but that is not committed
        draft_halts(bus.unit, MONDAY, MONDAY, [], NOW),
        publish_halt(halt.id, NOW),
    )
    assert isinstance(refusal, NotFound)
    assert not await Duty.exists()


async def in_the_midst(
    monkeypatch: pytest.MonkeyPatch, stop: tuple[ModuleType, str], first: Deed, second: Deed
) -> tuple[object, object]:
    """Do `second` when `first` is about to call a function of a module; return what both did."""
    there, over = asyncio.Event(), asyncio.Event()
    real = getattr(*stop)

    async def hesitate(*args: Any) -> Any:
        there.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), PATIENCE)
        return await real(*args)

    async def follow() -> object:
        await asyncio.wait_for(there.wait(), 5)
        done = await second
        over.set()
        return done

    monkeypatch.setattr(*stop, hesitate)
    done, followed = await asyncio.gather(first, follow(), return_exceptions=True)
    assert not isinstance(done, BaseException), "whoever was first is not refused"
    return done, followed
