"""Fixtures of journeys through an office's day."""

from __future__ import annotations

from tests.journeys.offices import chromium, office

__all__ = ["chromium", "office"]
