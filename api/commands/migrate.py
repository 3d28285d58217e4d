"""`termin migrate`: bring the database up to date and leave."""

from __future__ import annotations

import click

from api.commands.frame import command, database
from api.database.migrations import migrate as bring_up_to_date
from api.settings import Settings


@click.command()
@command
async def migrate(settings: Settings) -> None:
    """Bring the database up to date."""
    async with database(settings) as address:
        applied = await bring_up_to_date(address)
    for name in applied:
        click.echo(f"applied {name}")
    if not applied:
        click.echo("up to date")
