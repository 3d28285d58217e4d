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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep races from running beside each other, and the journeys of a module in one browser.

    First of all, since xdist reads the groups when it is its turn.
    """
    for item in items:
        if group := group_of(item):
            item.add_marker(pytest.mark.xdist_group(group))
        if not item.get_closest_marker("journey"):
            continue
        if isinstance(item, pytest.Function) and asyncio.iscoroutinefunction(item.obj):
            item.obj = _ending(item.obj)


def group_of(item: pytest.Item) -> str:
    """Return the name of those that one worker runs one after the other; none for most tests."""
    if item.get_closest_marker("races"):
        return "races"
    journey = item.get_closest_marker("journey")
    return item.nodeid.partition("::")[0] if journey else ""


def _ending(journey: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @wraps(journey)
    async def ends(**given: object) -> None:
        async with asyncio.timeout(LONGEST_JOURNEY):
            await journey(**given)

    return ends
