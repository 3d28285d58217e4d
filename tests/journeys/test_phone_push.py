"""The offer to tell the phone in a real browser: refused, switched on, told, taken back."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from playwright.async_api import Page, expect

from api.assets import install
from api.clock import set_pace
from termin.messages import PushSubscription
from tests.api.push.browser import KEY
from tests.api.push.browser import Browser as Subscriber
from tests.journeys.citizens import PATIENCE, too_wide, violations
from tests.journeys.test_phone_page import House
from tests.termin.queue.hall_town import clock, walk_in
from tests.town import Town
from tests.web import ServerStarter

pytestmark = pytest.mark.journey

OFFER = "Mitteilung beim Aufruf einschalten"
END = "Mitteilungen wieder ausschalten"

# The one thing a browser without the internet cannot do is to get an address from its maker.
MAKER = """
const [endpoint, keys] = %s;
const subscription = {
  endpoint, toJSON: () => ({endpoint, keys}),
  unsubscribe: async () => { sessionStorage.removeItem("on"); return true; },
};
PushManager.prototype.subscribe = async () => {
  sessionStorage.setItem("on", "1");
  return subscription;
};
PushManager.prototype.getSubscription = async () => sessionStorage.getItem("on") && subscription;
"""


@pytest.fixture
async def house(town: Town, running_servers: ServerStarter, chromium: object) -> House:
    """The Rathaus on its Monday, with a key."""
    install(say=lambda _: None)
    await town.duty("2", "ben")
    await set_pace(clock("09:00"), 1.0)
    server = await running_servers(TERMIN_DEMO="1", TERMIN_PUSH_KEY=KEY)
    return House(town, server, chromium)  # type: ignore[arg-type]


async def test_whoever_refuses_is_told_that_the_page_goes_on(house: House) -> None:
    mine = await walk_in(house.town, "09:00")
    phone = await house.phone(f"/nummer/{mine.id}")
    await expect(phone.get_by_role("button", name=OFFER)).to_be_visible()
    assert await violations(phone) == []
    assert not await too_wide(phone)
    await phone.get_by_role("button", name=OFFER).click()
    await expect(phone.get_by_text("Ihr Browser lässt hier keine Mitteilungen zu.")).to_be_visible()
    await expect(phone.get_by_role("button", name=OFFER)).to_be_focused()
    assert await violations(phone) == []
    assert not await PushSubscription.exists()


async def test_it_is_switched_on_told_and_taken_back(house: House) -> None:
    mine = await walk_in(house.town, "09:00")
    phone = await house.phone("/")
    await phone.context.grant_permissions(["notifications"], origin=house.server.url)
    eva = Subscriber().form
    keys = {"p256dh": eva["p256dh"], "auth": eva["auth"]}
    await phone.add_init_script(MAKER % json.dumps([eva["endpoint"], keys]))
    await phone.goto(f"{house.server.url}/musterstadt/nummer/{mine.id}")
    await phone.get_by_role("button", name=OFFER).click()
    await expect(phone.get_by_text("Eingeschaltet.")).to_be_visible()
    await expect(phone.get_by_role("button", name=END)).to_be_focused()
    assert (await PushSubscription.get()).ticket_id == mine.id
    assert await violations(phone) == []

    await phone.reload()
    await expect(phone.get_by_role("button", name=END)).to_be_visible()
    await deliver(
        phone, house.server.url, {"title": "Bitte zu Schalter 2", "body": "B001", "lang": "de"}
    )
    assert await shown(phone) == [["Bitte zu Schalter 2", "B001", "de"]]

    await phone.get_by_role("button", name=END).click()
    await expect(phone.get_by_role("button", name=OFFER)).to_be_focused()
    assert not await PushSubscription.exists()
    assert (
        await phone.evaluate("navigator.serviceWorker.getRegistrations().then(r => r.length)") == 0
    )


async def deliver(phone: Page, origin: str, message: dict[str, str]) -> None:
    """Let a message of the push service arrive, as the developer tools do; wait till it is told."""
    tools = await phone.context.new_cdp_session(phone)
    known: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    told: asyncio.Future[list[dict[str, str]]] = asyncio.get_running_loop().create_future()

    def note(event: dict[str, list[dict[str, str]]]) -> None:
        for one in event["registrations"]:
            if not known.done():
                known.set_result(one["registrationId"])

    def hear(event: dict[str, Any]) -> None:
        step = event["backgroundServiceEvent"]
        if step["eventName"] == "Push event completed" and not told.done():
            told.set_result(step["eventMetadata"])

    tools.on("ServiceWorker.workerRegistrationUpdated", note)
    tools.on("BackgroundService.backgroundServiceEventReceived", hear)
    await tools.send("ServiceWorker.enable")
    service = {"service": "pushMessaging"}
    await tools.send("BackgroundService.startObserving", service)
    await tools.send("BackgroundService.setRecording", {**service, "shouldRecord": True})
    await tools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": await known, "data": json.dumps(message)},
    )
    ended = await asyncio.wait_for(told, PATIENCE / 1000)
    assert ended == [{"key": "Status", "value": "Success"}]


async def shown(phone: Page) -> list[list[str]]:
    """Return the notifications that stand on the phone.

    Not to be asked while one is about to be shown: Chromium forgets each that it has written down
    and not yet put up when somebody asks.
    """
    found: list[list[str]] = await phone.evaluate(
        """navigator.serviceWorker.ready.then((one) => one.getNotifications())
        .then((all) => all.map((one) => [one.title, one.body, one.lang]))"""
    )
    return found
