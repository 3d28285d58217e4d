"""A stranger who read only the description tries every call with good and bad values."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from termin.offices.rows import Municipality
from termin.staff import Role
from tests.api.people import a_person, token_of
from tests.display.real_time import open_day_and_night
from tests.races.crowd import API, bearer, offered, wish
from tests.town import Town, coming_monday
from tests.web import RunningServer, ServerStarter, a_line

pytestmark = pytest.mark.races

SECONDS = int(os.environ.get("TESTS_SEARCH_SECONDS", "60"))
"""What the search may take; with more time it finds more."""

BEYOND_SCHEMAS = {
    "v1-availability": "'to' before 'from', and more than 92 days",
    "v1-holds": "a start beyond the horizon",
    "v1-hold-appointment": "addresses that no mail reaches",
    "v1-appointment-moves": "a start beyond the horizon",
    "v1-tickets": "neither services nor a code",
    "v1-calls": "an id that is none",
    "v1-pauses": "an end that has passed",
    "v1-alarm": "neither a place nor a counter",
    "v1-ticket-forwardings": "none or several places at once",
    "v1-ticket-completions": "reasons and services that there are not",
}
"""Calls that may refuse (422) what a JSON schema lets pass, and why."""

OF_SECRETS = {
    *("v1-hold", "v1-hold-extensions", "v1-hold-appointment"),
    *("v1-appointment", "v1-appointment-cancel", "v1-appointment-moves"),
    "v1-ticket-leave",
}
"""Calls where a wrong secret is answered as an unknown thing is (404): nobody learns which codes
exist. That none of them lets a wrong secret through is in `test_secrets.py`."""


@dataclass
class Material:
    """Real things for the search to get past the doors with, and who may use them."""

    bodies: dict[str, Any] = field(default_factory=dict)
    paths: dict[str, tuple[str, str]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)


@pytest.fixture
async def served(running_servers: ServerStarter, town: Town) -> RunningServer:
    await open_day_and_night(town)
    await Municipality.filter(id=town.municipality.id).update(confirm_minutes=0)
    for counter, clerk in (("1", "ada"), ("2", "ben"), ("N1", "dora")):
        await town.duty(counter, clerk, on=coming_monday())
    await a_person("eva", *Role, at=town.municipality)
    return await running_servers()


async def test_every_call_keeps_its_description(
    served: RunningServer, town: Town, tmp_path: Path
) -> None:
    async with a_line(served.url) as client:
        material = await _gather(client, town)
        description = (await client.get(f"{API}/openapi.json")).json()
    _put_examples(description, material)
    (tmp_path / "schemathesis.toml").write_text(_configuration(material))
    status, output = await _search(served, description, tmp_path, SECONDS)
    sys.stderr.write(output[-300:])
    assert status == 0, output[-12000:]


async def test_without_a_true_description_the_search_complains(
    served: RunningServer, tmp_path: Path
) -> None:
    """The negative control: a description that lies in one place is found out."""
    async with a_line(served.url) as client:
        description = (await client.get(f"{API}/openapi.json")).json()
    description["paths"] = {"/api/v1/offices": description["paths"]["/api/v1/offices"]}
    office = description["components"]["schemas"]["OfficeAnswer"]
    office["properties"]["street"] = {"type": "integer"}
    status, output = await _search(served, description, tmp_path, SECONDS, "--max-failures=1")
    assert status == 1
    assert "Response violates schema" in output


async def _gather(client: httpx.AsyncClient, town: Town) -> Material:
    """Hold, book and draw some, one of each kind for each call that needs one."""
    # Every third: a visit takes three marks of the grid.
    starts = (await offered(client, town, coming_monday(), least=20))[::3]
    found = Material()
    for call in ("v1-hold", "v1-hold-extensions", "v1-hold-appointment"):
        held = (await client.post(f"{API}/holds", json=wish(town, starts.pop()))).json()
        found.paths[call], found.secrets[call] = ("id", held["id"]), held["secret"]
    for call in ("v1-appointment", "v1-appointment-cancel", "v1-appointment-moves"):
        held = (await client.post(f"{API}/holds", json=wish(town, starts.pop()))).json()
        path, secret = f"{API}/holds/{held['id']}/appointment", bearer(held["secret"])
        made = (await client.post(path, json={}, headers=secret)).json()
        found.paths[call], found.secrets[call] = ("code", made["code"]), made["secret"]
    rathaus, services = str(town.offices["rathaus"].id), [{"id": str(town.services["ausweis"].id)}]
    number = await client.post(f"{API}/offices/{rathaus}/tickets", json={"services": services})
    found.paths["v1-ticket"] = ("id", number.json()["id"])
    left = (
        await client.post(f"{API}/offices/{rathaus}/tickets", json={"services": services})
    ).json()
    found.paths["v1-ticket-leave"], found.secrets["v1-ticket-leave"] = (
        ("id", left["id"]),
        left["secret"],
    )
    token, leaving = await token_of(client, "eva"), await token_of(client, "eva")
    called: dict[str, str] = {}
    for counter in ("1", "2", "3"):
        await client.post(f"{API}/offices/{rathaus}/tickets", json={"services": services})
        path = f"{API}/counters/{town.counters[counter].id}/calls"
        called[counter] = (await client.post(path, headers=bearer(token))).json()["id"]
    turns = {"recalls": "1", "arrivals": "2", "completions": "3", "no-shows": "3"}
    turns |= {"parkings": "2", "requeuings": "2", "undoings": "1", "returns": "3"}
    turns |= {"forwardings": "1"}
    for turn, counter in turns.items():
        found.paths[f"v1-ticket-{turn}"] = ("id", called[counter])
        found.secrets[f"v1-ticket-{turn}"] = token
    found.paths["v1-calls"] = ("id", str(town.counters["3"].id))
    found.secrets |= {"v1-calls": token, "v1-sign-out": leaving}
    path = f"{API}/offices/{rathaus}/alarms"
    alarm = (await client.post(path, json={"place": "Tür"}, headers=bearer(token))).json()["id"]
    for call in ("v1-alarm-answer", "v1-alarm-end"):
        found.paths[call], found.secrets[call] = ("id", alarm), token
    for call in ("v1-pauses", "v1-pauses-end"):
        found.paths[call] = ("id", str(town.counters["2"].id))
        found.secrets[call] = token
    for call in ("v1-alarms", "v1-alarm"):
        found.paths[call], found.secrets[call] = ("id", rathaus), token
    for call in ("v1-tickets", "v1-board"):
        found.paths[call] = ("id", rathaus)
    found.bodies = {
        "v1-holds": wish(town, starts.pop()),
        "v1-hold-appointment": {"name": "Ada", "email": "ada@example.org", "phone": "030 123456"},
        "v1-appointment-moves": {"start": starts.pop()},
        "v1-tickets": {"services": services},
        "v1-alarm": {"place": "Tür"},
        "v1-pauses": {"until": (datetime.now(UTC) + timedelta(hours=1)).isoformat()},
        "v1-ticket-forwardings": {"counter": str(town.counters["2"].id)},
        "v1-sign-in": {"login": "eva", "password": "wrong"},
    }
    return found


def _put_examples(description: dict[str, Any], material: Material) -> None:
    """Let the description show real bodies, so that the search begins with some that work."""
    for operations in description["paths"].values():
        for operation in operations.values():
            name = operation["operationId"]
            if name in material.bodies:
                body = operation["requestBody"]["content"]["application/json"]
                body["example"] = material.bodies[name]


def _configuration(material: Material) -> str:
    """Return what the search is told: which ids there are, whose secrets, what may be refused."""
    lines = ["[checks]", "enabled = true"]
    lines += ["[generation]", "allow-x00 = false"]  # PostgreSQL holds no such character
    for name, value in {kind: each for kind, (_, each) in material.paths.items()}.items():
        lines += [f"[dictionaries.{name}]", f"values = [{json.dumps(value)}]"]
    accepted = '"2xx", "3xx", 401, 403, 404, 409, 410, 429'
    for name in sorted({*material.paths, *material.secrets, *BEYOND_SCHEMAS}):
        more = ", 422" if name in BEYOND_SCHEMAS else ""
        lines += ["[[operations]]", f'include-operation-id = "{name}"']
        lines += [f"checks.positive_data_acceptance.expected-statuses = [{accepted}{more}]"]
        if name in OF_SECRETS:
            lines += ["checks.ignored_auth.enabled = false"]
        if name in material.secrets:
            lines += [f'headers = {{ Authorization = "Bearer {material.secrets[name]}" }}']
        if name in material.paths:
            where = material.paths[name][0]
            bound = f'{{ dictionary = "{name}", probability = 0.7 }}'
            lines += [f'parameters = {{ "path.{where}" = {bound} }}']
    return "\n".join(lines) + "\n"


async def _search(
    server: RunningServer, description: dict[str, Any], folder: Path, seconds: int, *more: str
) -> tuple[int, str]:
    (folder / "openapi.json").write_text(json.dumps(description))
    # One worker: more threads run into a fault of ast.parse in Python 3.11.
    given = ["--continue-on-failure", "--seed=1", "--no-color", "--workers=1", *more]
    given += [f"--max-time={seconds}", f"--url={server.url}", "--suppress-health-check=all"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "schemathesis.cli",
        "run",
        "openapi.json",
        *given,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()
