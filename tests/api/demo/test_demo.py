"""`termin demo` from start to end, as a person lives with it."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from api.mail.inbox import Inbox, InboxMessage
from tests.api.demo.running import demo, left, of_folder
from tests.web import a_line, free_port

API = "/api/v1"
HERE = {"municipality": "amselbrueck"}


async def test_the_demo_books_mails_ends_and_remembers(place: Path) -> None:
    folder, port = place / "data", free_port()
    async with demo(folder, port) as first:
        assert "Bereit." in await first.until("Strg-C")
        async with a_line(first.url) as client:
            assert (await client.get("/demo")).status_code == 200
            for town in ("amselbrueck", "lerchenhude", "stieglitzau"):
                assert (await client.get(f"/{town}/")).status_code == 200
            made = await book(client, "erika@example.org")
            assert made["state"] == "unconfirmed"
            mail = await mail_to(folder, "erika@example.org")
            await follow_link(client, mail)
            assert (await appointment(client, made))["state"] == "booked"
            assert (await client.get("/demo/postfach")).status_code == 200
        assert await first.end(signal.SIGINT) == 0
        assert left(folder, port, 0) == []
    async with demo(folder, port) as second:
        said = await second.until("Strg-C")
        assert "gegründet" not in said
        assert "Termine gebucht" not in said
        async with a_line(second.url) as client:
            assert (await appointment(client, made))["state"] == "booked"
            await mail_to(folder, "erika@example.org")
        await kill_a_child(folder)
        assert "neu gestartet" in await second.until("neu gestartet")
        second.process.kill()
        await second.process.wait()
        assert left(folder, port, 45) == []


async def book(client: httpx.AsyncClient, email: str) -> dict[str, Any]:
    found = (await client.get(f"{API}/services", params={**HERE, "q": "Personalausweis"})).json()
    service = found["services"][0]["id"]
    office = (await client.get(f"{API}/offices", params=HERE)).json()["offices"][0]["id"]
    query = {**HERE, "service": service, "office": office, "from": "2026-01-01", "to": "2026-01-01"}
    now = datetime.fromisoformat(
        (await client.get(f"{API}/offices/{office}/board", params=HERE)).json()["time"]
    )
    query |= {"from": str(now.date()), "to": str(now.date().replace(day=28))}
    days = (await client.get(f"{API}/availability", params=query)).json()["days"]
    start = days[-1]["offices"][0]["starts"][-1]
    wish = {"office": office, "start": start, "services": [{"id": service, "count": 1}]}
    held = (await client.post(f"{API}/holds", params=HERE, json=wish)).json()
    made = await client.post(
        f"{API}/holds/{held['id']}/appointment",
        params=HERE,
        json={"name": "Erika", "email": email},
        headers={"Authorization": f"Bearer {held['secret']}"},
    )
    assert made.status_code == 201, made.text
    answer: dict[str, Any] = made.json()
    return answer


async def appointment(client: httpx.AsyncClient, made: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {made['secret']}"}
    found = await client.get(f"{API}/appointments/{made['code']}", params=HERE, headers=headers)
    answer: dict[str, Any] = found.json()
    return answer


async def mail_to(folder: Path, address: str) -> InboxMessage:
    for _ in range(300):
        for mail in Inbox(folder / "postfach").messages():
            if address in mail.recipients:
                return mail
        await asyncio.sleep(0.1)
    raise AssertionError("no mail came")


async def follow_link(client: httpx.AsyncClient, mail: InboxMessage) -> None:
    links = re.findall(r"http\S+", mail.text)
    link = next(link for link in links if "bestaetig" in link)
    assert (await client.get(link)).status_code == 200
    form = {
        "Origin": str(client.base_url).rstrip("/"),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    done = await client.post(link, headers=form)
    assert done.status_code in (200, 303), done.text


async def kill_a_child(folder: Path) -> None:
    for process in of_folder(folder):
        with suppress(psutil.NoSuchProcess):  # it may end between two looks
            if "worker" in process.cmdline():
                process.kill()
                return
    raise AssertionError("no worker runs")


async def test_a_taken_port_is_said_before_anything_else(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        async with demo(place / "data", port) as refused:
            said = await refused.until("never said")
            assert await refused.process.wait() == 1
    assert f"Port {port}" in said
    assert "make demo PORT=" in said
    assert not (place / "data").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
async def test_an_end_in_the_middle_of_the_start_leaves_nothing(
    place: Path, number: signal.Signals
) -> None:
    folder, port = place / "data", free_port()
    async with demo(folder, port) as running:
        await running.until("Datenbank bereit")
        await running.end(number)
        assert left(folder, port, 45 if number is signal.SIGKILL else 1) == []


async def test_the_demo_stays_away_from_the_installation_of_this_machine(place: Path) -> None:
    port = free_port()
    of_ours = {"TERMIN_DATA_DIR": str(place / "ours"), "TERMIN_DATABASE_URL": "postgresql://no/no"}
    async with demo(None, port, **of_ours) as running:
        said = await running.until("Datenbank bereit")
        assert f"{place / 'ours-demo'}" in said
        assert not (place / "ours").exists()
        await running.end(signal.SIGTERM)
