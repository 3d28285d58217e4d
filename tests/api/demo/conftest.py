"""A place for the demo's data."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.demo.running import end_all


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every account may pass through; pytest's own is closed to all but us."""
    path = Path(tempfile.mkdtemp(prefix="termin-demo-")).resolve()
    path.chmod(0o755)
    yield path
    end_all(path)
    shutil.rmtree(path, ignore_errors=True)
