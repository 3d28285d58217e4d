"""The feed on a real database: current at once, over midnight, and after any outage."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from api.database import DatabaseAddress
from display import feed as feed_module
from display import hub as hub_module
from termin import queue
from termin.errors import NotFound, Refusal
from termin.events import TicketCalled
from termin.officeday import locked
from tests.display.conftest import Start, Wall
from tests.display.watching import Gone, watching
from tests.postgres import Server
from tests.termin.queue.hall_town import call, clock, walk_in
from tests.town import MONDAY, Town, local


async def test_a_board_asked_for_after_a_call_shows_it(
    town: Town, start: Start, office: int
) -> None:
    feed = start()
    await walk_in(town, "09:00")
    assert (await feed.current(office))[0].waiting == 1
    await call(town, "2", "09:01")
    board, today = await feed.current(office)
    assert [(one.number, one.counter) for one in board.calls] == [("B001", "2")]
    assert (board.waiting, board.date, today.office) == (0, MONDAY, office)


async def test_an_unknown_office_has_no_board(start: Start, rows: DatabaseAddress) -> None:
    with pytest.raises(NotFound):
        await start().current(999_999)


@pytest.mark.parametrize(("listening", "poll"), [(True, 60.0), (False, 0.5)])
async def test_a_watcher_sees_a_call_by_listening_alone_and_by_polling_alone(
    town: Town,
    start: Start,
    office: int,
    monkeypatch: pytest.MonkeyPatch,
    *,
    listening: bool,
    poll: float,
) -> None:
    monkeypatch.setattr(feed_module, "POLL", poll)
    feed = start(listening=listening)
    await walk_in(town, "09:00")
    async with watching(feed, office) as screen:
        assert (await screen.next_board())["waiting"] == 1
        await call(town, "2", "09:01")
        board = await screen.board_with("B001")
        assert [(one["number"], one["counter"], one["since"]) for one in board["calls"]] == [
            ("B001", "2", "2026-11-23T09:01:00.000+01:00")
        ]


async def test_many_changes_at_once_end_in_the_right_board(
    town: Town, start: Start, office: int
) -> None:
    feed = start()
    async with watching(feed, office) as screen:
        await screen.next_board()
        await asyncio.gather(*(walk_in(town, "09:00") for _ in range(10)))
        async with asyncio.timeout(20):
            while (await screen.next_board())["waiting"] < 10:
                pass


async def test_at_midnight_the_board_is_that_of_the_new_day(
    town: Town, start: Start, wall: Wall, office: int
) -> None:
    feed = start()
    await walk_in(town, "09:00")
    wall.time = local(MONDAY, "23:59")
    async with watching(feed, office) as screen:
        last = await screen.next_board()
        assert (last["date"], last["waiting"]) == ("2026-11-23", 1)
        wall.time = local(MONDAY.replace(day=24), "00:00")
        fresh = await screen.next_board()
        assert (fresh["date"], fresh["waiting"], fresh["calls"]) == ("2026-11-24", 0, [])
        assert (fresh["date"], fresh["seq"]) > (last["date"], last["seq"])


@pytest.mark.parametrize("when", [(2026, 10, 25), (2027, 3, 28), (2028, 2, 29)])
async def test_odd_days_begin_and_end_at_the_office_s_midnight(
    start: Start, wall: Wall, office: int, when: tuple[int, int, int]
) -> None:
    on = datetime(*when, tzinfo=UTC).date()
    feed = start()
    for moment, date in (
        (local(on, "00:00"), on),
        (local(on, "23:59"), on),
        (local(on + timedelta(days=1), "00:00"), on + timedelta(days=1)),
    ):
        wall.time = moment
        assert (await feed.current(office))[0].date == date


async def test_a_change_that_nobody_announced_is_found(
    town: Town, start: Start, office: int
) -> None:
    """A day's change is announced only today, by the office's clock; here it is yesterday's."""
    feed = start()
    first = await walk_in(town, "09:00")
    async with watching(feed, office) as screen:
        await screen.next_board()
        day = (await feed.current(office))[1].office_day
        async with locked(day) as (held,):
            happened = TicketCalled(first.id, "B001", town.counters["1"].id, "1")
            await held.record(happened, clock("09:05") + timedelta(days=3))
        assert (await screen.board_with("B001"))["waiting"] == 0


async def test_after_an_outage_the_board_is_right_again(
    town: Town,
    start: Start,
    office: int,
    rows: DatabaseAddress,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_module, "TRUSTED", 1.0)
    feed = start()
    await walk_in(town, "09:00")
    async with watching(feed, office) as screen:
        await screen.next_board()
        await shut(server, rows.database)
        await screen.until_silent()
        assert not feed.hub.is_current
        await server.execute(f'ALTER DATABASE "{rows.database}" ALLOW_CONNECTIONS true')
        await eventually(lambda: call(town, "2", "09:10"))
        assert (await screen.board_with("B001", 10))["waiting"] == 0
        assert feed.hub.is_current


async def test_losing_only_the_listening_connection_is_mended(
    town: Town, start: Start, office: int, rows: DatabaseAddress, server: Server
) -> None:
    feed = start()
    for number in ("B001", "B002"):
        await walk_in(town, "09:00")
        async with watching(feed, office) as screen:
            await screen.next_board()
            await cut_connections(server, rows.database)
            await eventually(partial(call, town, "1" if number == "B001" else "2", "09:01"))
            await screen.board_with(number)


async def test_an_office_that_is_given_up_sends_its_watchers_away(
    town: Town, start: Start, wall: Wall, office: int
) -> None:
    feed = start()
    async with watching(feed, office) as screen:
        await screen.next_board()
        rathaus = town.offices["rathaus"]
        rathaus.retired_at = clock("20:00")
        await rathaus.save()
        wall.time = local(MONDAY.replace(day=24), "00:00")
        with pytest.raises(Gone):
            await screen.next_board()
    with pytest.raises(NotFound):
        await feed.current(office)


async def shut(server: Server, database: str) -> None:
    """Let nobody into the database, and throw out who is in it."""
    await server.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
    await cut_connections(server, database)


async def cut_connections(server: Server, database: str) -> None:
    """End every connection to the database."""
    await server.execute(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
    )


async def eventually(act: Callable[[], Coroutine[Any, Any, queue.Sheet]]) -> queue.Sheet:
    """Do it until the pool has connections that live."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await act()
            except Refusal:
                raise
            except Exception:  # whatever a broken connection raises
                await asyncio.sleep(0.1)
