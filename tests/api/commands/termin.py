"""Running `termin` as a process and reading what it says."""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from api.database import DatabaseAddress
from tests.forked import Forked
from tests.web import url_of

PROJECT = Path(__file__).parents[3]
LONGEST = 300.0
"""Seconds that no command of the tests takes."""


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    status: int
    output: str
    errors: str


async def termin(address: DatabaseAddress, *arguments: str | Path, typed: str = "") -> Ran:
    """Run a command on a database; `typed` is its standard input."""
    with tempfile.TemporaryDirectory() as folder:
        given, output, errors = (Path(folder) / name for name in ("typed", "output", "errors"))
        given.write_text(typed)
        process = Forked(
            [str(argument) for argument in arguments],
            {**os.environ, "TERMIN_DATABASE_URL": url_of(address)},
            output,
            errors,
            given,
        )
        status = await asyncio.to_thread(process.wait, LONGEST)
        return Ran(status, output.read_text(), errors.read_text())
