"""Places for data folders."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every account may pass through; pytest's own is closed to all but us."""
    path = Path(tempfile.mkdtemp(prefix="termin-place-")).resolve()
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def home(place: Path) -> Path:
    """A data folder that does not exist yet."""
    return place / "data"


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can take another account")
