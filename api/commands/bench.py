"""`termin bench`: what the product manages on this machine, beside what the machine manages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from api.bench.availability import availability
from api.bench.board import board
from api.bench.booking import booking
from api.bench.browser import NoBrowser
from api.bench.figures import Figure
from api.bench.ground import Ground, ground
from api.bench.pixel import pixel
from api.bench.search import search
from api.bench.waiting import waiting
from api.commands.frame import command
from api.settings import Settings

BENCHES: dict[str, Callable[[Ground], Awaitable[list[Figure]]]] = {
    "availability": availability,
    "booking": booking,
    "board": board,
    "search": search,
    "waiting": waiting,
    "pixel": pixel,
}


@click.command()
@click.argument("name", type=click.Choice([*BENCHES, "all"]))
@click.option(
    "--dldb",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Measure in the city of this export instead of the sample town.",
)
@command
async def bench(_settings: Settings, name: str, dldb: Path | None) -> None:
    """Measure what this machine manages, one JSON line each.

    NAME says what; it happens in a town and a database made for it.
    """
    chosen = BENCHES.values() if name == "all" else [BENCHES[name]]
    async with ground(dldb, lambda text: click.echo(text, err=True)) as at:
        for measure in chosen:
            try:
                for figure in await measure(at):
                    click.echo(figure.line())
            except NoBrowser as error:
                if name != "all":
                    raise click.ClickException(str(error)) from error
                click.echo(f"left out: {error}", err=True)
