"""Every rule of the scheduler speaks German, with the facts it has."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from string import Formatter

import pytest

import scheduler
from api.planning.answer import Said
from api.planning.roster_words import ROSTER
from api.planning.rule_words import TOURS
from api.planning.tour_words import CURES, DEMANDS
from api.planning.wishes import usual_weights
from api.planning.words import CAPACITY, HELPS, REASONS, WEIGHTS, sentence
from api.rendering import read_texts
from scheduler.capacity import explain
from scheduler.finding import Fact, Rule
from scheduler.tours.demand import WISHES, limits, wishes
from scheduler.tours.pattern import Pattern
from scheduler.tours.problem import Horizon, Pin, Problem, Stay, Stop, Vehicle
from scheduler.tours.roads import Roads
from tests.scheduler.tours.problems import MONDAY, pinned

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


def test_all_rules_in_the_way_of_one_more_counter_are_said() -> None:
    texts = read_texts()
    facts: dict[str, Fact] = {"site": "Rathaus", "day": "2026-11-23", "group": "Kfz"}
    facts |= {"begin": "09:00", "end": "10:00", "minutes": 40, "reason": "", "rule": "staff"}
    told = sentence(
        Said("short", facts | {"rules": "staff, room"}, 10.0),
        lambda text, **facts: texts.gettext("de", text, **facts),
        texts.language("de").locale,
    )
    assert told.endswith(f"{REASONS['staff']} {REASONS['room']}")


def test_what_is_left_at_closing_is_said_beside_the_most_that_waits() -> None:
    texts = read_texts()
    facts: dict[str, Fact] = {"site": "Rathaus", "day": "2026-11-23", "group": "Kfz"}
    facts |= {"begin": "12:00", "end": "18:00", "minutes": 170, "left": 45}
    facts |= {"reason": "", "rule": "staff", "rules": "staff"}
    told = sentence(
        Said("left", facts, 672.0),
        lambda text, **facts: texts.gettext("de", text, **facts),
        texts.language("de").locale,
    )
    assert told == (
        "Rathaus, Mo., 23.11.2026, 12:00–18:00: Für Kfz wartet Arbeit von bis zu 170 Minuten, "
        f"45 davon bleiben bei Dienstschluss liegen. {REASONS['staff']}"
    )


@pytest.mark.parametrize(
    ("blocks", "told"), [(7, "zusammen 3,5 Stunden zu viel"), (2, "zusammen 1 Stunde zu viel")]
)
def test_half_hours_are_said_as_hours(blocks: int, told: str) -> None:
    texts = read_texts()
    said = sentence(
        Said("screen", {"clerk": "Ada", "day": "2026-11-23", "blocks": blocks}, 3.0),
        lambda text, **facts: texts.gettext("de", text, **facts),
        texts.language("de").locale,
    )
    assert told in said


def test_weights_and_helps_are_those_of_rules() -> None:
    assert set(WEIGHTS) <= set(usual_weights())
    assert set(HELPS) <= set(REASONS) == set(explain.REASONS)


def test_every_demand_on_tours_has_a_sentence_and_a_cure_with_its_facts() -> None:
    problem = pinned(
        promising(), Pin("stop 1", MONDAY, "bus 0"), Pin("stop 1", MONDAY + timedelta(days=1))
    )
    stops = {stop.id for stop in problem.stops}
    found = [*wishes(problem, WISHES), *limits(problem, stops)]
    assert {one.kind for one in found} == set(DEMANDS) == set(CURES)
    for one in found:
        assert DEMANDS[one.kind] % dict(one.facts)
        assert CURES[one.kind] % dict(one.facts)


def promising() -> Problem:
    """A problem in which everything is demanded that can be."""
    stop = Stop(
        "stop 1",
        "Dorf",
        1,
        {},
        (Stay(60, 9),),
        needs=frozenset({"strom"}),
        most_days_between=7,
    )
    days = Horizon(MONDAY, MONDAY + timedelta(days=6), frozenset({MONDAY}))
    told = {"stop 1": Pattern("FREQ=WEEKLY;BYDAY=TU", MONDAY)}
    roads = Roads.shortest([[0, 30], [30, 0]])
    return Problem(days, (stop,), (Vehicle("bus 0", "Bus", 0),), roads, promises=told)
