"""What is compiled is kept where it can be, and computes where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]

LOOP = """
from scheduler.compiled import compiled

@compiled
def twice(number):
    return 2 * number
"""
KEPT_ANYWAY = """
import numba

@numba.njit(cache=True)
def twice(number):
    return 2 * number
"""


def computed(folder: Path, loop: str, keep_in: Path) -> subprocess.CompletedProcess[str]:
    """Compute with a loop beside which nothing can be kept, nor in the user's folders.

    Not even root writes below what is no folder.
    """
    (folder / "loop.py").write_text(loop)
    (folder / "__pycache__").write_text("no folder")
    nowhere = str(folder / "loop.py" / "cache")
    paths = {"PYTHONPATH": f"{folder}{os.pathsep}{PROJECT}", "NUMBA_CACHE_DIR": str(keep_in)}
    return subprocess.run(
        [sys.executable, "-B", "-c", "from loop import twice; print(twice(21))"],
        env={**os.environ, **paths, "HOME": nowhere, "XDG_CACHE_HOME": nowhere},
        capture_output=True,
        text=True,
        check=False,
    )


def test_where_nothing_can_be_kept_it_is_compiled_anew(tmp_path: Path) -> None:
    done = computed(tmp_path, LOOP, tmp_path / "loop.py" / "kept")
    assert (done.stdout, done.stderr) == ("42\n", "")


def test_without_that_nothing_would_be_computed(tmp_path: Path) -> None:
    done = computed(tmp_path, KEPT_ANYWAY, tmp_path / "loop.py" / "kept")
    assert "RuntimeError: cannot cache function" in done.stderr


def test_it_is_kept_in_the_folder_that_is_named(tmp_path: Path) -> None:
    done = computed(tmp_path, LOOP, tmp_path / "kept")
    assert (done.stdout, done.stderr) == ("42\n", "")
    assert [*(tmp_path / "kept").rglob("loop.twice-*.nbi")]
