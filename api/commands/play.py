"""`termin play`: the people and clerks of a demo, as a program that speaks HTTP."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from api.commands.frame import command
from api.demo.player.play import play as play_day
from api.demo.player.script import read_script
from api.settings import Settings

ZONE = ZoneInfo("Europe/Berlin")


@click.command()
@click.argument("address")
@click.option("--seed", default=1, show_default=True, help="Another number plays another day.")
@command
async def play(settings: Settings, address: str, seed: int) -> None:
    """Play the day of the demo that is served at ADDRESS, until Ctrl-C."""
    try:
        script = read_script(settings.data_dir)
    except FileNotFoundError as error:
        raise click.ClickException(
            "There is no demo in this folder. `termin demo` starts one, and plays it too."
        ) from error
    await play_day(address.rstrip("/"), script, ZONE, seed)
