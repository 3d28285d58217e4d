"""Phones are told of calls, by a push service that is really asked; nobody else can read it."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from api.clock import real_now
from api.push.keys import public_key
from api.push.network import Door, public_door
from api.push.phones import Phones, open_phones
from api.push.service import Outcome, PushService, new_client
from api.rendering import read_texts
from api.settings import Settings
from api.worker import rounds_of
from termin import queue
from termin.booking import Channel
from termin.messages import PushSubscription, subscribe
from tests.api.push.browser import HOST, KEY, Browser, Maker, a_maker
from tests.termin.queue.hall_town import call, clock, walk_in
from tests.town import Town


class Standing:
    """A clock that stands."""

    def __init__(self) -> None:
        self.at = clock("09:00")

    def now(self) -> datetime:
        """Return where it stands."""
        return self.at


@dataclass
class Case:
    """A town, a push service, and the worker's part of it all."""

    town: Town
    maker: Maker
    phones: Phones
    clock: Standing

    async def waiting(self, browser: Browser, time: str = "09:00") -> UUID:
        """Somebody draws a number and wants to be told."""
        ticket = (await walk_in(self.town, time)).id
        await subscribe(ticket, browser.phone, clock(time))
        return ticket

    async def calls(self, time: str) -> int:
        """Do the worker's round at this time."""
        self.clock.at = clock(time)
        return await self.phones.tell_calls()

    async def soon(self, time: str) -> int:
        self.clock.at = clock(time)
        return await self.phones.tell_soon()


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[Maker]:
    with a_maker(tmp_path) as found:
        yield found


@pytest.fixture
async def case(town: Town, maker: Maker) -> AsyncIterator[Case]:
    await town.duty("1", "ada")
    await town.duty("2", "ben")
    standing = Standing()
    async with new_client(verify=maker.trusted) as client:
        service = PushService(KEY, "termin@example.org", client, maker.door)
        yield Case(town, maker, Phones(service, read_texts(), standing), standing)


async def test_who_is_called_is_told_number_and_counter_and_only_that_phone_reads_it(
    case: Case,
) -> None:
    eva = Browser()
    await case.waiting(eva)
    assert await case.calls("09:00") == 0
    await call(case.town, "2", "09:01")
    assert await case.calls("09:01") == 1
    (arrived,) = case.maker.arrived
    assert eva.read(arrived.body) == {
        "title": "Bitte zu Schalter 2",
        "body": "Nummer B001 ist aufgerufen.",
        "lang": "de",
    }
    with pytest.raises(Exception, match="Decryption"):
        Browser().read(arrived.body)
    assert arrived.path == "/send/eva?k=1"
    assert arrived.headers["host"] == HOST
    assert arrived.headers["content-encoding"] == "aes128gcm"
    assert arrived.headers["urgency"] == "high"
    assert 0 < int(arrived.headers["ttl"]) <= 300
    assert len(arrived.headers["topic"]) <= 32


async def test_the_service_learns_who_sends_and_nothing_else(case: Case) -> None:
    await case.waiting(Browser())
    await call(case.town, "2", "09:01")
    await case.calls("09:01")
    (arrived,) = case.maker.arrived
    claims = arrived.claims()
    assert claims["aud"] == f"https://{HOST}"
    assert claims["sub"] == "mailto:termin@example.org"
    assert 0 < claims["exp"] - real_now().timestamp() <= 24 * 3600
    assert arrived.headers["authorization"].endswith(f"k={public_key(KEY)}")
    assert "B001" not in str(arrived.headers)
    assert "cookie" not in arrived.headers


async def test_a_call_is_told_once_and_each_further_call_again(case: Case) -> None:
    ticket = await case.waiting(Browser())
    await call(case.town, "2", "09:01")
    assert [await case.calls("09:01"), await case.calls("09:02")] == [1, 0]
    await queue.call_again(ticket, clock("09:03"))
    assert [await case.calls("09:03"), await case.calls("09:04")] == [1, 0]


async def test_in_the_language_of_the_page(case: Case) -> None:
    tom = Browser(language="en")
    await case.waiting(tom)
    await call(case.town, "2", "09:01")
    await case.calls("09:01")
    told = tom.read(case.maker.arrived[0].body)
    assert (told["title"], told["lang"]) == ("Please go to Schalter 2", "en")
    assert told["body"] == "Number B001 has been called."


async def test_who_comes_near_the_front_is_told_once(case: Case) -> None:
    for _ in range(3):
        await walk_in(case.town, "09:00")
    eva = Browser()
    await case.waiting(eva)
    assert await case.soon("09:00") == 0, "three are ahead"
    await call(case.town, "1", "09:01")
    assert [await case.soon("09:01"), await case.soon("09:02")] == [1, 0]
    told = eva.read(case.maker.arrived[0].body)
    assert told["title"] == "Sie sind bald dran"
    assert "Vor Nummer B004 sind noch 2 Personen." in told["body"]


async def test_who_is_early_for_an_appointment_is_not_told_before_its_time_comes(
    case: Case,
) -> None:
    appointment = await case.town.book(clock("10:00"))
    ticket = await queue.check_in(appointment.code, clock("09:30"), Channel.KIOSK)
    await subscribe(ticket.id, Browser().phone, clock("09:30"))
    assert await case.soon("09:30") == 0
    assert await case.soon("09:50") == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_a_phone_that_is_gone_is_erased(case: Case, status: int) -> None:
    await case.waiting(Browser())
    await call(case.town, "2", "09:01")
    case.maker.status = status
    await case.calls("09:01")
    assert not await PushSubscription.exists()


async def test_a_service_that_is_away_is_asked_four_times_and_no_more(case: Case) -> None:
    await case.waiting(Browser())
    await call(case.town, "2", "09:01")
    case.maker.status = 503
    tried = [await case.calls(f"09:{minute:02d}") for minute in range(1, 9)]
    assert tried == [1, 1, 1, 1, 0, 0, 0, 0]
    assert await PushSubscription.exists(), "the next call is told"


async def test_what_is_refused_is_not_sent_again(case: Case) -> None:
    await case.waiting(Browser())
    await call(case.town, "2", "09:01")
    case.maker.status = 413
    assert [await case.calls("09:01"), await case.calls("09:02")] == [1, 0]


async def test_a_redirect_is_not_followed(case: Case) -> None:
    case.maker.status = 302
    outcome = await hand_over(case.phones.service)
    assert outcome is Outcome.REFUSED
    assert len(case.maker.arrived) == 1


async def test_a_name_that_leads_into_our_own_network_is_never_asked(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def inside(*_asked: object, **_how: object) -> list[object]:
        return [(2, 1, 6, "", (found, 443)) for found in ("93.184.216.34", "10.0.0.7")]

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    assert await hand_over(replace(case.phones.service, resolve=public_door)) is Outcome.GONE
    assert not case.maker.arrived


async def test_a_certificate_of_another_name_is_not_taken(case: Case, maker: Maker) -> None:
    async def anywhere(_host: str) -> Door:
        return await maker.door(HOST)

    foreign = replace(case.phones.service, resolve=anywhere)
    phone = replace(Browser().phone, endpoint="https://other.example.org/send/eva")
    outcome = await foreign.hand_over(phone, b"{}", keep=60, topic="a", real_now=real_now())
    assert outcome is Outcome.NOT_NOW
    assert not maker.arrived


async def hand_over(service: PushService) -> Outcome:
    return await service.hand_over(Browser().phone, b"{}", keep=60, topic="a", real_now=real_now())


async def test_without_a_key_nobody_is_told(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    async with open_phones(settings, read_texts(), Standing()) as phones:
        assert phones is None
        assert rounds_of(phones) == ()


async def test_with_a_key_the_worker_looks_for_calls_every_second(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, push_key=KEY)
    async with open_phones(settings, read_texts(), Standing()) as phones:
        assert {each.name: each.every for each in rounds_of(phones)} == {"calls": 1, "soon": 5}
