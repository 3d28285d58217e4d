"""`termin worker`: sends mails and gives back what has run out, beside the web server."""

from __future__ import annotations

import click

from api.commands.frame import command, database, log_to_stderr
from api.database.migrations import migrate
from api.settings import Settings
from api.worker import run_worker


@click.command()
@command
async def worker(settings: Settings) -> None:
    """Send mails and do what else is due, until Ctrl-C; several may run at once."""
    log_to_stderr()
    async with database(settings) as address:
        await migrate(address)
        await run_worker(address, settings)
