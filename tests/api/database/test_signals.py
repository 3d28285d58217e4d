"""Ctrl-C and SIGTERM: the server is stopped in order, whatever loop and server runs above it."""

# ruff: noqa: ASYNC240 - a test looks at files and processes, nothing waits for it

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.api.database.living import resident, servers


@pytest.mark.parametrize("wishes", [{}, {"uvloop": True}], ids=["asyncio", "uvloop"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
async def test_a_signal_stops_the_server_in_order(
    home: Path, wishes: dict[str, Any], number: signal.Signals, code: int
) -> None:
    async with resident(home, **wishes) as owner:
        await owner.ready()
        assert await owner.end(number) == code
        assert not servers(home)
        await owner.until("stopped")
        assert await owner.errors() == ""
    assert "database system is shut down" in (home / "postgres.log").read_text()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
async def test_a_signal_under_uvicorn_stops_the_server_in_order(
    home: Path, number: signal.Signals, code: int, unused_tcp_port: int
) -> None:
    async with resident(home, port=unused_tcp_port) as owner:
        await owner.ready()
        assert await owner.end(number) == code
        await owner.until("stopped")
        assert await owner.errors() == ""
    assert not servers(home)


async def test_ctrl_c_reaches_the_whole_group_but_not_the_server(home: Path) -> None:
    async with resident(home, steadfast=True) as owner:
        await owner.until("waiting")
        os.killpg(owner.process.pid, signal.SIGINT)
        assert (await owner.until("survived"))["one"] == 1
        await owner.ready()
        assert "shutdown request" not in (home / "postgres.log").read_text()
        assert await owner.end(signal.SIGTERM) == 143


async def test_sigterm_during_the_first_set_up_leaves_nothing_half_made(home: Path) -> None:
    async with resident(home) as owner:
        while not home.exists() or not list(home.glob("postgres.new-*")):
            assert owner.process.returncode is None
        await owner.end(signal.SIGKILL)
    async with resident(home) as owner:
        await owner.ready()
        assert owner.has_heard("set-up")
        assert not list(home.glob("postgres.new-*"))
        assert await owner.end(signal.SIGTERM) == 143
