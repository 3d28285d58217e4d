"""Installing tells what it does, and knows when there is nothing to do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tools.install import NotInstallable, Place, pip, stamp, stamps, tell, works


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "Collecting argon2-cffi==25.1.0 (from -r run.txt (line 16))\n",
            "  3/9 argon2-cffi 25.1.0",
        ),
        ("Processing ./wheels/numpy-2.4.6-cp311-cp311-linux_x86_64.whl\n", "  3/9 numpy 2.4.6"),
        ("Requirement already satisfied: six==1.17.0 in ./lib\n", "  3/9 six 1.17.0"),
        ("Installing collected packages: numpy, six\n", "  unpacking …"),
        ("  Using cached numpy-2.4.6-cp311.whl (15 MB)\n", ""),
    ],
)
def test_pip_is_retold_in_a_line_for_each_package(
    line: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(line, seen=2, count=9)
    assert capsys.readouterr().out.strip() == told.strip()


def test_what_was_installed_is_remembered(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.venv.mkdir()
    stamp(place, {"run": "abc"})
    assert stamps(place)["run"] == "abc"


def test_a_broken_note_counts_as_none(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.venv.mkdir()
    (place.venv / "installed.json").write_text('{"run": ')
    assert stamps(place) == {}


def test_an_environment_that_was_moved_does_not_work(tmp_path: Path) -> None:
    """Its programs begin with the path of the Python that they were installed for."""
    place = a_place(tmp_path)
    assert works(place)
    note = {"folder": str(tmp_path / "elsewhere" / ".venv")}
    (place.venv / "installed.json").write_text(json.dumps(note))
    assert not works(place)


def test_a_failure_of_pip_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(NotInstallable, match="no-such-lock"):
        pip(a_place(tmp_path), "--requirement", "no-such-lock.txt")


def a_place(project: Path) -> Place:
    """Return a checkout whose environment is the one that runs this test."""
    place = Place(project)
    place.python.parent.mkdir(parents=True)
    place.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    place.python.chmod(0o755)
    return place
