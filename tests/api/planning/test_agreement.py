"""What was agreed with the staff is entered by managers, lawful, and plans follow it."""

from __future__ import annotations

import pytest

from api.planning.problem import problem_of
from api.planning.reading import read_week
from api.planning.roster import roster_of
from scheduler.capacity.problem import Plan
from termin.offices import Office
from termin.offices.agreement import agreement_of
from tests.api.manager.conftest import Leader, clock, leader
from tests.town import MONDAY, NOW

__all__ = ["clock", "leader"]

GOOD = {
    "schichten": "07:30-16:00, Pause 12:00–12:30\n\n8.00–12.00",
    "mindestens": "20",
    "hoechstens": "40",
    "bildschirm": "60",
}


def address(leader: Leader) -> str:
    return f"/amt/einrichtung/dienststellen/{leader.office}/arbeitszeiten"


async def test_agreed_shifts_are_the_only_ones_of_a_plan(leader: Leader) -> None:
    page = await leader.post(address(leader), **GOOD)
    for text in ("Gespeichert.", "07:30–16:00, Pause 12:00–12:30", "08:00–12:00"):
        assert text in page.text
    facts = await read_week(leader.town.municipality.id, [int(leader.office)], MONDAY, NOW)
    problem = roster_of(problem_of(facts), 0, Plan({}), {}, {}).problem
    assert [(one.start, one.end, one.work) for one in problem.shifts] == [
        (450, 960, 480),
        (480, 720, 240),
    ]
    assert (problem.terms.share, problem.terms.screen) == ((0.2, 0.4), 60)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("schichten", "07:30-16:00", "Zeile 1: Erlaubt sind zehn Stunden am Tag"),
        ("schichten", "8:00-12:00\nfrüh", "Zeile 2: Bitte schreiben Sie die Zeiten so"),
        ("schichten", "8:00-16:00, Pause 17:00-17:30", "Die Zeiten passen nicht zueinander."),
        ("schichten", "8:02-12:00", "auf fünf Minuten genau"),
        ("schichten", "99:00-12:00", "Die Zeiten passen nicht zueinander."),
        ("hoechstens", "10", "mindestens so viel sein"),
        ("bildschirm", "5", "30 bis 360"),
    ],
)
async def test_what_cannot_be_agreed_on_is_refused(
    leader: Leader, field: str, value: str, said: str
) -> None:
    page = await leader.post(address(leader), **{**GOOD, field: value})
    assert page.status_code == 422
    assert said in page.text
    assert not agreement_of((await Office.get(id=int(leader.office))).agreement).shifts


async def test_without_an_agreement_all_lawful_shifts_are_meant(leader: Leader) -> None:
    page = await leader.get(address(leader))
    assert "Leer: alles, was das Arbeitszeitgesetz" in page.text
    facts = await read_week(leader.town.municipality.id, [int(leader.office)], MONDAY, NOW)
    assert len(roster_of(problem_of(facts), 0, Plan({}), {}, {}).problem.shifts) > 50
