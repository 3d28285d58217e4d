"""Files stay small, and nothing in them tells on whose machine they were written."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.tree import PACKAGES, PROJECT, files, named, python_of

MOST_LINES = 400
WRITTEN_BY_PROGRAMS = {"termin/migrations/0001_schema.py", "package-lock.json"}
TEXT = (".py", ".md", ".toml", ".html", ".j2", ".css", ".js", ".json", ".yml", ".txt", ".po", "")
VAGUE = re.compile(r"(Manager|Helper|Utils?|Handler|Processor)$")
PERSONAL = re.compile(r"(?<![\w.$}])/(?:root|home|Users|work)/(?!eva\b)[\w.-]+")  # eva is invented
LEFT_OVER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def test_no_file_is_too_long_to_read() -> None:
    long = {
        named(path): lines
        for path in files(".py", ".js", ".html")
        if named(path) not in WRITTEN_BY_PROGRAMS
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long, f"split by noun what has more than {MOST_LINES} lines: {long}"


@pytest.mark.parametrize(
    ("pattern", "matter"),
    [(PERSONAL, "names a folder of somebody's machine"), (LEFT_OVER, "is unfinished")],
)
def test_no_file_holds(pattern: re.Pattern[str], matter: str) -> None:
    this = named(PROJECT / "tests/architecture/test_files.py")
    found = [
        f"{named(path)}: {match[0]}"
        for path in files(*TEXT)
        if named(path) not in {this, *WRITTEN_BY_PROGRAMS}
        for match in pattern.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found, f"{matter}: {found}"


def test_classes_are_named_after_what_they_are() -> None:
    vague = [
        f"{named(path)}: {node.name}"
        for path, tree in python_of(*PACKAGES, "tests", "tools")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and VAGUE.search(node.name)
    ]
    assert not vague


def test_nothing_of_third_parties_is_committed() -> None:
    vendored = [
        named(path)
        for path in files()
        if "node_modules" in path.parts or "vendor" in path.parts or ".min." in path.name
    ]
    assert not vendored


def test_every_package_says_that_it_is_typed() -> None:
    assert all((PROJECT / package / "py.typed").exists() for package in PACKAGES)
