"""Instances are read whole, or refused with the line and what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.roster.public import Cover, Person, Shift, Unreadable, Wish, parse

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "shift-scheduling"
GOOD = """# a comment
SECTION_HORIZON
14

SECTION_SHIFTS
E,480,
L,540,E

SECTION_STAFF
A,E=14|L=2,4320,3360,5,2,2,1
B,E=0,4320,0,5,1,1,0

SECTION_DAYS_OFF
A,0,3
A,5

SECTION_SHIFT_ON_REQUESTS
A,2,E,3

SECTION_SHIFT_OFF_REQUESTS
B,4,L,1

SECTION_COVER
0,E,5,100,1
"""


def test_a_file_is_read_whole() -> None:
    instance = parse(GOOD)
    assert instance.days == 14
    assert instance.shifts == (Shift("E", 480), Shift("L", 540, frozenset("E")))
    away = frozenset({0, 3, 5})
    assert instance.people[0] == Person("A", {"E": 14, "L": 2}, 4320, 3360, 5, 2, 2, 1, away)
    assert instance.wanted == (Wish("A", 2, "E", 3),)
    assert instance.unwanted == (Wish("B", 4, "L", 1),)
    assert instance.cover == (Cover(0, "E", 5, 100, 1),)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("14\n\n", "fourteen\n\n", 3, "not a whole number"),
        ("14\n\n", "0\n\n", 3, "no day"),
        ("L,540,E", "L,540", 7, "2 fields where 3 belong"),
        ("L,540,E", "L,540,X", 7, "no shift 'X'"),
        ("L,540,E", "E,540,", 7, "is there already"),
        ("E=0,", "E:0,", 11, "not of the form"),
        ("E=0,", "N=0,", 11, "no shift 'N'"),
        ("5,1,1,0", "5,0,1,0", 11, "at least one day"),
        ("A,5\n", "C,5\n", 15, "no person 'C'"),
        ("A,0,3", "A,0,14", 14, "past the horizon"),
        ("A,2,E,3", "A,2,E,-3", 18, "'-3', not a whole number"),
        ("0,E,5,100,1", "0,E,5,100,1\n0,E,5,100,1", 25, "again"),
        ("SECTION_COVER", "SECTION_COVERS", 24, "no section 'SECTION_COVERS'"),
        ("# a comment", "14", 1, "before the first section"),
        ("SECTION_HORIZON\n14", "", 5, "horizon has to come first"),
    ],
)
def test_a_wrong_line_is_named(old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as refused:
        parse(GOOD.replace(old, new, 1))
    assert refused.value.line == line


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Unreadable, match="names no horizon"):
        parse("")


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the public instances are not at {FOLDER}")
def test_the_first_public_instance_is_read() -> None:
    instance = parse((FOLDER / "Instance1.txt").read_text())
    assert (instance.days, len(instance.people), len(instance.cover)) == (14, 8, 14)
    assert (len(instance.wanted), len(instance.unwanted)) == (21, 5)
