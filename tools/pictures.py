"""The pictures of the documentation, taken from a demo that runs: `make pictures`.

One story: somebody books, comes, checks in at the Terminal, is called, sees it on the display,
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

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser import FLAGS, find_browser

PROJECT = Path(__file__).parents[1]
PICTURES = PROJECT / "docs" / "pictures"
READY = "Strg-C"
TOWN = "amselbrueck"
DESK = ViewportSize(width=1280, height=800)
HIGH = ViewportSize(width=1280, height=1250)
HANDHELD = ViewportSize(width=360, height=740)
TERMINAL = ViewportSize(width=1080, height=1920)
SCREEN = ViewportSize(width=1920, height=1080)
COLOURS = 128
MOST_BYTES = 150_000
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
    options = ("--port", str(port), "--data-dir", str(folder / "data"), "--fast-forward", "1")
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

    def tell(self) -> None:
        """Take all pictures."""
        start = self._page(DESK, "/demo")
        self._keep(start, "demo")
        code, office = self._book()
        display = self._page(SCREEN, self._display(start, office), scale=0.5)
        desk = self._entered(DESK, "Als schalter1 öffnen")
        number = self._arrive(code, office)
        self._call(desk, number)
        display.wait_for_timeout(SETTLED)
        self._keep(display, "display")
        desk.get_by_role("button", name="Ist da").click()
        desk.wait_for_timeout(SETTLED)
        self._keep(desk, "workstation")
        self._keep(self._entered(DESK, "Als empfang öffnen"), "reception")
        manager = self._entered(DESK, "Als leitung öffnen")
        manager.goto(f"{self._base}/{TOWN}/amt/heute")
        manager.wait_for_timeout(SETTLED)
        self._keep(manager, "today")
        manager.get_by_role("main").get_by_role("link", name="Rathaus").first.click()
        manager.wait_for_load_state()
        manager.set_viewport_size(HIGH)
        manager.wait_for_timeout(SETTLED)
        self._keep(manager, "day")

    def _book(self) -> tuple[str, str]:
        """Book the earliest time at the town hall; return the code and the office's short name."""
        page = self._page(HANDHELD, f"/{TOWN}/")
        self._keep(page, "citizen-start")
        page.fill("input[type=search]", "neuer Ausweis")
        page.keyboard.press("Enter")
        page.wait_for_url("**/suche*")
        self._keep(page, "citizen-search")
        page.get_by_role("link", name="Personalausweis beantragen").first.click()
        page.get_by_role("button", name="Ort und Zeit wählen").click()
        page.wait_for_url("**/zeiten*")
        self._keep(page, "citizen-times")
        page.locator(".offer", has_text="Rathaus").first.click()
        page.get_by_label("Name").fill("Eva Muster")
        page.get_by_role("button", name="Weiter", exact=True).last.click()
        page.get_by_role("button", name="Termin buchen").last.click()
        page.get_by_role("heading", name="Ihr Termin ist gebucht").wait_for()
        self._keep(page, "citizen-booked")
        return str(page.locator(".code").first.text_content()).replace("-", "").strip(), "Rathaus"

    def _arrive(self, code: str, office: str) -> str:
        """Check in at the office's Terminal; return the number."""
        page = self._entered(TERMINAL, f"Terminal öffnen: {office}", scale=0.5)
        self._keep(page, "terminal")
        page.get_by_role("link", name="Deutsch").click()
        page.get_by_role("link", name="Ich habe einen Termin").click()
        for sign in code:
            page.get_by_role("button", name=sign, exact=True).click()
        page.get_by_role("button", name="Anmelden").first.click()
        number = str(page.locator(".slip__number").text_content()).strip()
        self._keep(page, "terminal-ticket")
        return number

    def _call(self, desk: Page, number: str) -> None:
        """Call the next at our counter: whoever has just come, if it is their turn."""
        desk.get_by_role("button", name="Nächste Person aufrufen").click()
        desk.get_by_role("button", name="Ist da").wait_for()
        called = str(desk.locator(".number-huge").text_content()).strip()
        print(f"{number} waits, {called} is called")

    def _display(self, start: Page, office: str) -> str:
        link = start.get_by_role("link", name=f"Anzeige im Warteraum: {office}")
        return str(link.get_attribute("href"))

    def _page(self, size: ViewportSize, path: str, scale: float = 1) -> Page:
        context = self._browser.new_context(
            viewport=size, locale="de-DE", device_scale_factor=scale
        )
        page = context.new_page()
        page.goto(self._base + path)
        page.wait_for_timeout(SETTLED / 2)
        return page

    def _entered(self, size: ViewportSize, door: str, scale: float = 1) -> Page:
        page = self._page(size, "/demo", scale)
        page.get_by_role("button", name=door).first.click()
        page.wait_for_load_state()
        page.wait_for_timeout(SETTLED)
        return page

    def _keep(self, page: Page, name: str) -> None:
        PICTURES.mkdir(exist_ok=True)
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path)
        with Image.open(path) as full:
            small = full.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
        size = path.stat().st_size
        print(f"docs/pictures/{name}.png  {size // 1000} kB")
        if size > MOST_BYTES:
            raise SystemExit(f"{path} is larger than {MOST_BYTES} bytes")


if __name__ == "__main__":
    main()
