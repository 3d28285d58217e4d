"""What every command shares: settings, the event loop, the database, and how refusals are told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import wraps
from pathlib import Path
from time import gmtime
from typing import Any, Concatenate, ParamSpec

import click
import uvloop

from api.clock import DemoDatabase
from api.database import DatabaseAddress, DatabaseUnavailable, embedded_database, ensure_database
from api.settings import Settings, UnusableSetting, read_settings, unknown_variables
from termin.errors import Invalid, Refusal

Parameters = ParamSpec("Parameters")

_TELLABLE = (DatabaseUnavailable, DemoDatabase, UnusableSetting)


def command(
    work: Callable[Concatenate[Settings, Parameters], Coroutine[Any, Any, None]],
) -> Callable[..., None]:
    """Make a coroutine function with `settings` first into the body of a command.

    Use below `@click.command()` and its options. Adds `--data-dir`, reads the settings, runs the
    coroutine, tells refusals in a sentence, and ends in order on Ctrl-C and SIGTERM.
    """

    @click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder of the embedded database and the secret key.",
    )
    @wraps(work)
    def run(data_dir: Path | None, *args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            settings = read_settings(data_dir=data_dir)
            _warn_of_unknown()
            run_to_end(work(settings, *args, **kwargs))
        except _TELLABLE as error:
            raise click.ClickException(str(error)) from error
        except Invalid as refusal:
            sentences = "".join(f"\n  {name}: {text}" for name, text in refusal.fields.items())
            raise click.ClickException(f"{refusal}{sentences}") from refusal
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal

    return run


def run_to_end(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on uvloop; Ctrl-C and SIGTERM cancel it, and it ends with status 0."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(_until_told(work))
        except KeyboardInterrupt:
            sys.exit(0)


async def _until_told(work: Coroutine[Any, Any, None]) -> None:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    told = False

    def stop() -> None:
        nonlocal told
        told = True
        if task is not None:
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        await work
    except asyncio.CancelledError:
        if not told:
            raise
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@contextlib.asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[DatabaseAddress]:
    """Give the database of the settings for the block: the server named, or our own."""
    if settings.database_url is None:
        async with embedded_database(settings.data_dir) as address:
            yield address
        return
    address = DatabaseAddress.from_url(settings.database_url)
    await ensure_database(address)
    yield address


def log_to_stderr(*, quiet: bool = False) -> None:
    """Write events as lines: time, level, event; without colours and without personal data."""
    logging.Formatter.converter = gmtime
    logging.basicConfig(
        level=logging.WARNING,
        format="%(asctime)s.%(msecs)03dZ level=%(levelname)s logger=%(name)s %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S",
        stream=sys.stderr,
    )
    logging.getLogger("termin").setLevel(logging.INFO)
    logging.getLogger("termin.access").setLevel(logging.WARNING if quiet else logging.INFO)


def _warn_of_unknown() -> None:
    for name in unknown_variables():
        click.echo(f"{name} is no setting and is ignored.", err=True)
