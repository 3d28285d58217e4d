"""A publication killed by the system goes on where it stopped, in another process."""

from __future__ import annotations

from datetime import timedelta

from api.database import DatabaseAddress
from api.planning.work import publish_next
from termin.capacity import Duty, DutyState
from termin.officeday import OfficeDay
from termin.planning.publish import begin_publication
from termin.planning.rows import DraftState, PlanDraft
from tests.api.planning.killing import killed_after
from tests.termin.planning.drafting import draft_of, planned
from tests.town import MONDAY, NOW, Town

PUBLISHED = """
from datetime import datetime
from termin.planning.publish import publish_draft
async def published(draft, now):
    async for result in publish_draft(int(draft), lambda: datetime.fromisoformat(now)):
        yield result.on
"""


class Friday:
    """The town's present."""

    def now(self):  # type: ignore[no-untyped-def]
        return NOW


async def test_a_killed_publication_goes_on_in_another_process(
    rows: DatabaseAddress, town: Town
) -> None:
    days = [MONDAY + timedelta(days=ahead) for ahead in range(5)]
    draft = await draft_of(town, *(planned(town, "1", "ada", on=on) for on in days))
    await begin_publication(draft.id, None, NOW)
    await killed_after(days[:2], rows, PUBLISHED, draft.id, NOW.isoformat())
    assert await Duty.filter(state=DutyState.PUBLISHED).count() == 2
    assert (await PlanDraft.get(id=draft.id)).state is DraftState.PUBLISHING
    versions = {row.date: row.seq for row in await OfficeDay.all()}
    assert await publish_next(Friday())
    assert await Duty.filter(state=DutyState.PUBLISHED).count() == 5
    assert (await PlanDraft.get(id=draft.id)).state is DraftState.PUBLISHED
    for row in await OfficeDay.filter(date__in=days[:2]):
        assert row.seq == versions[row.date], "a published day was touched again"
