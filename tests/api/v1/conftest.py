"""The office's day these tests live in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from starlette.applications import Starlette

from tests.api.clerk.day import OfficeDay, begin
from tests.town import Town


@pytest.fixture
async def day(app: Starlette, town: Town) -> AsyncIterator[OfficeDay]:
    """Monday, nine o'clock."""
    async with AsyncExitStack() as clients:
        yield await begin(app, town, clients)
