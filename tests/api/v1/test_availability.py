"""Free times through the API: what is said, for how long, and that what is offered can be had."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from time import monotonic
from typing import Any

import httpx
import pytest

from api.settings import Settings
from termin.booking import place_hold
from termin.offices.rows import Municipality
from tests.races.crowd import API, person, wish
from tests.town import Town, coming_monday, local
from tests.web import ServerStarter

KEPT = 5.0
"""Seconds for which a time is held that then runs out: long enough to be seen as taken."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """One address asks for more than people do."""
    return replace(settings, rate_limits=False)


async def ask(client: httpx.AsyncClient, town: Town, **more: Any) -> dict[str, Any]:
    """Return the answer for the identity card on the coming Monday, or what is asked instead."""
    day = str(coming_monday())
    query = {"service": str(town.services["ausweis"].id), "from": day, "to": day, **more}
    answer = await client.get(f"{API}/availability", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def starts(answer: dict[str, Any], office: int | None = None) -> list[str]:
    return [
        start
        for day in answer["days"]
        for one in day["offices"]
        if office is None or one["office"] == str(office)
        for start in one["starts"]
    ]


async def known(client: httpx.AsyncClient, town: Town, **more: Any) -> dict[str, Any]:
    """The same, once the process has seen what the test has published."""
    late = monotonic() + 20
    while monotonic() < late:
        if starts(answer := await ask(client, town, **more)):
            return answer
        await asyncio.sleep(0.05)
    raise AssertionError("nothing is offered")


async def test_the_same_answer_is_not_sent_twice(client: httpx.AsyncClient, town: Town) -> None:
    await town.duty("1", "ada", on=coming_monday())
    await known(client, town)
    day = str(coming_monday())
    query = {"service": str(town.services["ausweis"].id), "from": day, "to": day}
    first = await client.get(f"{API}/availability", params=query)
    tag = {"If-None-Match": first.headers["etag"]}
    again = await client.get(f"{API}/availability", params=query, headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    taken = await client.post(f"{API}/holds", json=wish(town, starts(first.json())[0]))
    assert taken.status_code == 201
    changed = await client.get(f"{API}/availability", params=query, headers=tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    gone = {"Authorization": f"Bearer {taken.json()['secret']}"}
    await client.delete(f"{API}/holds/{taken.json()['id']}", headers=gone)
    back = await client.get(f"{API}/availability", params=query, headers=tag)
    assert back.status_code == 304, "the same times are the same answer"


async def test_times_beyond_the_horizon_are_neither_offered_nor_given(
    client: httpx.AsyncClient, town: Town
) -> None:
    await Municipality.filter(id=town.municipality.id).update(horizon_days=28, catalogue_version=9)
    inside, beyond = coming_monday(1), coming_monday(5)
    for on in (inside, beyond):
        await town.duty("1", "ada", on=on)
    answer = await known(client, town, to=str(beyond))
    assert {day["date"] for day in answer["days"]} == {str(inside)}
    refused = await client.post(f"{API}/holds", json=wish(town, local(beyond, "09:00").isoformat()))
    assert refused.status_code == 422
    assert "start" in refused.json()["fields"]


async def test_the_minutes_of_several_services_are_added_exactly(
    client: httpx.AsyncClient, town: Town
) -> None:
    on = coming_monday()
    await town.duty("1", "ada", on=on, hours=("08:00", "10:00"))
    passport, card = (str(town.services[key].id) for key in ("pass", "ausweis"))
    rathaus = str(town.offices["rathaus"].id)
    await known(client, town)
    answer = await ask(client, town, service=[f"{card}:2", passport], office=rathaus)
    assert answer["minutes"] == {rathaus: 2 * 15 + 20}
    told = starts(answer)
    assert len(told) == (120 - 50) // 5 + 1
    body = {
        "office": rathaus,
        "start": told[-1],
        "services": [{"id": card, "count": 2}, {"id": passport}],
    }
    held = (await client.post(f"{API}/holds", json=body)).json()
    begins, ends = (datetime.fromisoformat(held[key]) for key in ("start", "end"))
    assert ends - begins == timedelta(minutes=50)
    assert ends == local(on, "10:00")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"to": "2026-01-01"}, "to"),
        ({"from": "2026-01-01", "to": "2026-04-03"}, "to"),
        ({"from": "soon"}, "from"),
        ({"service": "0"}, "service"),
        ({"service": "1:0"}, "service"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_a_question_that_makes_no_sense_is_told_where(
    client: httpx.AsyncClient, town: Town, query: dict[str, str], field: str
) -> None:
    day = str(coming_monday())
    whole = {"service": str(town.services["ausweis"].id), "from": day, "to": day, **query}
    answer = await client.get(f"{API}/availability", params=whole)
    assert answer.status_code == 422
    assert any(name.startswith(field) for name in answer.json()["fields"])


async def test_an_unknown_service_or_office_is_not_found(
    client: httpx.AsyncClient, town: Town
) -> None:
    day = str(coming_monday())
    query = {"service": str(town.services["ausweis"].id), "from": day, "to": day}
    for wrong in ({"service": "999999"}, {"office": "999999"}):
        answer = await client.get(f"{API}/availability", params={**query, **wrong})
        assert answer.status_code == 404


async def test_what_is_offered_can_be_had_and_what_is_not_offered_cannot(
    client: httpx.AsyncClient, town: Town
) -> None:
    """A day is booked at random until it is full, every time asked for being tried."""
    on = coming_monday()
    for counter, clerk in (("1", "ada"), ("2", "ben")):
        await town.duty(counter, clerk, on=on, hours=("08:00", "09:30"))
    chance = Random(7)  # noqa: S311
    marks = [local(on, "07:30") + timedelta(minutes=5 * n) for n in range(30)]
    rathaus = town.offices["rathaus"].id
    had = refused = 0
    await known(client, town)
    for _ in range(45):
        service = chance.choice(("ausweis", "pass", "anmeldung"))
        free = await ask(client, town, service=str(town.services[service].id))
        offered = {datetime.fromisoformat(start) for start in starts(free, rathaus)}
        start = chance.choice(sorted(offered) if offered and chance.random() < 0.6 else marks)
        body = wish(town, start.isoformat(), service)
        answer = await client.post(f"{API}/holds", json=body)
        if start in offered:
            assert answer.status_code == 201, answer.text
            had += 1
        elif answer.status_code != 201:  # else others changed their counters to make room
            assert answer.status_code == 409
            refused += 1
    assert had > 5
    assert refused > 5


async def until_gone(client: httpx.AsyncClient, town: Town, start: str) -> float:
    """Return after how many seconds a start is no longer offered; at most three."""
    begun = monotonic()
    while start in starts(await ask(client, town)):
        if monotonic() - begun > 3:
            break
        await asyncio.sleep(0.02)
    return monotonic() - begun


async def test_one_server_knows_within_a_second_what_was_booked_at_the_other(
    running_servers: ServerStarter, town: Town
) -> None:
    await town.duty("1", "ada", on=coming_monday())
    servers = [await running_servers(), await running_servers()]
    async with person(servers[0]) as here, person(servers[1]) as there:
        free = starts(await known(here, town))
        await known(there, town)
        for start in free[::6][:4]:
            held = await here.post(f"{API}/holds", json=wish(town, start))
            assert held.status_code == 201
            assert start not in starts(await ask(here, town)), "its own it knows at once"
            # Half a second between two looks, and time to look on a machine that is busy.
            assert await until_gone(there, town, start) < 1


async def test_what_runs_out_is_offered_again(client: httpx.AsyncClient, town: Town) -> None:
    on, now = coming_monday(), datetime.now(UTC)
    await town.duty("1", "ada", on=on)
    start = local(on, "08:00")
    await place_hold(town.wish(start), now, keep=timedelta(seconds=KEPT))
    free = await known(client, town)
    assert start not in map(datetime.fromisoformat, starts(free))
    await asyncio.sleep((now + timedelta(seconds=KEPT) - datetime.now(UTC)).total_seconds() + 0.1)
    assert start in map(datetime.fromisoformat, starts(await ask(client, town)))


async def test_without_its_follower_a_process_does_not_see_what_others_did(
    client: httpx.AsyncClient, town: Town, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: it is the look every half second by which the others' bookings come."""
    await town.duty("1", "ada", on=coming_monday())
    free = starts(await known(client, town))

    async def look_away(_now: datetime) -> int:
        return 0

    monkeypatch.setattr(app.state.house.availability, "refresh", look_away)
    first = datetime.fromisoformat(free[0])
    await place_hold(town.wish(first), datetime.now(UTC), keep=timedelta(minutes=10))
    await asyncio.sleep(1.2)
    assert free[0] in starts(await ask(client, town))
    refused = await client.post(f"{API}/holds", json=wish(town, free[0]))
    assert refused.status_code == 409, "the hold is the judge"
    assert free[0] not in starts(await ask(client, town)), "and who was refused is told the truth"
