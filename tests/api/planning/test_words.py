"""Every rule of the scheduler speaks German, with the facts it has."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from string import Formatter

import pytest

import scheduler
from api.planning.answer import Said
from api.planning.carrying import usual_weights
from api.planning.roster_words import ROSTER
from api.planning.rule_words import TOURS
from api.planning.words import CAPACITY, HELPS, REASONS, WEIGHTS, sentence
from api.rendering import read_texts
from scheduler.capacity import explain
from scheduler.finding import Rule

WORDS = {"capacity": CAPACITY, "roster": ROSTER, "tours": TOURS}
INSTANCES = ("scheduler.roster.public", "scheduler.tours.orienteering")
"""Rules of public instances, which only benchmarks judge by: no manager reads them."""


def rules() -> Iterator[tuple[str, Rule]]:
    for module in pkgutil.walk_packages(scheduler.__path__, "scheduler."):
        if not module.name.startswith(INSTANCES):
            for found in vars(import_module(module.name)).values():
                room = module.name.split(".")[1]
                if isinstance(found, Rule) and room in WORDS:
                    yield room, found


@pytest.mark.parametrize("room", WORDS)
def test_every_rule_has_a_sentence_with_its_facts(room: str) -> None:
    known = {rule.name: rule for of, rule in rules() if of == room}
    assert set(WORDS[room]) == set(known)
    for name, rule in known.items():
        facts = {field for _, field, _, _ in Formatter().parse(rule.sentence) if field}
        told = set(re.findall(r"%\((\w+)\)s", WORDS[room][name]))
        assert told <= facts, name
        assert WORDS[room][name] % dict.fromkeys(facts, "x")


def test_a_finding_is_said_with_dates_and_figures_as_people_write_them() -> None:
    texts = read_texts()
    said = Said(
        "unserved",
        {"site": "Rathaus", "day": "2026-11-23", "minutes": 1234.5, "group": "Kfz"},
        24690.0,
    )
    told = sentence(
        said,
        lambda text, **facts: texts.gettext("de", text, **facts),
        texts.language("de").locale,
    )
    assert told == (
        "Rathaus, Mo., 23.11.2026: Für Kfz bleibt bei Dienstschluss Arbeit von 1.234,5 Minuten "
        "liegen."
    )


def test_weights_and_helps_are_those_of_rules() -> None:
    assert set(WEIGHTS) <= set(usual_weights())
    assert set(HELPS) <= set(REASONS) == set(explain.REASONS)
