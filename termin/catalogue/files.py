"""Imports from files, as the command line runs them."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tortoise.transactions import in_transaction

from termin.catalogue.dldb import NotAnExport, parse
from termin.catalogue.imports import take_in
from termin.catalogue.own import parse_catalogue
from termin.catalogue.own_imports import take_in_catalogue
from termin.catalogue.report import ImportReport
from termin.errors import Invalid, NotFound
from termin.offices.founding import found_municipality
from termin.offices.rows import Municipality


class NotReadable(Invalid):
    """A file is missing, is no JSON, or is not text; nothing was changed."""

    slug = "not-readable"
    title = "Die Datei kann nicht gelesen werden. Erwartet wird JSON in UTF-8."


async def import_dldb(
    services: Path,
    locations: Path,
    municipality: str,
    now: datetime,
    *,
    name: str | None = None,
    land: str | None = None,
) -> ImportReport:
    """Take two files of a service database into a municipality, told by its slug.

    A municipality that does not exist is made if `name` and `land` (a code as BY) are given.

    Raises:
        NotReadable, NotAnExport, EmptyExport: a file does not hold what it should.
        NotFound: no such municipality, and not enough is said to make it.
    """
    found = await asyncio.gather(
        *(asyncio.to_thread(read_json, path) for path in (services, locations))
    )
    export = await asyncio.to_thread(parse, *found)
    async with in_transaction():  # no municipality is left behind by an export that is refused
        return await take_in(await _municipality(municipality, name, land), export, now)


async def import_catalogue(
    path: Path,
    municipality: str,
    now: datetime,
    *,
    name: str | None = None,
    land: str | None = None,
) -> ImportReport:
    """Take a catalogue file into a municipality, told by its slug; made as `import_dldb` does.

    Raises:
        NotReadable, NotACatalogue: the file does not hold what it should.
        NotFound: no such municipality, and not enough is said to make it.
    """
    catalogue = parse_catalogue(await asyncio.to_thread(read_json, path))
    async with in_transaction():
        place = await _municipality(municipality, name, land)
        return await take_in_catalogue(place, catalogue, now)


def which_is_which(paths: Sequence[Path]) -> tuple[Path, Path]:
    """Return (services, locations) of two files or of a folder with both, by their names.

    Raises:
        NotAnExport: there are not exactly these two.
    """
    files = [
        file
        for path in paths
        for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])
    ]
    services = [file for file in files if "service" in file.name.lower()]
    locations = [file for file in files if re.search("location|office|standort", file.name.lower())]
    if len(services) > 1:  # several languages beside each other
        services = [file for file in services if "_de" in file.name]
    if len(locations) > 1:
        locations = [file for file in locations if "_de" in file.name]
    if len(services) != 1 or len(locations) != 1:
        raise NotAnExport("one file with services and one with locations are needed")
    return services[0], locations[0]


def read_json(path: Path) -> object:
    """Return what a JSON file holds.

    Raises:
        NotReadable: there is no such file, or it is no JSON.
    """
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))  # some exports begin with a mark
    except OSError as error:
        raise NotReadable(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise NotReadable(f"{path}: {str(error)[:200]}") from error


async def _municipality(slug: str, name: str | None, land: str | None) -> int:
    found = await Municipality.get_or_none(slug=slug)
    if found is not None:
        return int(found.id)
    if not name or not land:
        raise NotFound(f"There is no municipality {slug!r}. Say its Land (--land) to make it.")
    return int((await found_municipality(slug, name, land)).id)
