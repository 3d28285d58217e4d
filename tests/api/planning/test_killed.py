"""A publication killed by the system goes on where it stopped, in another process."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta

from api.database import DatabaseAddress
from api.planning.work import publish_next
from termin.capacity import Duty, DutyState
from termin.officeday import OfficeDay
from termin.planning.publish import begin_publication
from termin.planning.rows import DraftState, PlanDraft
from tests.api.commands.termin import PROJECT
from tests.termin.planning.drafting import draft_of, planned
from tests.town import MONDAY, NOW, Town
from tests.web import url_of

PUBLISH = """
import asyncio, sys
from datetime import datetime
from api.database import DatabaseAddress
from termin.planning.publish import publish_draft
from termin.store import connected
async def main():
    address = DatabaseAddress.from_url(sys.argv[1])
    now = datetime.fromisoformat(sys.argv[3])
    async with connected(address.tortoise(), pool=2, everywhere=True):
        async for result in publish_draft(int(sys.argv[2]), lambda: now):
            print(result.on, flush=True)
            if result.on.isoformat() == sys.argv[4]:
                await asyncio.sleep(60)  # the next day begins after the kill
asyncio.run(main())
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
    await begin_publication(draft.id, None)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PUBLISH, url_of(rows), str(draft.id), NOW.isoformat()),
        days[1].isoformat(),
        stdout=asyncio.subprocess.PIPE,
        cwd=PROJECT,
    )
    assert process.stdout is not None
    told = [(await process.stdout.readline()).decode().strip() for _ in range(2)]
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    assert told == [on.isoformat() for on in days[:2]]
    assert await Duty.filter(state=DutyState.PUBLISHED).count() == 2
    assert (await PlanDraft.get(id=draft.id)).state is DraftState.PUBLISHING
    versions = {row.date: row.seq for row in await OfficeDay.all()}
    assert await publish_next(Friday())
    assert await Duty.filter(state=DutyState.PUBLISHED).count() == 5
    assert (await PlanDraft.get(id=draft.id)).state is DraftState.PUBLISHED
    for row in await OfficeDay.filter(date__in=days[:2]):
        assert row.seq == versions[row.date], "a published day was touched again"
