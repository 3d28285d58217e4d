"""What an office's settings make of the order."""

from __future__ import annotations

import re
from pathlib import Path

from termin.offices.rows import Office
from termin.queue.policy import policy_of
from termin.queue.rules import USUAL, Policy, Rule


def test_an_office_that_says_nothing_has_the_usual_order() -> None:
    assert policy_of(Office()) == USUAL == Policy()


def test_an_office_names_its_rules_and_figures() -> None:
    office = Office(queue_rules=["due", "walk_in"], promised_minutes=0, appointment_minutes=10)
    assert policy_of(office) == Policy((Rule.DUE, Rule.WALK_IN), None, 10)


def test_names_of_no_rule_are_passed_over_and_a_rule_counts_once() -> None:
    assert policy_of(Office(queue_rules=["due", "astrology", "due"])).rules == (Rule.DUE,)
    assert policy_of(Office(queue_rules=["astrology"])).rules == USUAL.rules


def test_the_page_about_the_order_names_every_rule_in_its_usual_order() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "queue.md").read_text()
    named = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert named == [rule.value for rule in USUAL.rules]
