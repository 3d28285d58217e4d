"""`termin import`: take in a catalogue of services and offices, as often as one likes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from api.clock import real_now
from api.commands.frame import command
from api.commands.rows import rows
from api.settings import Settings
from termin.catalogue import ImportReport, describe, import_catalogue, import_dldb, which_is_which
from termin.offices.founding import LANDS, slug_of
from termin.offices.rows import Municipality

Take = Callable[..., Awaitable[ImportReport]]

_municipality = click.option(
    "--municipality", required=True, help="Into which one: slug or name; made where --land is said."
)
_land = click.option(
    "--land",
    type=click.Choice(sorted(LANDS), case_sensitive=False),
    help="The Land, to make the municipality if there is none.",
)


@click.group("import")
def imports() -> None:
    """Take in a catalogue of services and offices.

    Repeatable: a second run of the same files changes nothing. Local planning (skills, own
    minutes, hours, counters) is never touched; what is gone from the files is retired.
    """


@imports.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_municipality
@_land
@command
async def dldb(
    settings: Settings, files: tuple[Path, ...], municipality: str, land: str | None
) -> None:
    """Take in the FILES of a service database: services and locations, or a folder with both."""
    services, locations = which_is_which(files)
    await _take(settings, import_dldb, (services, locations), municipality, land)


@imports.command()
@click.argument("file", type=click.Path(path_type=Path))
@_municipality
@_land
@command
async def catalogue(settings: Settings, file: Path, municipality: str, land: str | None) -> None:
    """Take in a catalogue FILE of our own shape: services and Lebenslagen."""
    await _take(settings, import_catalogue, (file,), municipality, land)


async def _take(
    settings: Settings, take: Take, files: tuple[Path, ...], municipality: str, land: str | None
) -> None:
    async with rows(settings):
        slug = await _slug(municipality)
        report = await take(*files, slug, real_now(), name=municipality, land=land)
    click.echo(describe(report))


async def _slug(text: str) -> str:
    """Return the slug of the municipality that is meant, or the one it would get."""
    if await Municipality.exists(slug=text):
        return text
    named = await Municipality.filter(name=text)
    return named[0].slug if len(named) == 1 else slug_of(text)
