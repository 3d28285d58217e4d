"""What counters and clerks can do, in forms: every service, or a list of skills."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request

from api.manager.frame import scope
from termin.catalogue import Skill
from termin.offices import Counter
from termin.staff.rows import Clerk

EVERY, LISTED = "alle", "liste"


async def skills_of_town(request: Request) -> list[Skill]:
    """Return the skills of the municipality, by name."""
    mine = scope(request).municipality
    return await Skill.filter(municipality_id=mine).order_by("name", "id")


def read_able(fields: FormData, known: list[Skill], wrong: dict[str, str]) -> frozenset[int] | None:
    """Return the skills chosen (None: every one); a choice that is missing is noted in `wrong`."""
    way = fields.get("kann")
    if way == EVERY:
        return None
    if way != LISTED:
        wrong["kann"] = "Bitte wählen Sie, was möglich ist."
    chosen = {str(value) for value in fields.getlist("faehigkeiten")}
    return frozenset(int(skill.id) for skill in known if str(skill.id) in chosen)


def shown_able(one: Counter | Clerk | None, fields: FormData | None) -> dict[str, Any]:
    """Return what the form shows as chosen: as it was sent, else as it is."""
    if fields is not None:
        return {"kann": fields.get("kann", ""), "faehigkeiten": fields.getlist("faehigkeiten")}
    if one is None:
        return {"kann": LISTED, "faehigkeiten": []}
    return {
        "kann": EVERY if one.every_skill else LISTED,
        "faehigkeiten": [str(skill.pk) for skill in one.skills],
    }
