"""`termin bench`: what the product manages on this machine, beside what the machine manages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from importlib import import_module
from pathlib import Path

import click

from api.bench.asked import Asked, Unusable
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

PLANNING = {"plan": "api.bench.plan", "roster": "api.bench.roster", "tours": "api.bench.tours"}
"""Benchmarks of solvers, which need no town: each module has a function of the name."""


@click.command()
@click.argument("name", type=click.Choice([*BENCHES, *PLANNING, "all"]))
@click.argument("files", nargs=-1, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--dldb",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Measure in the city of this export instead of the sample town.",
)
@click.option("--seconds", type=float, default=10.0, help="For each case of planning.")
@click.option("--seed", type=int, default=1, help="Of planning.")
@click.option("--vehicles", type=click.IntRange(1), multiple=True, default=(1,), help="Of tours.")
@click.option("--cores", type=click.IntRange(1), default=1, help="Cases of planning at once.")
@click.option("--baselines", is_flag=True, help="Also what is done without a solver, of plan.")
@command
async def bench(
    _settings: Settings,
    name: str,
    files: tuple[Path, ...],
    dldb: Path | None,
    seconds: float,
    seed: int,
    vehicles: tuple[int, ...],
    cores: int,
    baselines: bool,  # noqa: FBT001  # a flag, as click calls it
) -> None:
    """Measure what this machine manages, one JSON line each.

    NAME says what; it happens in a town and a database made for it. Planning needs neither and
    is not part of `all`: `plan` makes a city of its own, `roster` and `tours` take the FILES named.
    """
    if name in PLANNING:
        asked = Asked(files, seconds, seed, vehicles, cores, baselines)
        try:
            await asyncio.to_thread(tell, name, asked)
        finally:
            asked.stopped.set()
        return
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


def tell(name: str, asked: Asked) -> None:
    """Print the lines of a benchmark of planning as they come."""
    measure: Callable[[Asked], Iterator[str]] = getattr(import_module(PLANNING[name]), name)
    try:
        for line in measure(asked):
            click.echo(line)
    except Unusable as error:
        raise click.ClickException(str(error)) from error
