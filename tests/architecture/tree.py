"""The files of the project as these tests see them."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PACKAGES = ("termin", "scheduler", "display", "api")


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Return the project's own files (committed or new, not ignored) with one of the suffixes."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        # An unpacked archive is no repository; then every folder of ours is looked through.
        folders = (*PACKAGES, "tests", "tools", "docs", "requirements", ".ci")
        found = [path for folder in folders for path in (PROJECT / folder).rglob("*")]
    else:
        found = [PROJECT / name for name in listed.stdout.split("\0") if name]
    return tuple(
        sorted(
            path for path in found if path.is_file() and (not suffixes or path.suffix in suffixes)
        )
    )


def python_of(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """Yield each Python file in these folders with its syntax tree."""
    for path in files(".py"):
        if path.relative_to(PROJECT).parts[0] in folders:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    """Return a file's name within the project."""
    return path.relative_to(PROJECT).as_posix()


def sections(page: Path, level: int) -> dict[str, str]:
    """Return the text below each heading of a level, by the heading without its backticks."""
    parts = re.split(rf"^#{{{level}}} (.*)$", page.read_text(), flags=re.MULTILINE)
    return {
        heading.strip("` "): re.split(r"^#", text, flags=re.MULTILINE)[0]
        for heading, text in zip(parts[1::2], parts[2::2], strict=True)
    }
