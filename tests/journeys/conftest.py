"""Fixtures of journeys through an office's day."""

from __future__ import annotations

from playwright.async_api import expect

from tests.journeys.citizens import PATIENCE
from tests.journeys.offices import _function_scoped_runner, chromium, office, started

__all__ = ["_function_scoped_runner", "chromium", "office", "started"]

# Five seconds, Playwright's own, is little on a machine that is slow or has more to do. Where less
# is promised to people, the test says how much less.
expect.set_options(timeout=PATIENCE)
