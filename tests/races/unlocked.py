"""The lock taken out of a module of the queue: everybody reads before anybody writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from termin.errors import Refusal
from termin.officeday import Day, OfficeDay, lock

Deed = Coroutine[Any, Any, Any]


async def at_once(*deeds: Deed) -> tuple[list[Any], list[BaseException]]:
    """Do all of it at once; return what was answered, and what was refused or clashed."""
    ends = await asyncio.gather(*deeds, return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, Refusal | IntegrityError):
            raise end
    clashes = [end for end in ends if isinstance(end, BaseException)]
    return [end for end in ends if not isinstance(end, BaseException)], clashes


def unlock(monkeypatch: pytest.MonkeyPatch, module: ModuleType, deeds: int = 2) -> None:
    """Take the lock out of a module: nobody goes on before so many have come to decide."""

    @asynccontextmanager
    async def unlocked(*days: int) -> AsyncIterator[tuple[Day, ...]]:
        async with in_transaction():
            rows = await OfficeDay.filter(id__in=days).select_related("office")
            found = {row.id: lock._day(row) for row in rows}
            yield tuple(found[day] for day in days)

    monkeypatch.setattr(module, "locked", unlocked)
    together(monkeypatch, module, "moment_of", deeds)


def together(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, deeds: int) -> None:
    """Let a function of a module begin only when so many are about to call it."""
    real, there, everybody = getattr(module, name), 0, asyncio.Event()

    async def wait_for_all(*wanted: Any) -> Any:
        nonlocal there
        there += 1
        if there >= deeds:
            everybody.set()
        await asyncio.wait_for(everybody.wait(), 5)
        return await real(*wanted)

    monkeypatch.setattr(module, name, wait_for_all)
