"""The browser of the journeys, for outages too."""

from __future__ import annotations

from tests.journeys.offices import chromium

__all__ = ["chromium"]
