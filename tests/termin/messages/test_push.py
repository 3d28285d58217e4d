"""Which phones are told of a ticket, and how long they are known."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from termin import queue
from termin.errors import NotFound, TooMany, WrongState
from termin.messages import (
    MOST_PHONES,
    Phone,
    PushSubscription,
    claim_calls,
    claim_soon,
    erase_ended,
    note_told,
    subscribe,
    unsubscribe,
)
from tests.termin.queue.hall_town import call, clock, serving, walk_in
from tests.town import MONDAY, Town, local


def phone(name: str = "eva", language: str = "de") -> Phone:
    return Phone(f"https://push.example.org/{name}", "p", "a", language)


@pytest.fixture
async def house(town: Town) -> Town:
    await town.duty("1", "ada")
    await town.duty("2", "ben")
    return town


async def test_asking_twice_is_asking_once_and_the_newer_language_counts(house: Town) -> None:
    ticket = (await walk_in(house, "09:00")).id
    for language in ("de", "en"):
        await subscribe(ticket, phone(language=language), clock("09:00"))
    assert (await PushSubscription.get(ticket_id=ticket)).language == "en"


async def test_a_ticket_has_three_phones_however_many_ask_at_once(house: Town) -> None:
    ticket = (await walk_in(house, "09:00")).id
    asking = (subscribe(ticket, phone(str(one)), clock("09:00")) for one in range(6))
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert sum(isinstance(one, TooMany) for one in answers) == 6 - MOST_PHONES
    assert await PushSubscription.filter(ticket_id=ticket).count() == MOST_PHONES


async def test_who_has_left_or_is_of_another_day_is_not_told(house: Town) -> None:
    ticket = (await walk_in(house, "09:00")).id
    with pytest.raises(WrongState):
        await subscribe(ticket, phone(), local(MONDAY.replace(day=24), "09:00"))
    await queue.withdraw(ticket, clock("09:01"))
    with pytest.raises(WrongState):
        await subscribe(ticket, phone(), clock("09:02"))
    with pytest.raises(NotFound):
        await subscribe(uuid4(), phone(), clock("09:00"))


async def test_a_call_already_on_the_page_is_not_told(house: Town) -> None:
    ticket = (await walk_in(house, "09:00")).id
    await call(house, "1", "09:01")
    await subscribe(ticket, phone(), clock("09:02"))
    assert not await claim_calls(clock("09:02"), 9)
    await queue.call_again(ticket, clock("09:03"))
    assert len(await claim_calls(clock("09:03"), 9)) == 1


async def test_of_several_workers_one_tells(house: Town) -> None:
    ticket = (await walk_in(house, "09:00")).id
    await subscribe(ticket, phone(), clock("09:00"))
    soon = await asyncio.gather(*(claim_soon(clock("09:00")) for _ in range(4)))
    assert sum(len(found) for found in soon) == 1
    await call(house, "1", "09:01")
    calls = await asyncio.gather(*(claim_calls(clock("09:01"), 9) for _ in range(4)))
    assert sum(len(found) for found in calls) == 1


async def test_a_worker_that_died_is_followed_by_another(house: Town) -> None:
    ticket = (await walk_in(house, "09:00")).id
    await subscribe(ticket, phone(), clock("09:00"))
    await call(house, "1", "09:01")
    assert await claim_calls(clock("09:01"), 9)
    assert not await claim_calls(clock("09:01"), 9)
    (again,) = await claim_calls(clock("09:02"), 9)
    await note_told(again, clock("09:02"))
    assert not await claim_calls(clock("09:10"), 9)


async def test_a_call_taken_back_in_the_meantime_does_not_swallow_the_next(house: Town) -> None:
    ticket = (await walk_in(house, "09:00")).id
    await subscribe(ticket, phone(), clock("09:00"))
    await call(house, "1", "09:01")
    (first,) = await claim_calls(clock("09:01"), 9)
    await queue.undo_call(ticket, clock("09:02"))
    assert not await claim_calls(clock("09:02"), 9)
    await call(house, "2", "09:03")
    await note_told(first, clock("09:03"))
    (second,) = await claim_calls(clock("09:03"), 9)
    assert second.desk == house.counters["2"].name


async def test_phones_are_erased_when_the_number_is_done_and_no_step_back_is_left(
    house: Town,
) -> None:
    served = (await serving(house, "1", "09:00")).id
    await subscribe(served, phone(), clock("09:01"))
    waiting = (await walk_in(house, "09:01")).id
    await subscribe(waiting, phone(), clock("09:01"))
    await queue.finish(served, clock("09:05"))
    assert await erase_ended(clock("09:05")) == 0
    assert await erase_ended(clock("09:06")) == 1
    await queue.withdraw(waiting, clock("09:06"))
    assert await erase_ended(clock("09:07")) == 1


async def test_phones_of_a_number_sent_elsewhere_are_erased(house: Town) -> None:
    ticket = (await walk_in(house, "09:00")).id
    await subscribe(ticket, phone(), clock("09:00"))
    await queue.send(ticket, house.offices["nord"].id, clock("09:05"))
    assert await erase_ended(clock("09:06")) == 1


async def test_no_phone_outlives_the_day(house: Town) -> None:
    ticket = (await walk_in(house, "09:00")).id
    await subscribe(ticket, phone(), clock("09:00"))
    assert await erase_ended(clock("23:50")) == 0
    assert await erase_ended(local(MONDAY.replace(day=24), "00:01")) == 1


async def test_who_takes_it_back_is_forgotten_at_once(house: Town) -> None:
    ticket = (await walk_in(house, "09:00")).id
    for name in ("eva", "tom"):
        await subscribe(ticket, phone(name), clock("09:00"))
    await unsubscribe(ticket, phone("eva").endpoint)
    (left,) = await PushSubscription.all()
    assert left.endpoint == phone("tom").endpoint
