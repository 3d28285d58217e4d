"""The committed offices are what the generator makes, and more is asked of them than they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.roster import Roster
from scheduler.roster.check import check
from scheduler.roster.choices import choices
from scheduler.roster.greedy import first_roster
from scheduler.roster.wire import read, read_roster, write, write_roster
from tests.scheduler.roster.generate import LEVEL, office

FOLDER = Path(__file__).parent / "instances"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_instance_is_the_office_of_its_seed(seed: int) -> None:
    assert read((FOLDER / f"office-{seed}.json").read_text(encoding="utf-8")) == office(seed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_more_is_asked_than_the_staff_can_do(seed: int) -> None:
    problem = office(seed)
    asked = sum(one.people for one in problem.demand) * problem.block
    able = sum(problem.owed(clerk) for clerk in problem.clerks) * (1 - problem.terms.share[0])
    assert asked / able == pytest.approx(LEVEL, abs=0.01)


def test_a_first_roster_of_a_whole_office_is_legal() -> None:
    problem = office(1)
    verdict = check(problem, first_roster(problem, choices(problem)))
    assert verdict.legal
    assert verdict.cost < check(problem, Roster()).cost / 3


def test_a_roster_is_read_as_it_was_written() -> None:
    problem = office(2, clerks=5, weeks=1)
    roster = first_roster(problem, choices(problem))
    assert read_roster(write_roster(roster)) == roster
    assert read(write(problem)) == problem


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="no office roster"):
        read('{"kind": "tour"}')
