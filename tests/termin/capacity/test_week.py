"""A week of duties: copied by clock times, drafts taken out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from termin.capacity import (
    Copied,
    Duty,
    DutyState,
    copy_week,
    duties_between,
    remove_draft,
)
from termin.errors import NotFound, WrongState
from tests.town import MONDAY, Town, local


async def test_a_copy_keeps_the_clock_time_when_the_clocks_change(town: Town) -> None:
    before = date(2026, 10, 19)  # the clocks go back on 25 October
    await town.duty("1", "ada", on=before)
    office = town.offices["rathaus"].id
    assert await copy_week(office, before, 1) == Copied(1, 0)
    copy = await Duty.get(state=DutyState.DRAFT)
    assert copy.starts_at == local(before + timedelta(days=7), "08:00")
    assert copy.starts_at.hour == 7


async def test_what_stands_there_already_stays(town: Town) -> None:
    await town.duty("1", "ada")
    await town.duty("2", "cem")
    await town.duty("3", "ada", on=MONDAY + timedelta(days=7), hours=("11:00", "12:00"))
    office = town.offices["rathaus"].id
    assert await copy_week(office, MONDAY, 1) == Copied(1, 1)
    with pytest.raises(ValueError, match="1 to 12"):
        await copy_week(office, MONDAY, 13)


async def test_only_drafts_are_taken_out(town: Town) -> None:
    draft = await town.duty("1", "ada", publish=False)
    await remove_draft(draft.id)
    with pytest.raises(NotFound):
        await remove_draft(draft.id)
    published = await town.duty("1", "ada")
    with pytest.raises(WrongState):
        await remove_draft(published.id)
    first, last = MONDAY, MONDAY + timedelta(days=6)
    found = await duties_between(town.offices["rathaus"].id, first, last)
    assert [one.id for one in found] == [published.id]
