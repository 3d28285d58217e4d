"""The feed where the journal is not as it should be, or many ask, or the pool is used up."""

from __future__ import annotations

import asyncio
import json

import asyncpg
import pytest
from tortoise.connection import get_connection

from api.database import DatabaseAddress
from display import feed as feed_module
from display.watch import SetBack, Watch
from display.wire import read_message
from termin import journal
from tests.display.conftest import Start
from tests.display.watching import Screen, watching
from tests.termin.queue.hall_town import walk_in
from tests.town import Town


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
            await hear_for(screen, watch, 20)
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
        busy = [asyncio.ensure_future(pool.execute_query("SELECT pg_sleep(60)")) for _ in range(12)]
        await asyncio.sleep(0.2)
        await execute(
            rows,
            f"""WITH day AS (UPDATE office_day SET seq = seq + 1 WHERE id = {day} RETURNING *)
            INSERT INTO journal (municipality_id, office_day_id, day_seq, kind, occurred_at, facts)
            SELECT municipality_id, id, seq, 'counter-paused', now(), '{{}}' FROM day""",
        )
        after = await screen.next_board()
        assert after["seq"] == before["seq"] + 1
        assert not any(one.done() for one in busy)
        for one in busy:
            one.cancel()
        await asyncio.gather(*busy, return_exceptions=True)


async def execute(rows: DatabaseAddress, statement: str) -> None:
    """Run a statement on a connection of one's own."""
    connection = await asyncpg.connect(**rows.asyncpg())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
