"""The feed on a real database: current at once, over midnight, and after any outage."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import asyncpg
import pytest
from tortoise.connection import get_connection

from api.boards import today_at
from api.database import DatabaseAddress
from display import feed as feed_module
from display import hub as hub_module
from display.feed import Feed
from display.hub import Hub
from display.today import Today
from display.watch import SetBack, Watch
from display.wire import read_message
from termin import journal, queue
from termin.errors import NotFound, Refusal
from termin.events import TicketCalled
from termin.officeday import locked
from tests.postgres import Server
from tests.termin.queue.hall_town import call, clock, walk_in
from tests.town import MONDAY, Town, local


@dataclass
class Wall:
    """A clock on the wall that the test sets."""

    time: datetime = field(default_factory=lambda: clock("09:00"))

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def wall() -> Wall:
    """Nine o'clock on Monday."""
    return Wall()


Start = Callable[..., Feed]


@pytest.fixture
async def start(rows: DatabaseAddress, wall: Wall) -> AsyncIterator[Start]:
    """Start feeds; `listening=False` leaves them to polling."""

    async def connect() -> Any:
        return await asyncpg.connect(**rows.asyncpg())

    async def almanac(office: int) -> Today:
        return await today_at(office, wall.now())

    async with contextlib.AsyncExitStack() as stack:

        def started(*, listening: bool = True) -> Feed:
            feed = Feed(
                Hub(wall.now, heartbeat=0.2), almanac, wall.now, connect if listening else None
            )
            stack.push_async_callback(_cancel, asyncio.create_task(feed.run()))
            return feed

        yield started


async def _cancel(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@pytest.fixture
def office(town: Town) -> int:
    """The Rathaus."""
    return int(town.offices["rathaus"].id)


class Gone(Exception):
    """The watcher was sent away."""


@dataclass
class Screen:
    """Somebody who watches: all messages, in order."""

    messages: asyncio.Queue[dict[str, Any] | None] = field(default_factory=asyncio.Queue)

    async def next_board(self, seconds: float = 5) -> dict[str, Any]:
        """The next message that is a board."""
        async with asyncio.timeout(seconds):
            while True:
                message = await self.messages.get()
                if message is None:
                    raise Gone
                if "seq" in message:
                    return message

    async def board_with(self, number: str, seconds: float = 5) -> dict[str, Any]:
        """The first board on which the number is called."""
        async with asyncio.timeout(seconds):
            while True:
                board = await self.next_board(seconds)
                if number in [call["number"] for call in board["calls"]]:
                    return board

    async def until_silent(self) -> None:
        """Read until nothing comes for a while: no board and no heartbeat."""
        async with asyncio.timeout(10):
            with contextlib.suppress(TimeoutError):
                while True:
                    await asyncio.wait_for(self.messages.get(), 1.5)


@contextlib.asynccontextmanager
async def watching(feed: Feed, office: int) -> AsyncIterator[Screen]:
    """Watch an office's board."""
    screen = Screen()

    async def read() -> None:
        async with aclosing(feed.follow(office)) as messages:
            async for message in messages:
                screen.messages.put_nowait(json.loads(message))
        screen.messages.put_nowait(None)

    task = asyncio.create_task(read())
    try:
        yield screen
    finally:
        await _cancel(task)


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
        async with asyncio.timeout(5):
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


async def test_a_database_set_back_is_shown_as_it_is_now(
    town: Town, start: Start, office: int, rows: DatabaseAddress
) -> None:
    feed = start()
    for _ in range(3):
        await walk_in(town, "09:00")
    day = (await feed.current(office))[1].office_day
    async with watching(feed, office) as screen:
        watch = Watch()
        before = await screen.next_board()
        watch.hear(read_message(json.dumps(before)), 0.0)
        await execute(rows, "DELETE FROM journal WHERE day_seq > 1")
        await execute(rows, "UPDATE office_day SET seq = 1")
        # The heartbeat tells a screen that shows a later board.
        with pytest.raises(SetBack):
            await hear_for(screen, watch, 5)
    assert before["seq"] > 1
    assert (await feed.current(office))[0].seq == 1
    assert await journal.versions([day]) == {day: 1}


async def hear_for(screen: Screen, watch: Watch, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while said := await screen.messages.get():
            watch.hear(read_message(json.dumps(said)), 1.0)


@pytest.mark.parametrize("missing", [1, 2, 3])
async def test_a_gap_in_one_office_s_journal_ends_its_board_and_no_other(
    missing: int,
    town: Town,
    start: Start,
    office: int,
    rows: DatabaseAddress,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feed = start()
    other = int(town.offices["nord"].id)
    for _ in range(3):
        await walk_in(town, "09:00")
    await execute(rows, f"DELETE FROM journal WHERE day_seq = {missing}")
    monkeypatch.setattr(feed_module, "PATIENCE", 1.5)
    with pytest.raises(TimeoutError):
        await feed.current(office)
    async with watching(feed, other) as screen:
        assert (await screen.next_board())["waiting"] == 0
        assert feed.hub.board(office) is None
        assert feed.hub.is_current


async def test_many_who_ask_at_once_are_answered_by_few_looks(
    town: Town, start: Start, office: int
) -> None:
    feed = start()
    await feed.current(office)
    before = feed._looks._begun
    boards = await asyncio.gather(*(feed.current(office) for _ in range(200)))
    assert {board.version for board, _ in boards} == {boards[0][0].version}
    assert feed._looks._begun - before <= 3


async def test_boards_go_on_while_all_connections_of_the_pool_are_busy(
    town: Town, start: Start, office: int, rows: DatabaseAddress
) -> None:
    feed = start()
    await walk_in(town, "09:00")
    day = (await feed.current(office))[1].office_day
    async with watching(feed, office) as screen:
        before = await screen.next_board()
        pool = get_connection("default")
        busy = [asyncio.ensure_future(pool.execute_query("SELECT pg_sleep(3)")) for _ in range(12)]
        await asyncio.sleep(0.2)
        await execute(
            rows,
            f"""WITH day AS (UPDATE office_day SET seq = seq + 1 WHERE id = {day} RETURNING *)
            INSERT INTO journal (municipality_id, office_day_id, day_seq, kind, occurred_at, facts)
            SELECT municipality_id, id, seq, 'counter-paused', now(), '{{}}' FROM day""",
        )
        after = await screen.next_board(2)
        assert after["seq"] == before["seq"] + 1
        assert not busy[0].done()
        await asyncio.gather(*busy)


async def execute(rows: DatabaseAddress, statement: str) -> None:
    """Run a statement on a connection of one's own."""
    connection = await asyncpg.connect(**rows.asyncpg())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


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
    async with asyncio.timeout(10):
        while True:
            try:
                return await act()
            except Refusal:
                raise
            except Exception:  # whatever a broken connection raises
                await asyncio.sleep(0.1)
