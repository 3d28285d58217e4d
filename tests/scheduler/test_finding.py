"""Verdicts: legal or not, and what it costs."""

from __future__ import annotations

import pytest

from scheduler.finding import Finding, Rule, Verdict
from scheduler.watch import Progress, Solution, gap

REST = Rule("rest", "{clerk} rests {minutes} min", "ArbZG § 5", hard=True)
WISH = Rule("wish", "{clerk} works on {day}")


def test_a_finding_says_its_sentence_and_its_cost() -> None:
    assert str(Finding(WISH, 2.5, {"clerk": "Ada", "day": "Mon"})) == "Ada works on Mon (2.5)"
    assert "(not allowed)" in str(Finding(REST, None, {"clerk": "Ada", "minutes": 600}))


def test_one_broken_hard_rule_makes_a_plan_illegal() -> None:
    missed = Finding(WISH, 2.0, {"clerk": "Ada", "day": "Mon"})
    broken = Finding(REST, None, {"clerk": "Ada", "minutes": 600})
    assert Verdict.of([missed]).legal
    verdict = Verdict.of([missed], [broken], [missed])
    assert not verdict.legal
    assert verdict.broken == (broken,)
    assert verdict.cost == 4.0
    assert verdict.by_rule() == {"wish": 4.0, "rest": 0.0}


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [(100.0, 98.0, 0.02), (0.0, 0.0, 0.0), (0.0, -3.0, 1.0), (4.0, -8.0, 1.0), (50.0, 60.0, 0.2)],
)
def test_the_gap_is_a_fraction_of_the_value(value: float, bound: float, expected: float) -> None:
    assert gap(value, bound) == pytest.approx(expected)
    assert Solution("plan", value, bound, 1.0).gap == pytest.approx(expected)
    assert Progress(1.0, value, bound).gap == pytest.approx(expected)


def test_without_a_plan_or_a_proof_there_is_no_gap() -> None:
    assert Progress(0.0).gap is None
    assert Progress(0.0, value=3.0).gap is None
