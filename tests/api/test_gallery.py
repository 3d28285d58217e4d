"""Every macro in a real browser: accessible, within the policy, narrow, large and dark."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from api.assets import install
from api.rendering import content_security_policy, read_texts, static_app, theme_css
from api.rendering.static import read_static_folder
from tests.api.gallery import ERRORS, gallery
from tests.axe import AXE, JUDGE, RULES

pytestmark = pytest.mark.journey


async def show(request: Request) -> HTMLResponse:
    asked = request.query_params
    page = gallery(
        asked.get("sprache", "de"),
        asked.get("variant", "citizen"),
        ERRORS if "errors" in asked else None,
        request.app.state.texts,
        f"/farben.css?farbe={asked['farbe']}" if "farbe" in asked else None,
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": content_security_policy("abc")})


async def colours_of(request: Request) -> Response:
    return Response(theme_css(f"#{request.query_params['farbe']}"), media_type="text/css")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The gallery behind a real server; Arabic is there for its direction."""
    install(say=lambda _: None)
    folder = tmp_path_factory.mktemp("locale")
    (folder / "ar" / "LC_MESSAGES").mkdir(parents=True)
    static = static_app(read_static_folder())
    app = Starlette(
        routes=[
            Route("/musterseite", show),
            Route("/farben.css", colours_of),
            Mount("/static", static),
        ]
    )
    app.state.texts = read_texts(folder)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/musterseite"
        server.should_exit = True
        thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    yield page
    page.close()
    assert not complaints


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(JUDGE, RULES)
    return found


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize(
    ("width", "height", "query"),
    [
        (360, 740, ""),
        (1280, 800, "?errors=1"),
        (1280, 720, "?variant=staff"),
        (1080, 1920, "?variant=kiosk"),
        (1280, 800, "?sprache=ar&errors=1"),
        (1280, 800, "?farbe=ffdd00"),
    ],
)
def test_nobody_is_shut_out(
    page: Page, address: str, colours: str, width: int, height: int, query: str
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="light" if colours == "light" else "dark")
    page.goto(address + query)
    assert violations(page) == []


def test_paper_is_light_even_where_the_screen_is_dark(page: Page, address: str) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(address)
    assert violations(page) == []
    assert not page.locator(".site-footer").is_visible()


@pytest.mark.parametrize("query", ["?errors=1", "?variant=staff", "?sprache=ar&errors=1"])
def test_a_narrow_window_needs_no_scrolling_sideways(page: Page, address: str, query: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address + query)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_text_of_twice_the_size_still_fits(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 640, "height": 640})
    page.goto(f"{address}?errors=1")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_after_errors_the_focus_is_on_their_list(page: Page, address: str) -> None:
    page.goto(f"{address}?errors=1")
    page.wait_for_function("document.activeElement.id === 'fehler'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'name'")


def test_the_keyboard_skips_to_the_content(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'inhalt'")


def test_the_language_menu_closes_by_escape(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".languages > summary").click()
    assert page.locator(".languages__list").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".languages__list").is_visible()


def test_fingers_find_targets_large_enough(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1080, "height": 1920})
    page.goto(f"{address}?variant=kiosk")
    small = page.evaluate(
        "[...document.querySelectorAll('.kern-btn')]"
        ".filter(it => it.getBoundingClientRect().height < 88).map(it => it.textContent)"
    )
    assert small == []
