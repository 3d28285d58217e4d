"""`termin serve`: the web server, with its own database where none is named."""

from __future__ import annotations

from dataclasses import replace

import click

from api.commands.frame import command, database, log_to_stderr
from api.database.migrations import migrate
from api.server import serve as serve_web
from api.settings import Settings


@click.command()
@click.option("--host", help="The address to listen on; TERMIN_HOST otherwise.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; TERMIN_PORT otherwise.")
@click.option("--quiet", is_flag=True, help="No line for each request.")
@command
async def serve(settings: Settings, host: str | None, port: int | None, *, quiet: bool) -> None:
    """Serve the pages and the API until Ctrl-C."""
    log_to_stderr(quiet=quiet)
    chosen = replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
    )
    async with database(chosen) as address:
        await migrate(address)
        try:
            await serve_web(chosen, address, lambda url: click.echo(f"Serving at {url}"))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen on {chosen.host} port {chosen.port}: {error.strerror}. "
                "Choose another with --port or TERMIN_PORT."
            ) from error
