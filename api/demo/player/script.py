"""What the players know at the start: who sits where, which codes people carry, what they want."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import msgspec

FILE = "player.json"


class Shift(msgspec.Struct, frozen=True):
    """When somebody sits at a counter."""

    counter: int
    login: str
    starts_at: datetime
    ends_at: datetime


class Carried(msgspec.Struct, frozen=True):
    """A code in somebody's pocket, and when it is due."""

    code: str
    starts_at: datetime


class Stage(msgspec.Struct, frozen=True):
    """An office: its town in addresses, its kiosk's secret, who works there, who comes, and what is
    wanted how often."""

    town: str
    office: int
    kiosk: str
    shifts: list[Shift]
    carried: list[Carried]
    wanted: list[tuple[int, int]]


class Script(msgspec.Struct, frozen=True):
    """The whole play, of several towns; holds secrets of a demo that only this machine reaches."""

    password: str
    stages: list[Stage]


def write_script(script: Script, folder: Path) -> Path:
    """Keep a script in a folder, for its owner's eyes."""
    path = folder / FILE
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(script))
    return path


def read_script(folder: Path) -> Script:
    """Return the script that was kept in a folder.

    Raises:
        FileNotFoundError: there is none.
    """
    return msgspec.json.decode((folder / FILE).read_bytes(), type=Script)
