"""Running `termin` as a process and reading what it says."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from api.database import DatabaseAddress
from tests.web import url_of

PROJECT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    status: int
    output: str
    errors: str


async def termin(address: DatabaseAddress, *arguments: str | Path, typed: str = "") -> Ran:
    """Run a command on a database; `typed` is its standard input."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "api.cli",
        *(str(argument) for argument in arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=PROJECT,
        env={**os.environ, "TERMIN_DATABASE_URL": url_of(address)},
    )
    output, errors = await process.communicate(typed.encode())
    return Ran(process.returncode or 0, output.decode(), errors.decode())
