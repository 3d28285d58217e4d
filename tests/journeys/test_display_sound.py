"""A call is seen and heard: chime, then voice, one after the other, in the words of the model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from api.rendering.static import static_url
from display.screen import WORDS, sentence, words_for
from tests.browser import flags, needed_browser
from tests.journeys.citizens import judged
from tests.journeys.walls import a_wall, board
from tests.town import Town
from tests.web import HERE

pytestmark = pytest.mark.journey

ALLOWED = "--autoplay-policy=no-user-gesture-required"
SPEAKER = """
    window.heard = [];
    let speaking = 0;
    speechSynthesis.speak = (said) => {
        speaking += 1;
        window.heard.push({ text: said.text, lang: said.lang, together: speaking });
        setTimeout(() => { speaking -= 1; said.onend(); }, 120);
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...all) {
        window.heard.push({ tone: this.frequency.value });
        return start.apply(this, all);
    };
"""
"""Stands where a machine has voices and loudspeakers, and writes down what it is to say."""


@pytest.fixture
async def chromium(request: pytest.FixtureRequest) -> AsyncIterator[Browser]:
    """A browser in the test's own loop, with the kiosk's flag unless `mute` is asked for."""
    found = needed_browser()
    own = [] if "mute" in request.node.name else [ALLOWED]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=[*flags(), *own])
        yield browser
        await browser.close()


def address(town: Town, query: str) -> str:
    office = town.offices["rathaus"].id
    return f"{HERE}/{town.municipality.slug}/anzeige/{office}{query}"


async def heard(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await page.evaluate("window.heard")
    return found


async def said(page: Page) -> list[tuple[str, str]]:
    return [(one["lang"], one["text"]) for one in await heard(page) if "text" in one]


async def test_a_call_is_chimed_and_spoken_in_both_languages(
    chromium: Browser, client: httpx.AsyncClient, town: Town
) -> None:
    office = int(town.offices["rathaus"].id)
    context = await chromium.new_context()
    await context.add_init_script(SPEAKER)
    wall = address(town, "?ton=an&ansage=de,en")
    page, lines = await a_wall(chromium, client, wall, context=context)
    await expect(page.locator("#sound-start")).to_be_hidden()
    await lines.send(board(office, seq=1))
    await lines.send(board(office, ("A002", "Kasse"), ("B001", "3"), seq=2))
    await page.wait_for_function("() => window.heard.filter((one) => one.text).length === 4")
    whole = await heard(page)
    assert "tone" in whole[0]
    assert all(one["together"] == 1 for one in whole if "text" in one)
    assert await said(page) == [
        ("de", "Nummer B 1, bitte zu Schalter 3."),
        ("en", "Number B 1, please go to counter 3."),
        ("de", "Nummer A 2, bitte: Kasse."),
        ("en", "Number A 2, please go to: Kasse."),
    ]
    await lines.send(board(office, ("A002", "Kasse"), seq=3))
    await page.wait_for_timeout(400)
    assert len(await heard(page)) == len(whole)  # what goes is not announced


async def test_what_was_called_before_the_screen_began_is_not_announced(
    chromium: Browser, client: httpx.AsyncClient, town: Town
) -> None:
    office = int(town.offices["rathaus"].id)
    context = await chromium.new_context()
    await context.add_init_script(SPEAKER)
    page, lines = await a_wall(chromium, client, address(town, "?ton=an"), context=context)
    await lines.send(board(office, ("B001", "3")))
    await page.wait_for_function("() => window.heard.length > 0")
    await page.reload()
    await expect(page.locator("#calls")).to_be_attached()
    await page.wait_for_timeout(1_200)
    assert await heard(page) == []


async def test_a_mute_browser_asks_for_a_touch_and_the_board_does_not_wait(
    chromium: Browser, client: httpx.AsyncClient, town: Town
) -> None:
    office = int(town.offices["rathaus"].id)
    page, lines = await a_wall(chromium, client, address(town, "?ton=an&ansage=de"), stopped=True)
    await page.clock.run_for(1_000)
    start = page.locator("#sound-start")
    await expect(start).to_be_visible()
    await lines.send(board(office, ("B001", "3")))
    await expect(page.locator("#calls .call")).to_have_count(1)
    await page.clock.resume()  # axe needs some
    assert await judged(page) == []
    await page.clock.run_for(21_000)
    await expect(start).to_be_hidden()
    hint = page.locator("#sound-hint")
    await expect(hint).to_contain_text("Der Ton ist aus")
    await hint.click()
    await expect(hint).to_be_hidden()


async def test_a_mute_browser_sounds_once_it_is_touched(
    chromium: Browser, client: httpx.AsyncClient, town: Town
) -> None:
    office = int(town.offices["rathaus"].id)
    context = await chromium.new_context()
    await context.add_init_script(SPEAKER)
    page, lines = await a_wall(chromium, client, address(town, "?ton=an"), context=context)
    await page.locator("#sound-on").click()
    await expect(page.locator("#sound-start")).to_be_hidden()
    await expect(page.locator("#sound-hint")).to_be_hidden()
    before = len(await heard(page))
    await lines.send(board(office, ("B001", "3")))
    await page.wait_for_function(f"() => window.heard.length > {before}")


async def test_a_screen_without_sound_asks_nothing(
    chromium: Browser, client: httpx.AsyncClient, town: Town
) -> None:
    page, _ = await a_wall(chromium, client, address(town, ""))
    assert await page.locator("#sound-start, #sound-hint").count() == 0


async def test_the_page_says_the_same_as_the_model(
    chromium: Browser, client: httpx.AsyncClient, town: Town
) -> None:
    numbers = ("B014", "A100", "AB007", "017", "C000", "Ö5", "B$&1", "")
    counters = (
        "3",
        "12",
        "A 2",
        "N1",
        "3b",
        "Kasse",
        "Zimmer 3.12",
        "{office}",
        "$&",
        "A-7",
        "007",
    )
    calls = [
        (language, number, counter, office)
        for language in WORDS
        for number in numbers
        for counter in counters
        for office in ("", "Bürgerbüro $1 {number}")
    ]
    page, _ = await a_wall(chromium, client, address(town, ""))
    told = await page.evaluate(
        """async ([module, words, calls]) => {
            const { sentence } = await import(module);
            return calls.map(([language, ...call]) => sentence(words[language], ...call));
        }""",
        [static_url("board/speech.js"), words_for(tuple(WORDS)), [list(call) for call in calls]],
    )
    assert told == [sentence(*call) for call in calls]
