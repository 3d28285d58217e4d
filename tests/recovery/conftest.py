"""The browser of the journeys, for outages too."""

from __future__ import annotations

from playwright.async_api import expect

from tests.journeys.citizens import PATIENCE
from tests.journeys.offices import _function_scoped_runner, chromium, started

__all__ = ["_function_scoped_runner", "chromium", "started"]

expect.set_options(timeout=PATIENCE)
