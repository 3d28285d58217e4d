"""The benchmark of tours: a JSON line a case, scored by the check; Ctrl-C and bad files end it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.bench.asked import Asked, Unusable
from api.bench.tours import tours

# One worker for all that needs the engine: each would compile it, half a minute of work.
pytestmark = pytest.mark.xdist_group("orienteering")

SMALL = """1 2 2 1
0 200
0 0 0 0 0 0 0 0 100
1 3 4 10 7 1 1 1 0 50
2 1 1 5 3 1 1 1 20 60
"""


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "r1.txt"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_each_case_is_a_line_with_its_value_and_bound(instance: Path) -> None:
    lines = [json.loads(line) for line in tours(Asked((instance,), 1.0, 1, (1, 2), 2))]
    assert [(one["instance"], one["vehicles"], one["value"]) for one in lines] == [
        ("r1", 1, 10),
        ("r1", 2, 10),
    ]
    expected = {"value", "bound", "gap", "seconds", "seed", "compile_seconds", "proven"}
    assert all(expected <= one.keys() and one["proven"] for one in lines)


def test_what_cannot_be_read_is_said(instance: Path) -> None:
    with pytest.raises(Unusable, match="at least one"):
        list(tours(Asked()))
    instance.write_text("nothing", encoding="utf-8")
    with pytest.raises(Unusable, match="r1"):
        list(tours(Asked((instance,))))


def test_a_person_who_wants_no_more_gets_no_half_lines(instance: Path) -> None:
    asked = Asked((instance,), 600.0)
    asked.stopped.set()
    assert not list(tours(asked))
