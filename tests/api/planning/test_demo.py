"""The sample town has what plans are made from."""

from __future__ import annotations

from datetime import date

from api.database import DatabaseAddress
from api.demo.founding import found_town
from api.planning.problem import problem_of
from api.planning.reading import read_week
from termin.offices import Office
from termin.staff.rows import Clerk, Contract
from tests.town import NOW


async def test_everybody_in_the_sample_town_has_a_contract(rows: DatabaseAddress) -> None:
    del rows
    town = await found_town(NOW)
    contracts = {one.clerk_id: one.minutes_per_week for one in await Contract.all()}
    clerks = await Clerk.filter(municipality_id=town.id)
    assert set(contracts) == {one.id for one in clerks}
    part_time = next(one for one in clerks if one.name == "Ines Carvalho")
    assert contracts[part_time.id] == 2340 * 3 // 5


async def test_a_week_of_the_sample_town_is_a_problem_with_staff(rows: DatabaseAddress) -> None:
    del rows
    town = await found_town(NOW)
    offices = [one.id for one in await Office.filter(municipality_id=town.id, walk_ins=True)]
    facts = await read_week(town.id, offices, date(2026, 11, 30), NOW)
    problem = problem_of(facts).problem
    staffed = [site.name for site in problem.sites if any(map(any, site.staff))]
    assert {"Rathaus", "Südstadt", "Stadtbibliothek"} <= set(staffed)
