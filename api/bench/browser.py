"""A real browser for measuring what people see; a tool of developers, not of an installation."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page behind another one would be drawn once a second: a screen on the wall is in front.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)
MISSING = (
    "This is measured in Chromium, driven by playwright. Install playwright with "
    "`make install-dev`, and Chromium with `apt-get install chromium` (as root, on Debian) or "
    "`.venv/bin/playwright install chromium`; or name one: TEST_BROWSER=/path/to/chrome."
)


class NoBrowser(Exception):
    """There is no browser; the message says how to get one."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Give a Chromium without a window for the block.

    Raises:
        NoBrowser: playwright or Chromium is missing, or does not start.
    """
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError as error:
        raise NoBrowser(MISSING) from error
    async with async_playwright() as playwright:
        named = os.environ.get("TEST_BROWSER")
        found = named or next(filter(None, map(shutil.which, NAMES)), None)
        try:
            # As root Chromium cannot make its sandbox.
            root = ("--no-sandbox",) if os.geteuid() == 0 else ()
            browser = await playwright.chromium.launch(executable_path=found, args=[*root, *FLAGS])
        except Error as error:
            raise NoBrowser(MISSING) from error
        try:
            yield browser
        finally:
            await browser.close()
