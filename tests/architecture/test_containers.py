"""The container files agree with the settings and the commands, without running a container."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from api.commands import COMMANDS
from api.settings import VARIABLES
from tests.architecture.tree import PROJECT

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
PROXY = (PROJECT / "Caddyfile").read_text()
PROXY_SITE = re.sub(r"^#.*\n", "", PROXY, flags=re.MULTILINE)
ADDRESS = "TERMIN_PUBLIC_URL"
OURS = {name: part for name, part in COMPOSE["services"].items() if part["image"] == "termin"}


def test_every_variable_given_is_a_setting() -> None:
    known = {variable.name for variable in VARIABLES}
    given = {name for part in OURS.values() for name in part["environment"]}
    given |= set(re.findall(r"\b(TERMIN_[A-Z_]+)=", DOCKERFILE))
    assert given <= known


def test_every_setting_can_be_given() -> None:
    inside = {"TERMIN_DEMO", "TERMIN_DATA_DIR", "TERMIN_HOST", "TERMIN_PORT"}
    for part in OURS.values():
        assert {one.name for one in VARIABLES} - inside <= set(part["environment"])


def test_every_command_given_exists() -> None:
    given = {part["command"][0] for part in OURS.values()}
    given |= set(json.loads(re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)[-1]))
    assert given <= set(COMMANDS)


def test_the_parts_are_the_ones_that_operations_names() -> None:
    assert set(OURS) == {"web", "worker"}
    assert COMPOSE["services"]["database"]["image"].startswith("postgres:18")


def test_the_port_of_the_proxy_is_the_one_that_is_listened_on() -> None:
    (inside,) = OURS["web"]["expose"]
    assert f"TERMIN_PORT={inside}" in DOCKERFILE
    assert f"EXPOSE {inside}" in DOCKERFILE
    assert re.search(rf"^\s*name web\n\s*port {inside}$", PROXY, re.MULTILINE)


def test_only_the_proxy_is_reached_from_outside() -> None:
    published = {
        name: [port for port in part.get("ports", ()) if not port.startswith("127.0.0.1:")]
        for name, part in COMPOSE["services"].items()
    }
    assert {name for name, ports in published.items() if ports} == {"proxy"}
    assert "${TERMIN_PUBLIC_URL:?" in COMPOSE["services"]["proxy"]["environment"][ADDRESS]
    assert PROXY_SITE.startswith("{$" + ADDRESS + "}")


def test_web_servers_believe_the_network_of_the_proxy() -> None:
    (network,) = COMPOSE["networks"]["default"]["ipam"]["config"]
    for part in OURS.values():
        assert network["subnet"] in part["environment"]["TERMIN_TRUSTED_PROXIES"]


def test_the_proxy_keeps_no_paths_and_gives_no_figures_away() -> None:
    assert not re.search(r"^\s*log\b", PROXY, re.MULTILINE)
    assert "respond @figures 404" in PROXY


def test_no_secret_has_a_usual_value() -> None:
    for part in COMPOSE["services"].values():
        for name, value in part["environment"].items():
            if re.search("PASSWORD|SECRET|DATABASE_URL", name):
                assert ":?" in value, f"{name} must be given"


def test_the_image_holds_every_package_and_no_tests() -> None:
    kept = (PROJECT / ".dockerignore").read_text().splitlines()
    assert kept[0] == "*"
    assert {"!api", "!display", "!scheduler", "!termin", "!requirements"} <= set(kept)
    assert "!tests" not in kept
