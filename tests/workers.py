"""Which tests share a worker when several run at once (`pytest -n 3 --dist loadgroup`), how long.

Loaded as a plugin by `tests/conftest.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps

import pytest

LONGEST_JOURNEY = 300.0
"""Seconds; a page that never answers is waited for without end otherwise."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep races from running beside each other, and the journeys of a module in one browser."""
    for item in items:
        if item.get_closest_marker("races"):
            item.add_marker(pytest.mark.xdist_group("races"))
        elif item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
            if isinstance(item, pytest.Function) and asyncio.iscoroutinefunction(item.obj):
                item.obj = _ending(item.obj)


def _ending(journey: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @wraps(journey)
    async def ends(**given: object) -> None:
        async with asyncio.timeout(LONGEST_JOURNEY):
            await journey(**given)

    return ends
