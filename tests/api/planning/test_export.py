"""A plan goes to the staff council: as a table for spreadsheets, and on paper."""

from __future__ import annotations

import csv
import io

from termin.offices import Counter, PostKind
from termin.planning.rows import PlanDraft, PlanRun
from termin.planning.shifts import PlannedShift, PlannedTask, write_shifts
from termin.staff import Role
from termin.staff.rows import Clerk
from tests.api.manager.conftest import Leader, clock, leader
from tests.api.people import a_person, sign_in
from tests.api.planning.drafts import a_draft
from tests.termin.planning.drafting import draft_of, planned
from tests.town import MONDAY

__all__ = ["clock", "leader"]


async def _planned(leader: Leader) -> PlanDraft:
    """Return a draft: Ada first at the reception, then at counter 1; Ben without a shift."""
    town = leader.town
    await Counter.filter(id=town.counters["2"].id).update(post=PostKind.RECEPTION, name="Tresen")
    draft = await draft_of(
        town,
        planned(town, "2", "ada", ("08:00", "10:00")),
        planned(town, "1", "ada", ("10:30", "12:00")),
        planned(town, "3", "ben", ("09:00", "11:00")),
    )
    shift = PlannedShift(
        int(leader.office),
        MONDAY,
        town.clerks["ada"].id,
        450,
        780,
        ((600, 630),),
        (
            PlannedTask(450, 480),
            PlannedTask(480, 600, "Tresen"),
            PlannedTask(630, 720, "1"),
            PlannedTask(720, 780),
        ),
    )
    await PlanDraft.filter(id=draft.id).update(shifts=write_shifts([shift]))
    return draft


def _rows(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8")
    assert text.startswith("\ufeff")
    assert "\r\n" in text
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


async def test_the_table_has_a_row_for_each_person_and_day(leader: Leader) -> None:
    draft = await _planned(leader)
    await Clerk.filter(id=leader.town.clerks["ben"].id).update(name='=Ben; "B"')
    answer = await leader.get(f"/amt/planung/entwuerfe/{draft.id}/dienstplan.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert f'filename="dienstplan-2026-W48-{draft.id}.csv"' in answer.headers["content-disposition"]
    head, *rows = _rows(answer.content)
    assert len(head) == 11
    assert rows == [
        [
            "Rathaus",
            "23.11.2026",
            '\'=Ben; "B"',
            "09:00",
            "11:00",
            "",
            "120",
            "",
            "",
            "3 09:00–11:00",
            "",
        ],
        [
            "Rathaus",
            "23.11.2026",
            "Ada",
            "07:30",
            "13:00",
            "10:00–10:30",
            "300",
            "08:00–10:00",
            "",
            "1 10:30–12:00",
            "07:30–08:00, 12:00–13:00",
        ],
    ]


async def test_the_sheet_shows_roster_hours_and_reasons_without_navigation(
    leader: Leader,
) -> None:
    draft = await a_draft(leader.town, "rathaus", "nord")
    page = await leader.get(f"/amt/planung/entwuerfe/{draft.id}/druck")
    assert page.status_code == 200
    assert "site-header" not in page.text
    assert "plan-paper.css" in page.text
    for words in ("Dienstplan: Rathaus", "Bürgerbüro Nord</h2>", "Ada", "Warum der Plan"):
        assert words in page.text
    assert "Berechnet am " in page.text
    await PlanRun.filter(id=draft.run_id).delete()
    page = await leader.get(f"/amt/planung/entwuerfe/{draft.id}/druck")
    assert "nicht mehr gespeichert" in page.text


async def test_the_draft_leads_to_both(leader: Leader) -> None:
    draft = await _planned(leader)
    page = await leader.get(f"/amt/planung/entwuerfe/{draft.id}")
    assert f'/entwuerfe/{draft.id}/dienstplan.csv"' in page.text
    assert f'/entwuerfe/{draft.id}/druck"' in page.text


async def test_who_may_not_plan_all_offices_gets_neither(leader: Leader) -> None:
    draft = await _planned(leader)
    town = leader.town
    await a_person("nord", Role.MANAGER, at=town.municipality, office=town.offices["nord"].id)
    await sign_in(leader.client, "nord")
    for what in ("dienstplan.csv", "druck"):
        found = await leader.get(f"/amt/planung/entwuerfe/{draft.id}/{what}")
        assert found.status_code == 404
