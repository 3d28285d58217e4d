"""`termin screen`: the board of an office in a terminal, with the same rules as the page's."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import aclosing
from datetime import datetime, timedelta
from time import monotonic

import click
from rich.console import Console
from rich.live import Live

from api.commands.frame import command
from api.settings import Settings
from api.terminal.address import NoAddress, Place, find, name_of, place_of
from api.terminal.lines import clock, line_of, stale_of, text_of
from api.terminal.picture import Scene, picture
from display.line import NoBoard, follow
from display.watch import Watch

PATIENCE = 10.0
"""Seconds that `--once` waits for a board."""


@click.command()
@click.argument("url")
@click.option("--once", is_flag=True, help="Print the board and end.")
@click.option("--bell", is_flag=True, help="Ring the terminal's bell at each new call.")
@command
async def screen(settings: Settings, url: str, *, once: bool, bell: bool) -> None:
    """Show the board of an office in the terminal until Ctrl-C.

    URL is the address of a display page or of a board, or an office's number or name here.
    """
    server = settings.public_url or f"http://{_here(settings.host)}:{settings.port}"
    try:
        place = await find(place_of(url, server))
        await _show(place, once=once, bell=bell)
    except NoAddress as error:
        raise click.ClickException(str(error)) from error
    except NoBoard as error:
        raise click.ClickException(f"There is no board at {url}.") from error


async def _show(place: Place, *, once: bool, bell: bool) -> None:
    if once:
        await _once(place)
    elif sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        await _live(place, bell=bell)
    else:
        await _in_lines(place)


async def _once(place: Place) -> None:
    watch = Watch()
    try:
        async with asyncio.timeout(PATIENCE), aclosing(follow(place.socket, watch)) as changes:
            async for _ in changes:
                if watch.board is not None:
                    click.echo(text_of(watch.board))
                    return
    except TimeoutError as error:
        raise click.ClickException(f"{place.server} does not answer.") from error


async def _in_lines(place: Place) -> None:
    """Print a line for each change, and one when the board stops and begins to be current."""
    watch = Watch()
    telling = asyncio.create_task(_tell_staleness(watch))
    try:
        async with aclosing(follow(place.socket, watch)) as changes:
            async for changed in changes:
                if changed and watch.board is not None:
                    click.echo(line_of(watch.board))
    finally:
        telling.cancel()


async def _tell_staleness(watch: Watch) -> None:
    stale: datetime | None = None
    while True:
        await asyncio.sleep(0.5)
        since, now = watch.stale_since(monotonic()), _time(watch)
        if since is not None and stale is None and now is not None:
            click.echo(f"{clock(now, seconds=True)}  {stale_of(since, now)}")
        elif since is None and stale is not None and now is not None:
            click.echo(f"{clock(now, seconds=True)}  Wieder aktuell")
        stale = since


async def _live(place: Place, *, bell: bool) -> None:
    """Fill the terminal; drawn anew at each change and each second."""
    watch, console = Watch(), Console(highlight=False)
    name = await name_of(place)

    def draw() -> None:
        scene = Scene(name, watch.board, _time(watch), watch.stale_since(monotonic()))
        columns, rows = console.size
        live.update(picture(scene, columns, rows), refresh=True)

    with Live(console=console, screen=True, auto_refresh=False) as live:
        draw()
        async with asyncio.TaskGroup() as tasks:
            ticking = tasks.create_task(_each_second(draw))
            calls: set[tuple[str, str, datetime]] | None = None
            try:
                async with aclosing(follow(place.socket, watch)) as changes:
                    async for _ in changes:
                        known, calls = calls, _calls(watch)
                        if bell and known is not None and calls - known:
                            console.bell()
                        draw()
            finally:
                ticking.cancel()


async def _each_second(draw: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(1)
        draw()


def _calls(watch: Watch) -> set[tuple[str, str, datetime]]:
    board = watch.board
    return {(one.number, one.counter, one.since) for one in board.calls} if board else set()


def _time(watch: Watch) -> datetime | None:
    """Return the office's time now, from what the server said last and what has passed since."""
    if watch.heard is None or watch.heard_at is None:
        return None
    return watch.heard + timedelta(seconds=monotonic() - watch.heard_at)


def _here(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
