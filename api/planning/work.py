"""What a worker does for planning: carries out runs, and publishes drafts, one after the other."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from api.clock import Clock
from api.planning.carrying import FAULT, carry_out
from api.planning.touring import TOURS, carry_out_tours
from termin.planning.publish import publish_draft
from termin.planning.rows import DraftState, PlanDraft, RunState
from termin.planning.runs import end_run, give_back, give_back_lost, take_run

logger = logging.getLogger("termin.planning")


async def plan_next(clock: Clock) -> bool:
    """Carry out the next run that waits; return whether there was one.

    A run whose worker is told to stop goes back into the queue.
    """
    if lost := await give_back_lost():
        logger.warning("event=plan-runs-resumed count=%d", lost)
    run = await take_run(clock.now())
    if run is None:
        return False
    logger.info("event=plan-run-started run=%d", run.id)
    try:
        if run.kind == TOURS:
            halts = await carry_out_tours(run, clock.now)
            logger.info("event=plan-run-ended run=%d halts=%d", run.id, halts)
            return True
        draft = await carry_out(run, clock.now)
    except asyncio.CancelledError:
        await asyncio.shield(give_back(run.id))
        raise
    except Exception:
        with contextlib.suppress(Exception):
            await end_run(run.id, RunState.FAILED, clock.now(), fault=FAULT)
        raise
    logger.info("event=plan-run-ended run=%d draft=%s", run.id, draft.id if draft else None)
    return True


async def publish_next(clock: Clock) -> bool:
    """Publish the drafts that are to be published, or go on with them; return whether any was."""
    waiting = await PlanDraft.filter(state=DraftState.PUBLISHING).order_by("id").values("id")
    for row in waiting:
        async for result in publish_draft(row["id"], clock.now):
            logger.info(
                "event=plan-day-published draft=%d day=%s became=%s",
                row["id"],
                result.key,
                result.became,
            )
    return bool(waiting)
