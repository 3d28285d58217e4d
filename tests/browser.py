"""Which browser drives the journeys: found, installed where that is allowed, or loudly missing.

`python -m tests.browser` finds or installs one before the tests run. With `CI=true` a missing
browser is a failure; elsewhere the journeys are skipped.

Loaded as a plugin by `tests/conftest.py`. Journeys ask for `browser`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MINUTES_TO_INSTALL = 10

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The last list counts, so Playwright's, as far as it can matter here, has to be said again; the
    # three of the address bar are filled for each new window, which costs more than most of our
    # pages, and so does a process kept ready for the next one.
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,PaintHolding,MediaRouter,"
    "ThirdPartyStoragePartitioning,OptimizationHints,NetworkTimeServiceQuerying,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxFullPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess",
)

MISSING = """
**********************************************************************
*  NO BROWSER: the journeys through the pages are NOT tested.        *
*                                                                    *
*  Install Chromium (on Debian, as root: apt-get install chromium)   *
*  or let Playwright fetch one:                                      *
*      .venv/bin/playwright install chromium                         *
*  or name one: TEST_BROWSER=/path/to/chrome make test               *
**********************************************************************
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the journeys of one module.

    Not for the whole run: while Playwright's blocking interface is open, its event loop counts as
    running in this thread, and no asynchronous test could start one.
    """
    from playwright.sync_api import sync_playwright

    found = needed_browser()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(flags()))
        yield chromium
        chromium.close()


def needed_browser() -> Path:
    """Return the browser; without one the journey is skipped loudly, in CI it fails."""
    found = find_browser()
    if found is not None:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("no browser: see python -m tests.browser")
    pytest.skip("NO BROWSER: this journey is not tested; see python -m tests.browser")


def find_browser() -> Path | None:
    """Return a Chromium that starts: the one named, Debian's, or Playwright's own."""
    named = os.environ.get("TEST_BROWSER")
    if named:
        return Path(named) if shutil.which(named) else None
    for name in NAMES:
        if (found := shutil.which(name)) and _starts(Path(found)):
            return Path(found)
    own = _of_playwright()
    return own if own and own.exists() else None


def flags() -> tuple[str, ...]:
    """Return the flags a browser needs here; as root it cannot make its sandbox."""
    return (("--no-sandbox",) if os.geteuid() == 0 else ()) + FLAGS


def install_browser() -> Path | None:
    """Install a browser by the first way that works; None if there is none."""
    for way in (_from_debian, _from_playwright):
        if way() and (found := find_browser()):
            return found
    return None


def _from_debian() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("installing Debian's Chromium …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "-qq", "update"], quiet)
    return _run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"], quiet)


def _from_playwright() -> bool:
    print("asking Playwright for its Chromium …", flush=True)
    return _run([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _of_playwright() -> Path | None:
    from playwright.sync_api import sync_playwright

    try:
        with sync_playwright() as playwright:
            return Path(playwright.chromium.executable_path)
    except Exception as error:
        # Playwright's driver does not start on every machine; then it has no browser for us.
        print(f"Playwright's driver does not start: {error}", file=sys.stderr)
        return None


def _starts(browser: Path) -> bool:
    # On Ubuntu, /usr/bin/chromium-browser may be a note that says to install a snap.
    return _run([str(browser), "--version"], dict(os.environ), show=False)


def _run(command: list[str], environment: dict[str, str], *, show: bool = True) -> bool:
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdout=None if show else subprocess.DEVNULL,
            stderr=None if show else subprocess.DEVNULL,
            timeout=MINUTES_TO_INSTALL * 60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main(install: Callable[[], Path | None] = install_browser) -> int:
    """Say which browser there is; 1 if there is none and this is CI."""
    browser = find_browser() or install()
    if browser:
        print(f"journeys run in {browser}", flush=True)
        return 0
    print(MISSING, file=sys.stderr, flush=True)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
