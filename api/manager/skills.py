"""Skills, and which services ask for which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from tortoise.exceptions import IntegrityError

from api.answers import redirect, render
from api.house import house
from api.manager.abilities import skills_of_town
from api.manager.frame import scope
from api.requests import form, identity, language, municipality, values_of
from api.routes import Permission, Route
from termin.catalogue import Service, Skill
from termin.errors import NotAllowed
from termin.staff.skills import SkillUse, remove_skill, rename_skill

TAKEN = "Diese Fähigkeit gibt es schon."
N_ = str  # marks for the catalogues what is translated where it is shown

MOST = 120
MOST_NAMES = 5
NAMELESS = "Bitte geben Sie einen Namen mit höchstens 120 Zeichen an."


async def show(request: Request) -> Response:
    """Show the skills with the services that ask for them."""
    return await _page(request, {}, {}, 200)


async def add(request: Request) -> Response:
    """Add a skill."""
    _check_whole(request)
    values = values_of(await form(request))
    name = values.get("name", "")
    if not name or len(name) > MOST:
        return await _page(request, values, {"name": NAMELESS}, 422)
    try:
        await Skill.create(municipality_id=municipality(request).id, slug=slug_of(name), name=name)
    except IntegrityError:
        return await _page(request, values, {"name": TAKEN}, 422)
    return _saved(request)


async def change_name(request: Request) -> Response:
    """Give a skill another name."""
    _check_whole(request)
    skill = identity(request.path_params["skill"])
    values = values_of(await form(request))
    field = f"name-{skill}"
    name = values.get(field, "")
    if not name or len(name) > MOST:
        return await _page(request, values, {field: NAMELESS}, 422)
    try:
        await rename_skill(skill, municipality(request).id, name, slug_of(name))
    except IntegrityError:
        return await _page(request, values, {field: TAKEN}, 422)
    return _saved(request)


async def delete(request: Request) -> Response:
    """Take a skill away; while it is used, say where."""
    _check_whole(request)
    skill = identity(request.path_params["skill"])
    uses = await remove_skill(skill, municipality(request).id)
    if uses:
        return await _page(request, {}, {f"name-{skill}": _used(request, uses)}, 409)
    house(request).municipalities.forget()
    return redirect(request, "skills", {"meldung": "geloescht"})


async def assign(request: Request) -> Response:
    """Say for each service which skill it asks for; appointments already made stay as they are."""
    _check_whole(request)
    values = values_of(await form(request))
    known = {str(skill.id): skill.id for skill in await skills_of_town(request)}
    for service in await _services(request):
        wanted = values.get(f"anliegen-{service.id}")
        if wanted is None or (wanted and wanted not in known):
            continue
        skill = known.get(wanted)
        if skill != service.skill_id:
            await Service.filter(id=service.id).update(skill_id=skill)
    house(request).municipalities.forget()
    return _saved(request)


async def _page(
    request: Request, values: Mapping[str, str], errors: Mapping[str, str], status: int
) -> Response:
    return render(
        request,
        "manager/skills.html",
        status,
        skills=await skills_of_town(request),
        services=await _services(request),
        whole=scope(request).offices is None,
        values=values,
        errors=errors,
        message=request.query_params.get("meldung", ""),
    )


async def _services(request: Request) -> list[Service]:
    mine = scope(request).municipality
    return await Service.filter(municipality_id=mine, retired_at__isnull=True).order_by("name")


def _check_whole(request: Request) -> None:
    """Refuse whoever plans only some offices: skills belong to all of them."""
    if scope(request).offices is not None:
        raise NotAllowed


def _used(request: Request, uses: SkillUse) -> str:
    """Return where a skill is used, as a sentence in the reader's language."""
    texts, spoken = house(request).pages.texts, language(request)
    named = (
        (N_("Anliegen %(names)s"), uses.services),
        (N_("Personen %(names)s"), uses.people),
        (N_("Schalter %(names)s"), uses.counters),
    )
    parts = [
        texts.gettext(spoken, text, names=_listed(request, names)) for text, names in named if names
    ]
    sentence = N_(
        "„%(name)s“ wird noch verwendet: %(where)s. Bitte nehmen Sie sie dort zuerst weg."
    )
    return texts.gettext(spoken, sentence, name=uses.skill, where="; ".join(parts))


def _listed(request: Request, names: Sequence[str]) -> str:
    first, more = names[:MOST_NAMES], len(names) - MOST_NAMES
    listed = ", ".join(first)
    if more <= 0:
        return listed
    text = N_("%(names)s und %(count)s weitere")
    return house(request).pages.texts.gettext(language(request), text, names=listed, count=more)


def _saved(request: Request) -> Response:
    return redirect(request, "skills", {"meldung": "gespeichert"})


def slug_of(name: str) -> str:
    """Return a short name for addresses and files."""
    spelled = name.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "faehigkeit"


_SKILLS = "/{municipality}/amt/einrichtung/faehigkeiten"

ROUTES: tuple[Route, ...] = (
    Route("GET", _SKILLS, show, Permission.PLAN, "skills", "Skills and what asks for them"),
    Route("POST", _SKILLS, add, Permission.PLAN, "add-skill"),
    Route("POST", f"{_SKILLS}/{{skill}}/namen", change_name, Permission.PLAN, "rename-skill"),
    Route("POST", f"{_SKILLS}/{{skill}}/loeschungen", delete, Permission.PLAN, "delete-skill"),
    Route("POST", f"{_SKILLS}/zuordnungen", assign, Permission.PLAN, "assign-skills"),
)
