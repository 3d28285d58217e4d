"""The sample city is the one that figures are given for."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scheduler.capacity.problem import Costs
from scheduler.capacity.sample import city

PROTOTYPE = Path(__file__).parents[4] / "shared" / "prototypes" / "city.py"


@pytest.mark.parametrize(("seed", "minutes"), [(1, 762_037), (3, 726_868), (7, 702_772)])
def test_the_city_has_the_demand_that_was_published(seed: int, minutes: int) -> None:
    problem = city(seed)
    assert sum(sum(map(sum, day)) for site in problem.sites for day in site.demand) == minutes
    assert sum(kind.count for site in problem.sites for kind in site.kinds) == 500
    assert len(problem.districts()) == 12


@pytest.mark.sample
@pytest.mark.skipif(not PROTOTYPE.exists(), reason="the first city is not beside the project")
@pytest.mark.parametrize("seed", range(1, 8))
def test_the_city_is_the_first_one_to_the_last_bit(seed: int) -> None:
    first = _prototype()
    there, here = first.gen(seed), city(seed)
    demand = np.array([site.demand for site in here.sites])
    assert np.array_equal(demand.transpose(0, 2, 1, 3), there["dem"])
    assert np.array_equal(np.array([site.staff for site in here.sites]), there["staff"])
    assert np.array_equal(np.array([site.budget for site in here.sites]), there["budget"])
    assert np.array_equal(np.array(here.distances), there["dist"])
    assert [
        [(tuple(sorted(kind.groups)), kind.count) for kind in site.kinds] for site in here.sites
    ] == there["types"]
    assert sorted(sorted(sites) for sites in here.districts().values()) == sorted(
        there["districts"]
    )
    costs = Costs()
    assert (costs.unserved, costs.waiting) == (first.W_UNS, first.W_WAIT)
    assert (costs.setup, costs.opening) == (first.W_SETUP, first.W_OPEN)


def _prototype() -> Any:
    spec = spec_from_file_location("first_city", PROTOTYPE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
