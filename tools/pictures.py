"""The pictures of the documentation, taken from a demo that runs: `make pictures`.

One story: somebody books, comes, draws a number at the Terminal, is called, sees it on the display,
while the office goes on around them. Needs Chromium (see `python -m tests.browser`).
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser import FLAGS, find_browser

PROJECT = Path(__file__).parents[1]
PICTURES = PROJECT / "docs" / "pictures"
READY = "Strg-C"
TOWN = "amselbrueck"
DESK = ViewportSize(width=1280, height=800)
HANDHELD = ViewportSize(width=360, height=740)
TERMINAL = ViewportSize(width=1080, height=1920)
SCREEN = ViewportSize(width=1920, height=1080)
SETTLED = 1200
"""Milliseconds for a live page to have its board."""


def main() -> None:
    """Start a demo, tell the story, keep its pictures."""
    found = find_browser()
    if found is None:
        sys.exit("No browser. `python -m tests.browser` says how to get one.")
    with running_demo() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS, "--no-sandbox"])
        Story(browser, base).tell()
        browser.close()


@contextmanager
def running_demo() -> Iterator[str]:
    """Give the address of a demo that ends with the block and leaves nothing."""
    folder = Path(tempfile.mkdtemp(prefix="termin-pictures-"))
    folder.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    options = ("--port", str(port), "--data-dir", str(folder / "data"), "--fast-forward", "3")
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "demo", *options],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )
    try:
        for line in process.stdout or ():
            print(line, end="")
            if READY in line:
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


class Story:
    """What happens in two minutes of the demo, one picture after the other."""

    def __init__(self, browser: Browser, base: str) -> None:
        self._browser, self._base = browser, base
        self._number = 0

    def tell(self) -> None:
        """Take all pictures."""
        citizen = self._page(HANDHELD, f"/{TOWN}/")
        self._keep(citizen, "citizen-start")
        citizen.fill("input[type=search]", "neuer Ausweis")
        citizen.keyboard.press("Enter")
        citizen.wait_for_load_state()
        self._keep(citizen, "citizen-search")
        kiosk = self._entered(TERMINAL, "form[action*='/automat/'] button, button[form^='automat']")
        self._keep(kiosk, "terminal")
        display = self._page(SCREEN, self._display())
        desk = self._entered(DESK, "form[action*='/anmelden/schalter1'] button")
        display.wait_for_timeout(SETTLED)
        desk.get_by_role("button", name="Nächste Person aufrufen").click()
        display.wait_for_timeout(SETTLED)
        self._keep(display, "display")
        desk.get_by_role("button", name="Ist da").click()
        desk.wait_for_timeout(SETTLED)
        self._keep(desk, "workstation")
        reception = self._entered(DESK, "form[action*='/anmelden/empfang'] button")
        self._keep(reception, "reception")
        manager = self._entered(DESK, "form[action*='/anmelden/leitung'] button")
        manager.goto(f"{self._base}/{TOWN}/amt/heute")
        manager.wait_for_timeout(SETTLED)
        self._keep(manager, "today")
        manager.locator("main h2 a, main h3 a").first.click()
        manager.wait_for_timeout(SETTLED)
        self._keep(manager, "day", full=True)

    def _display(self) -> str:
        page = self._page(DESK, "/demo")
        found = page.locator("a[href*='/anzeige/']").first.get_attribute("href")
        page.close()
        return str(found)

    def _page(self, size: ViewportSize, path: str) -> Page:
        page = self._browser.new_context(viewport=size, locale="de-DE").new_page()
        page.goto(self._base + path)
        page.wait_for_timeout(SETTLED / 2)
        return page

    def _entered(self, size: ViewportSize, door: str) -> Page:
        page = self._page(size, "/demo")
        self._click(page, door)
        page.wait_for_timeout(SETTLED)
        return page

    def _click(self, page: Page, door: str) -> None:
        page.locator(door).first.click()
        page.wait_for_load_state()

    def _keep(self, page: Page, name: str, *, full: bool = False) -> None:
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=full)
        print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
