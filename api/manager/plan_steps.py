"""A plan's history as the page tells it: when, what, and who; and what became of it since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from api.manager.plans import allowed
from termin.planning.rows import PlanDraft
from termin.planning.steps import Step, history
from termin.staff.rows import Account

N_ = str  # marks for the catalogues what is translated where it is shown

WORDS: Mapping[Step, str] = {
    Step.COMPUTED: N_("Berechnet."),
    Step.PINNED: N_("Dienste festgelegt: %(number)s."),
    Step.RENAMED: N_("Umbenannt."),
    Step.CALLED_OFF: N_("Ausfall eingetragen, Ersatz gesucht."),
    Step.ORDERED: N_("Veröffentlichung begonnen."),
    Step.PUBLISHED: N_("Veröffentlicht."),
    Step.REFUSED: N_("Veröffentlicht bis auf %(number)s Tage, die bleiben, wie sie waren."),
    Step.REPLACED: N_("Ersetzt durch"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A step in words; `plan` is the one that came after, `who` is empty for the program."""

    at: datetime
    sentence: str
    who: str
    plan: PlanDraft | None = None


async def steps_told(
    request: Request, draft: PlanDraft, gettext: Callable[..., str]
) -> tuple[Told, ...]:
    """Return the steps of a plan, the newest last."""
    steps = await history(draft)
    accounts = {one.facts["account"] for one in steps} - {None}
    who = {row.id: row.name for row in await Account.filter(id__in=accounts)} if accounts else {}
    after = {one.facts["number"] for one in steps if one.facts["step"] == Step.REPLACED}
    rows = await PlanDraft.filter(id__in=after) if after else []
    plans = {row.id: row for row in rows if allowed(request, row)}
    return tuple(
        Told(
            one.occurred_at,
            gettext(WORDS[Step(one.facts["step"])], number=one.facts["number"] or 0)
            if one.facts["step"] != Step.REPLACED or one.facts["number"] in plans
            else gettext("Ersetzt durch einen anderen Plan."),
            who.get(one.facts["account"], ""),
            plans.get(one.facts["number"]) if one.facts["step"] == Step.REPLACED else None,
        )
        for one in steps
    )
