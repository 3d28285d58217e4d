"""Fixtures for tests of the domain: the rows open on a database of the test's own, and a town."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from api.database import DatabaseAddress
from termin.store import connected
from tests.town import Town, build_town


@pytest.fixture
async def rows(fresh_database: DatabaseAddress) -> AsyncIterator[DatabaseAddress]:
    """The rows, open for every task of the test."""
    async with connected(fresh_database.tortoise(), pool=10, everywhere=True):
        yield fresh_database


@pytest.fixture
async def town(rows: DatabaseAddress) -> Town:
    """A small town without duties; the test puts clerks at counters."""
    return await build_town()
