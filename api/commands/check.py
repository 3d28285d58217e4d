"""`termin check`: the doctor; says of each part whether it is well, and what to do if not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import click

from api.commands.frame import command, database
from api.database import DatabaseAddress, ServerFacts, describe
from api.database.migrations import pending
from api.keys import read_keys
from api.rendering.static import STATIC_FOLDER
from api.settings import Settings, UnusableSetting

OLDEST = 14
"""The oldest PostgreSQL that has all we use."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part; `remedy` is empty where all is well."""

    part: str
    found: str
    remedy: str = ""


@click.command()
@command
async def check(settings: Settings) -> None:
    """Examine the settings, the database and the files; status 1 where something is ill."""
    ill = False
    async for finding in findings(settings):
        mark = "ill " if finding.remedy else "well"
        click.echo(f"{mark}  {finding.part}: {finding.found}")
        if finding.remedy:
            click.echo(f"      {finding.remedy}")
            ill = True
    if ill:
        raise SystemExit(1)


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Look at each part in turn."""
    async with database(settings) as address:
        facts = await describe(address)
        yield _database(facts, address)
        lacking = await pending(address)
        yield Finding(
            "schema",
            f"lacks {', '.join(lacking)}" if lacking else "up to date",
            "Run: termin migrate" if lacking else "",
        )
    yield _keys(settings)
    yield _assets()
    yield _mail(settings)
    yield _public_address(settings)


def _database(facts: ServerFacts, address: DatabaseAddress) -> Finding:
    found = f"PostgreSQL {facts.version} at {address.redacted()}, {facts.size >> 20} MiB"
    if int(facts.version.partition(".")[0]) < OLDEST:
        return Finding("database", found, f"PostgreSQL {OLDEST} or newer is needed.")
    if not facts.durable:
        return Finding("database", found, "It may lose bookings in a crash: set fsync = on.")
    return Finding("database", found)


def _keys(settings: Settings) -> Finding:
    try:
        read_keys(settings)
    except (UnusableSetting, OSError) as error:
        return Finding("secret key", "cannot be used", str(error))
    return Finding("secret key", "set" if settings.secret_key else "in the data folder")


def _assets() -> Finding:
    if (STATIC_FOLDER / "vendor" / "manifest.json").exists():
        return Finding("front-end files", "installed")
    return Finding("front-end files", "missing", "Run: python -m api.assets install")


def _mail(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        return Finding("mail", "none is sent (TERMIN_SMTP_URL is not set)")
    return Finding("mail", f"by {urlsplit(settings.smtp_url).hostname}")


def _public_address(settings: Settings) -> Finding:
    if settings.public_url is None:
        if settings.smtp_url is None:
            return Finding("public address", "as the request says")
        remedy = "Mails need it for their links: set TERMIN_PUBLIC_URL."
        return Finding("public address", "not set", remedy)
    if settings.public_url.startswith("http://") and not settings.demo:
        return Finding("public address", settings.public_url, "People need https.")
    return Finding("public address", settings.public_url)
