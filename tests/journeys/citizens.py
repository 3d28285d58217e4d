"""What journeys of citizens share: days on which the town is open, a browser, what axe finds."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice

from playwright.async_api import Browser, BrowserContext, Page

from termin.offices import public_holidays
from tests.axe import AXE, JUDGE, RULES
from tests.town import ZONE, Town

WIDE, NARROW = (1280, 800), (320, 640)
PATIENCE = 20_000
"""Milliseconds for what happens sooner or later, on a machine that has more to do."""


def coming_days(most: int) -> list[date]:
    """Return the next working days by the real clock, today not among them."""
    today = datetime.now(UTC).astimezone(ZONE).date()
    feasts = public_holidays("BY", [], today, today + timedelta(days=40))
    days = (today + timedelta(days=ahead) for ahead in count(1))
    return list(islice((day for day in days if day.weekday() < 5 and day not in feasts), most))


async def open_town(town: Town) -> list[date]:
    """Put clerks at counters on the next two working days; return these days."""
    days = coming_days(2)
    await town.duty("1", "ada", days[0], ("08:00", "10:00"))
    await town.duty("2", "cem", days[1], ("08:00", "16:00"))
    return days


async def a_browser(
    chromium: Browser, size: tuple[int, int] = WIDE, *, script: bool = False, dark: bool = False
) -> Page:
    """Open a window, without script unless asked for."""
    context: BrowserContext = await chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
        locale="de-DE",
    )
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


async def violations(page: Page) -> list[str]:
    """What axe finds, and whether the page needs scrolling sideways."""
    found = [f"{page.url} {broken}" for broken in await judged(page, RULES)]
    return found + ([f"{page.url} is too wide"] if await too_wide(page) else [])


async def judged(page: Page, rules: list[str] | None = None) -> list[str]:
    """What breaks these rules of axe, or those that it takes by itself; needs script."""
    await page.evaluate(AXE.read_text())
    # It waits for ever where script is off, or the page's clock stands still.
    async with asyncio.timeout(3 * PATIENCE / 1000):
        found: list[str] = await page.evaluate(JUDGE, rules)
    return found


async def too_wide(page: Page) -> bool:
    """Whether the page needs scrolling sideways."""
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))
