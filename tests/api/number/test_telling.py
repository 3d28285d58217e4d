"""The offer on a number's page to tell the phone, and what the server takes for that."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from api.push import public_key
from api.security.limits import Limit
from api.settings import Settings
from termin import queue
from termin.messages import PushSubscription
from tests.api.clerk.day import OfficeDay
from tests.api.push.browser import KEY, Browser
from tests.termin.queue.hall_town import clock, walk_in

OFFER = "Mitteilung beim Aufruf einschalten"


@pytest.fixture
def key() -> str | None:
    """The installation's key, unless a test says otherwise."""
    return KEY


@pytest.fixture
def settings(settings: Settings, key: str | None) -> Settings:
    """The usual ones with this key."""
    return replace(settings, push_key=key)


async def test_with_a_key_the_page_offers_it_to_browsers_that_can(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    text = (await (await day.stranger()).get(f"/nummer/{mine.id}")).text
    assert OFFER in text
    assert f'data-key="{public_key(KEY)}"' in text
    assert "data-push hidden" in text, "without script there is no button that does nothing"
    assert "number-push.js" in text


@pytest.mark.parametrize("key", [None])
async def test_without_a_key_there_is_no_offer_and_nothing_is_taken(
    day: OfficeDay, key: None
) -> None:
    mine = await walk_in(day.town, "09:00")
    stranger = await day.stranger()
    text = (await stranger.get(f"/nummer/{mine.id}")).text
    assert OFFER not in text
    assert "number-push.js" not in text
    assert "Mitteilungen beim Aufruf" not in (await stranger.get("/datenschutz")).text
    answer = await stranger.post(f"/nummer/{mine.id}/mitteilung", **Browser().form)
    assert answer.status_code == 404
    assert not await PushSubscription.exists()


async def test_whose_number_is_done_gets_no_offer(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    await queue.withdraw(mine.id, clock("09:01"))
    assert OFFER not in (await (await day.stranger()).get(f"/nummer/{mine.id}")).text


async def test_a_phone_is_remembered_in_its_language_and_forgotten_on_demand(
    day: OfficeDay,
) -> None:
    mine = await walk_in(day.town, "09:00")
    stranger, eva = await day.stranger(), Browser()
    path = f"/nummer/{mine.id}/mitteilung"
    answer = await stranger.post(f"{path}?sprache=en", **eva.form)
    assert answer.status_code == 204, answer.text
    (row,) = await PushSubscription.all()
    assert (row.ticket_id, row.language) == (mine.id, "en")
    assert (row.endpoint, row.auth) == (eva.phone.endpoint, eva.phone.auth)
    answer = await stranger.post(f"{path}/aus", endpoint=eva.phone.endpoint)
    assert answer.status_code == 204
    assert not await PushSubscription.exists()


async def test_a_fourth_phone_and_foreign_addresses_are_refused(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    stranger, path = await day.stranger(), f"/nummer/{mine.id}/mitteilung"
    for name in "abc":
        assert (await stranger.post(path, **Browser(name).form)).status_code == 204
    assert (await stranger.post(path, **Browser("d").form)).status_code == 429
    inside = Browser().form | {"endpoint": "https://169.254.169.254/latest"}
    assert (await stranger.post(path, **inside)).status_code == 422
    assert (await stranger.post(path)).status_code == 422
    unknown = await stranger.post(f"/nummer/{uuid4()}/mitteilung", **Browser().form)
    assert unknown.status_code == 404


async def test_an_address_asks_only_so_often(day: OfficeDay) -> None:
    mine = await walk_in(day.town, "09:00")
    stranger, path = await day.stranger(), f"/nummer/{mine.id}/mitteilung/aus"
    tries = [
        (await stranger.post(path, endpoint="x")).status_code
        for _ in range(int(Limit.PUSH.burst) + 1)
    ]
    assert (tries[0], tries[-1]) == (204, 429)


async def test_the_worker_serves_every_number_and_may_fetch_nothing(
    day: OfficeDay,
) -> None:
    answer = await (await day.stranger()).get("/nummer/dienst.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_privacy_page_says_what_becomes_of_it(day: OfficeDay) -> None:
    text = (await (await day.stranger()).get("/datenschutz")).text
    assert "Mitteilungen beim Aufruf" in text
