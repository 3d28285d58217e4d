"""An eye on a page: when a change was painted, and when a button was pressed, on one clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page

PATIENCE = 10.0

# A mutation is not yet seen. The frame that has it is painted after the next animation frame's
# callbacks, and a message posted there comes when that is done.
_EYE = """() => {
  const place = document.getElementById("calls") ?? document.body;
  const newest = () => (place.firstElementChild ?? place).textContent.replace(/\\s/g, "");
  window.nextPainted = () => new Promise((resolve) => {
    const before = newest();
    const look = () => {
      if (newest() === before || newest() === "") return;
      watching.disconnect();
      requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () =>
          resolve([performance.timeOrigin + performance.now(), newest()]);
        after.port2.postMessage(null);
      });
    };
    const watching = new MutationObserver(look);
    watching.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}"""
_PRESSED = """addEventListener("click", (event) => {
  console.info("pressed " + (performance.timeOrigin + event.timeStamp));
}, true);"""
_CLOCK = "() => performance.timeOrigin + performance.now()"


async def open_eye(page: Page) -> float:
    """Watch a page; return by how many milliseconds its clock is ahead of this process's."""
    await page.evaluate(_EYE)
    looks = []
    for _ in range(20):
        before = time() * 1000
        there = await page.evaluate(_CLOCK)
        after = time() * 1000
        looks.append((after - before, there - (before + after) / 2))
    return float(min(looks)[1])


async def painted_after(page: Page, act: Callable[[], Awaitable[float]]) -> tuple[float, str]:
    """Do something that returns when it began (ms since 1970); return the milliseconds until the
    page had painted another newest call, and that call."""
    seeing = asyncio.create_task(page.evaluate("() => window.nextPainted()"))
    await page.evaluate("() => 0")  # the eye is open: the page answers in order
    try:
        began = await act()
        async with asyncio.timeout(PATIENCE):
            at, shown = await seeing
    finally:
        seeing.cancel()
    return at - began, shown


class Finger:
    """Presses a button of a page and knows when the page felt it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._felt: asyncio.Queue[float] = asyncio.Queue()
        page.on("console", lambda said: self._hear(said.text))

    async def prepare(self) -> None:
        """Feel presses in the document that is open and in all that this page opens later."""
        await self._page.add_init_script(_PRESSED)
        await self._page.evaluate(f"() => {{ {_PRESSED} }}")

    async def press(self, selector: str) -> float:
        """Press; return when (ms since 1970), as the page's own event says."""
        while not self._felt.empty():
            self._felt.get_nowait()
        await self._page.locator(selector).first.click(no_wait_after=True)
        async with asyncio.timeout(PATIENCE):
            return await self._felt.get()

    def _hear(self, text: str) -> None:
        word, _, number = text.partition(" ")
        if word == "pressed":
            self._felt.put_nowait(float(number))
