"""`termin demo`: a living sample town with one command."""

from __future__ import annotations

import asyncio
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import click

from api.clock import real_now, set_pace
from api.commands.frame import command
from api.database import DatabaseAddress, default_data_dir, embedded_database
from api.database.migrations import migrate
from api.demo.addresses import told
from api.demo.bookings import fill_days
from api.demo.city import found_city
from api.demo.clock import ten_on_a_working_day
from api.demo.family import Child, ChildFailed, family
from api.demo.founding import found_town
from api.demo.roster import extend_roster
from api.mail import inbox_server
from api.settings import Settings
from termin.offices import Municipality
from termin.store import connected

START_SECONDS = 90


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
@command
async def demo(settings: Settings, port: int, dldb: Path | None) -> None:
    """Serve a town full of life on this machine; Ctrl-C ends it and keeps what was booked."""
    progress = Progress(monotonic())
    _check_port(port)
    folder = _folder(settings, dldb)
    progress.say(f"Datenbank in {folder} …")
    async with embedded_database(folder) as address, inbox_server(folder / "postfach") as inbox:
        await migrate(address)
        town = await _prepare(address, dldb, progress)
        environment = {
            "TERMIN_DATA_DIR": str(folder),
            "TERMIN_DEMO": "1",
            "TERMIN_SMTP_URL": inbox.url,
            "TERMIN_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TERMIN_MAIL_FROM": "buergeramt@amselbrueck.example",
        }
        children = [
            Child(
                "web", ("serve", "--port", str(port), "--quiet"), environment, folder / "web.log"
            ),
            Child("worker", ("worker",), environment, folder / "worker.log"),
        ]
        async with family(children, progress.say) as watching:
            await _ready(port, watching)
            progress.say("Bereit.")
            click.echo(told(f"http://127.0.0.1:{port}", town))
            try:
                await watching
            except* ChildFailed as failed:
                raise click.ClickException(str(failed.exceptions[0])) from failed


def _folder(settings: Settings, dldb: Path | None) -> Path:
    """Return a folder of the demo's own: a demo never touches an installation's data."""
    if settings.data_dir != default_data_dir():
        return settings.data_dir
    name = f"{settings.data_dir.name}-demo{'-city' if dldb else ''}"
    return settings.data_dir.with_name(name)


async def _prepare(address: DatabaseAddress, dldb: Path | None, progress: Progress) -> Municipality:
    """Found the town at the first start, bring it up to date at every other one."""
    async with connected(address.tortoise(), pool=10, everywhere=True):
        town = await Municipality.first()
        zone, land = ZoneInfo("Europe/Berlin"), town.land if town else "NI"
        now = ten_on_a_working_day(real_now(), zone, land)
        await set_pace(now, 1.0)
        if dldb is not None:
            return town or await found_city(dldb, now, progress.say)
        if town is None:
            town = await found_town(now)
            progress.say(f"{town.name} gegründet")
            await extend_roster(town, now, progress.say)
            await fill_days(town, now, progress.say)
        else:
            await extend_roster(town, now)
        return town


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is taken. Stop what listens there, or try --port {port + 1}"
            ) from error


async def _ready(port: int, watching: asyncio.Task[None]) -> None:
    late = monotonic() + START_SECONDS
    while monotonic() < late and not watching.done():
        if await asyncio.to_thread(_answers, f"http://127.0.0.1:{port}/readyz"):
            return
        await asyncio.sleep(0.1)
    if watching.done():
        await watching
    raise click.ClickException("The web server did not become ready; see web.log.")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
