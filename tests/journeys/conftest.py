"""Fixtures of journeys through an office's day."""

from __future__ import annotations

from playwright.async_api import expect

from tests.journeys.citizens import PATIENCE
from tests.journeys.offices import chromium, office

__all__ = ["chromium", "office"]

# Five seconds, Playwright's own, is little on a machine that is slow or has more to do. Where less
# is promised to people, the test says how much less.
expect.set_options(timeout=PATIENCE)
