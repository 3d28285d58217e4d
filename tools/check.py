"""Run every check that needs no database, say one line for each, and show what failed.

`python tools/check.py` runs all; names after it run only those, names after a minus all but those.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One check: its name, what it promises, and the command."""

    name: str
    promise: str
    command: tuple[str, ...]


CHECKS = (
    Check("format", "the code is laid out alike", ("ruff", "format", "--check", "--quiet", ".")),
    Check("lint", "the code keeps the rules of style", ("ruff", "check", "--quiet", ".")),
    Check("types", "the types agree, strictly", ("mypy", "--no-error-summary")),
    Check("imports", "packages import in one direction only", ("lint-imports",)),
    Check("templates", "the templates are well-formed", ("djlint", "--lint", "api/templates")),
    Check(
        "assets",
        "templates and style sheets keep our rules",
        ("python", "-m", "api.assets", "check"),
    ),
    Check(
        "house",
        "docs, locks and files agree with the code",
        ("python", "-m", "pytest", "-q", "tests/architecture"),
    ),
)


def main(names: list[str]) -> int:
    """Run the checks in turn; the exit status is 1 if one failed."""
    out = {name[1:] for name in names if name.startswith("-")}
    only = {name for name in names if not name.startswith("-")}
    wanted = [check for check in CHECKS if check.name in (only or {check.name}) - out]
    failed = [check.name for check in wanted if not passes(check)]
    if failed:
        print(f"\nnot in order: {', '.join(failed)}", flush=True)
    return 1 if failed or not wanted else 0


def passes(check: Check) -> bool:
    """Run one check and say how it went; its own words are shown only if it failed."""
    print(f"{check.name:10} {check.promise} … ", end="", flush=True)
    began = time.monotonic()
    program, *arguments = check.command
    done = subprocess.run(
        [str(BIN / program), *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    good = done.returncode == 0
    print(f"{'yes' if good else 'NO'} ({time.monotonic() - began:.1f} s)", flush=True)
    if not good:
        print(done.stdout.rstrip() + "\n", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
