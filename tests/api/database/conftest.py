"""Places for data folders."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.api.database.living import servers


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every account may pass through; pytest's own is closed to all but us."""
    path = Path(tempfile.mkdtemp(prefix="termin-place-")).resolve()
    path.chmod(0o755)
    yield path
    for note in path.rglob("run.json"):
        _wait_for_silence(note.parent)
        with suppress(ValueError, OSError):  # the folder of a socket that found no room here
            Path(json.loads(note.read_text())["socket"]).rmdir()
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def home(place: Path) -> Path:
    """A data folder that does not exist yet."""
    return place / "data"


def _wait_for_silence(data_dir: Path) -> None:
    """A test that kills an owner does not wait for the server's orderly end."""
    deadline = time.monotonic() + 30
    while servers(data_dir) and time.monotonic() < deadline:
        time.sleep(0.05)


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can take another account")
