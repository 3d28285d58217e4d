"""Towns as values: the same from a seed, of any size, and possible."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.demo.generator import CityPlan, city, faults, sample_union
from termin.offices import OfficeKind


@pytest.mark.parametrize("seed", [1, 2, 99])
def test_the_union_is_possible_whatever_the_seed(seed: int) -> None:
    assert faults(sample_union(seed)) == ()


def test_the_union_has_a_town_two_villages_a_bus_and_a_video_room() -> None:
    town, *villages = sample_union().municipalities
    kinds = [one.kind for one in town.offices]
    assert kinds.count(OfficeKind.STATIONARY) == 3
    assert kinds.count(OfficeKind.STOP) == 4
    assert kinds.count(OfficeKind.VIRTUAL) == 1
    assert [len(one.offices) for one in villages] == [1, 1]
    assert all(1 <= len(one.counters) <= 2 for one in villages)


def test_the_bus_cannot_be_at_two_stops_at_once() -> None:
    town = sample_union().municipalities[0]
    first, *others = [one for one in town.offices if one.kind is OfficeKind.STOP]
    early = tuple(replace(other, week=first.week) for other in others)
    kept = tuple(one for one in town.offices if one not in others)
    crowded = CityPlan(1, (replace(town, offices=(*kept, *early)),))
    assert any("vehicle bus" in one for one in faults(crowded))
    assert any("clerk Olga Brink" in one for one in faults(crowded))


def test_a_service_that_nobody_can_do_is_a_fault() -> None:
    village = sample_union().municipalities[1]
    alone = replace(village, posts=village.posts[1:], counters=village.counters[1:])
    skilled = tuple(replace(one, skill="zulassung") for one in alone.services)
    assert faults(CityPlan(1, (alone,))) == ()
    assert any("nobody" in one for one in faults(CityPlan(1, (replace(alone, services=skilled),))))


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 10**6),
    offices=st.integers(1, 12),
    more=st.integers(0, 40),
    services=st.integers(1, 130),
    skills=st.integers(0, 8),
)
def test_a_city_of_any_size_is_possible_and_comes_again(
    seed: int, offices: int, more: int, services: int, skills: int
) -> None:
    made = city(seed, offices=offices, counters=offices + more, services=services, skills=skills)
    (town,) = made.municipalities
    assert faults(made) == ()
    assert (len(town.offices), len(town.counters)) == (offices, offices + more)
    assert {offer.service for one in town.offices for offer in one.offers} == {
        one.key for one in town.services
    }
    assert len(town.services) == services
    again = city(seed, offices=offices, counters=offices + more, services=services, skills=skills)
    assert again == made


def test_lengths_are_those_of_an_office() -> None:
    minutes = [one.minutes for one in city(3, services=150).municipalities[0].services]
    assert {5, 10, 15, 30} <= {*minutes}
    assert 10 <= sum(minutes) / len(minutes) <= 20


@pytest.mark.parametrize(("offices", "counters", "services"), [(3, 2, 9), (0, 1, 9), (1, 1, 0)])
def test_a_city_of_nothing_is_refused(offices: int, counters: int, services: int) -> None:
    with pytest.raises(ValueError, match="no city"):
        city(1, offices=offices, counters=counters, services=services)
