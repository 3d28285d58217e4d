"""`termin demo`: a living sample town with one command."""

from __future__ import annotations

import asyncio
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import asyncpg
import click
from tortoise.connection import get_connection

from api.clock import DemoDatabase, read_pace, real_now, set_pace
from api.commands.frame import command
from api.database import DatabaseAddress, embedded_database
from api.database.migrations import migrate
from api.demo.addresses import told
from api.demo.casting import cast
from api.demo.clock import MOST_SPEED, hour_of_start
from api.demo.family import Child, ChildFailed, Family, family
from api.demo.founding import bring_up_to_date
from api.demo.generator import sample_union
from api.demo.history.past import DAYS, write_past
from api.demo.loading import posts_of
from api.mail.inbox import inbox_server
from api.settings import Settings, read_settings
from termin.localtime import local_date
from termin.offices import Municipality
from termin.store import connected

START_SECONDS = 90
ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Progress:
    """Tells what was done and how many seconds it took."""

    started: float

    def say(self, text: str) -> None:
        """Print a line with the seconds since the start."""
        click.echo(f"{monotonic() - self.started:6.1f} s  {text}")


@click.command()
@click.option("--port", default=8100, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--dldb",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Serve the city of this export (services and locations as JSON) instead of the sample.",
)
@click.option(
    "--fast-forward",
    "speed",
    default=1.0,
    show_default=True,
    type=click.FloatRange(min=0, max=MOST_SPEED),
    help="So many times faster than ours the town's clock goes.",
)
@click.option(
    "--history",
    "days",
    default=DAYS,
    show_default=True,
    type=click.IntRange(0, DAYS),
    help="So many days before today get a past to look at.",
)
@click.option("--still", is_flag=True, help="Nobody comes and no clerk works by itself.")
@command
async def demo(
    settings: Settings,
    port: int,
    dldb: Path | None,
    speed: float,
    days: int,
    *,
    still: bool,
) -> None:
    """Serve towns full of life on this machine; Ctrl-C ends it and keeps what was booked."""
    progress = Progress(monotonic())
    _check_port(port)
    folder = demo_folder(settings, city=dldb is not None)
    progress.say(f"Datenbank in {folder} …")
    async with embedded_database(folder) as address, inbox_server(folder / "postfach") as inbox:
        await migrate(address)
        async with connected(address.tortoise(), pool=2, everywhere=True):
            now = await _wind_clock(speed)
        base = f"http://127.0.0.1:{port}"
        environment = {
            "TERMIN_DATA_DIR": str(folder),
            "TERMIN_DEMO": "1",
            "TERMIN_SMTP_URL": inbox.url,
            "TERMIN_PUBLIC_URL": base,
            "TERMIN_MAIL_FROM": "buergeramt@amselbrueck.example",
        }
        web = ("serve", "--host", "127.0.0.1", "--port", str(port), "--quiet")
        async with family(progress.say) as processes:
            # It loads while the town is founded; the worker waits for the mails to be sorted.
            await processes.add(Child("web", web, environment, folder / "web.log"))
            async with connected(address.tortoise(), pool=4, everywhere=True):
                wanted = dldb or sample_union()
                towns = await bring_up_to_date(wanted, now, progress.say)
                await cast(towns, now, real_now(), folder)
            worker = Child("worker", ("worker",), environment, folder / "worker.log")
            await processes.add(worker)
            await _ready(port, processes)
            if not still:
                player = Child("player", ("play", base), environment, folder / "player.log")
                await processes.add(player)
            progress.say("Bereit.")
            click.echo(told(base, towns))
            remembering = asyncio.create_task(_remember(address, towns, now, days, progress.say))
            try:
                await _watch(processes)
            finally:
                remembering.cancel()
                await asyncio.gather(remembering, return_exceptions=True)
                click.echo("Wird beendet. Was gebucht wurde, ist beim nächsten Start wieder da.")


async def _remember(
    address: DatabaseAddress,
    towns: Sequence[Municipality],
    now: datetime,
    days: int,
    say: Callable[[str], None],
) -> None:
    """Give the sample's towns a past while people already look at them."""
    planned = [(town, plan) for town in towns if (plan := sample_union().of(town.slug))]
    if not planned or not days:
        return
    rows = 0
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        async with connected(address.tortoise(), pool=2, everywhere=True):
            for town, plan in planned:
                today = local_date(now, ZoneInfo(town.time_zone))
                posts = await posts_of(town, plan)
                rows += await write_past(town, posts, today, connection, days=days)
    finally:
        await connection.close()
    if rows:
        say(f"{days} Tage Vergangenheit geschrieben: {rows} Zeilen")


def demo_folder(settings: Settings, *, city: bool) -> Path:
    """Return a folder of the demo's own: the one named with `--data-dir`, else beside the usual."""
    usual = read_settings().data_dir
    if settings.data_dir != usual:
        return settings.data_dir
    return usual.with_name(f"{usual.name}-demo{'-city' if city else ''}")


async def _wind_clock(speed: float) -> datetime:
    """Set the demo's clock for this start, `speed` times as fast, and return the time.

    Raises:
        DemoDatabase: the folder holds an installation; its clock must not be touched.
    """
    if await read_pace() is None and await Municipality.exists():
        raise DemoDatabase("This folder belongs to an installation. Choose another --data-dir.")
    town = await Municipality.first()
    rows = await get_connection("default").execute_query_dict(
        "SELECT max(occurred_at) AS last FROM journal"
    )
    now = hour_of_start(real_now(), ZONE, town.land if town else "NI", rows[0]["last"])
    await set_pace(now, speed)
    return now


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            other = _free_port()
            raise click.ClickException(
                f"Port {port} geht nicht ({error.strerror}). Bitte einen anderen nehmen, etwa "
                f"`make demo PORT={other}` oder `termin demo --port {other}`."
            ) from error


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def _ready(port: int, processes: Family) -> None:
    late = monotonic() + START_SECONDS
    while monotonic() < late and not processes.failed:
        if await asyncio.to_thread(_answers, f"http://127.0.0.1:{port}/readyz"):
            return
        await asyncio.sleep(0.1)
    if processes.failed:
        await _watch(processes)
    raise click.ClickException("Der Webserver wird nicht bereit; siehe web.log im Datenordner.")


async def _watch(processes: Family) -> None:
    try:
        await processes.watch()
    except ChildFailed as failed:
        raise click.ClickException(str(failed)) from failed


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
