"""The lock files hold what is asked for, with hashes and without hosts."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.tree import PROJECT, named

LOCKS = tuple(sorted((PROJECT / "requirements").glob("*.txt")))
PROJECT_FILE = tomllib.loads((PROJECT / "pyproject.toml").read_text())
ASKED = {
    "run": [*PROJECT_FILE["project"]["dependencies"], *PROJECT_FILE["dependency-groups"]["build"]],
    "dev": PROJECT_FILE["dependency-groups"]["dev"],
    "node": PROJECT_FILE["dependency-groups"]["node"],
}


@pytest.mark.parametrize("name", ASKED)
def test_the_lock_holds_what_is_asked_for(name: str) -> None:
    locked = pins(PROJECT / "requirements" / f"{name}.txt")
    for line in ASKED[name]:
        asked = Requirement(line)
        versions = locked.get(canonicalize_name(asked.name), set())
        assert versions, f"{asked.name} is missing in {name}.txt: make lock"
        assert all(asked.specifier.contains(version) for version in versions), line


def test_tests_run_with_the_versions_that_are_served() -> None:
    run, dev = (pins(PROJECT / "requirements" / f"{name}.txt") for name in ("run", "dev"))
    assert {name: dev.get(name) for name in run} == run


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_pin_has_a_hash_and_no_host_is_named(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"https?:|file:|--(?:index|extra|find|trusted)", text), named(lock)
    for pin in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"\S+==.*--hash=sha256:", pin, re.DOTALL), pin.splitlines()[0]


def test_the_front_end_packages_are_locked_without_a_host() -> None:
    asked = json.loads((PROJECT / "package.json").read_text())
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    assert packages[""].get("dependencies") == asked.get("dependencies")
    assert packages[""].get("devDependencies") == asked.get("devDependencies")
    for name, package in packages.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, f"{name} names the machine it came from"


def test_the_builder_is_locked_in_a_version_that_the_project_takes() -> None:
    (builder,) = PROJECT_FILE["build-system"]["requires"]
    assert builder in PROJECT_FILE["dependency-groups"]["build"]


@cache
def pins(lock: Path) -> dict[str, set[Version]]:
    found: dict[str, set[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock.read_text(), re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found
