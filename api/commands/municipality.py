"""`termin municipality`: make and list the municipalities of an installation."""

from __future__ import annotations

import click

from api.commands.frame import command
from api.commands.rows import rows
from api.settings import Settings
from termin.offices.founding import LANDS, found_municipality, slug_of
from termin.offices.rows import Municipality, Office


@click.group()
def municipality() -> None:
    """Make and list municipalities."""


@municipality.command()
@click.argument("name")
@click.option(
    "--land",
    required=True,
    type=click.Choice(sorted(LANDS), case_sensitive=False),
    help="The Land; it decides the public holidays.",
)
@click.option("--slug", help="The word in its addresses; made from the name otherwise.")
@click.option("--email", default="", help="Where answers to mails go.")
@click.option("--phone", default="", help="The number shown to citizens.")
@command
async def add(
    settings: Settings, name: str, land: str, slug: str | None, email: str, phone: str
) -> None:
    """Make a municipality called NAME."""
    async with rows(settings):
        made = await found_municipality(
            slug_of(name) if slug is None else slug, name, land, email=email, phone=phone
        )
    click.echo(f"{made.name} is at /{made.slug}/")


@municipality.command("list")
@command
async def list_(settings: Settings) -> None:
    """List the municipalities: the word in the address, Land, number of offices, name."""
    async with rows(settings):
        for one in await Municipality.all().order_by("slug"):
            offices = await Office.filter(municipality_id=one.id, retired_at=None).count()
            click.echo(f"{one.slug:24} {one.land}  {offices:5}  {one.name}")
