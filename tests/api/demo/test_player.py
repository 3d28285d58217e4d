"""The demo's day plays itself, through the same doors that everybody uses."""

from __future__ import annotations

import asyncio
import signal
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from api.database import embedded_database
from api.demo.player.script import Carried, Script, Shift, Stage, read_script, write_script
from tests.api.demo.running import demo, left
from tests.town import NOW
from tests.web import a_line, free_port

HERE = {"municipality": "amselbrueck"}


async def test_people_come_are_called_and_go_while_nobody_touches_anything(place: Path) -> None:
    folder, port = place / "data", free_port()
    async with demo(folder, port, "--fast-forward", "60", "--history", "0") as town:
        assert "Bereit." in await town.until("Strg-C")
        async with a_line(town.url) as client:
            before = await board(client)
            await grown(client, before["seq"] + 60)
            hour = (await client.get("/demo/uhr")).json()
            assert hour["speed"] == 60
            stopped = await client.post(
                "/demo/uhr", data={"tempo": "0"}, headers={"Origin": town.url}
            )
            assert stopped.status_code == 303
            await still(client)
        finished = await count(folder, "ticket-finished")
        assert finished > 20
        assert await count(folder, "ticket-called") >= finished
        at_work = open_towns(folder, datetime.fromisoformat(before["time"]))
        assert "amselbrueck" in at_work
        assert at_work <= await towns_at_play(folder)
        assert await town.end(signal.SIGINT) == 0
        assert left(folder, port, 0) == []


async def board(client: httpx.AsyncClient) -> dict[str, Any]:
    offices = (await client.get("/api/v1/offices", params=HERE)).json()["offices"]
    town_hall = next(one["id"] for one in offices if "Rathaus" in one["name"])
    return dict((await client.get(f"/api/v1/offices/{town_hall}/board", params=HERE)).json())


async def grown(client: httpx.AsyncClient, seq: int) -> None:
    async with asyncio.timeout(90):
        while True:
            if (await board(client))["seq"] >= seq:
                return
            await asyncio.sleep(1)


async def still(client: httpx.AsyncClient) -> None:
    """Wait until the time on the board no longer goes on: every process reads it each second."""
    async with asyncio.timeout(30):
        before, time = "", (await board(client))["time"]
        while before != time:
            await asyncio.sleep(2)
            before, time = time, (await board(client))["time"]


async def count(folder: Path, kind: str) -> int:
    return int(await ask(folder, "SELECT count(*) FROM journal WHERE kind = $1", kind))


async def towns_at_play(folder: Path) -> set[str]:
    """Return the municipalities where somebody signed in called: the morning has no accounts."""
    query = """SELECT array_agg(DISTINCT m.slug) FROM ticket t
        JOIN municipality m ON m.id = t.municipality_id WHERE t.called_by IS NOT NULL"""
    return set(await ask(folder, query))


def open_towns(folder: Path, hour: datetime) -> set[str]:
    """Return the municipalities of the script where somebody serves for some time from an hour on;
    villages are closed on some mornings."""
    later = hour + timedelta(minutes=20)
    return {
        stage.town
        for stage in read_script(folder).stages
        if any(shift.starts_at <= hour and later <= shift.ends_at for shift in stage.shifts)
    }


async def ask(folder: Path, query: str, *values: str) -> Any:
    async with embedded_database(folder) as address:
        connection = await asyncpg.connect(**address.asyncpg())
        try:
            return await connection.fetchval(query, *values)
        finally:
            await connection.close()


def test_a_script_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    shift = Shift(3, "clara", NOW, NOW)
    script = Script("x", [Stage("amselbrueck", 1, "k", [shift], [Carried("C", NOW)], [(1, 5)])])
    path = write_script(script, tmp_path)
    write_script(script, tmp_path)
    assert read_script(tmp_path) == script
    assert path.stat().st_mode & 0o077 == 0
