"""The people at the counters: what they are called, where they belong and what they can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.answers import redirect, render
from api.manager.abilities import EVERY, LISTED, read_able, shown_able, skills_of_town
from api.manager.counters import CONFIRMED, kept
from api.manager.decisions import Unsettled, settle
from api.manager.foreseen import CANCEL, foresee
from api.manager.frame import chosen, now, offices, refuse, scope
from api.requests import form, identity, values_of
from api.routes import Permission, Route
from termin.booking import NewSkills
from termin.capacity import Duty, DutyState
from termin.errors import Invalid, NotFound
from termin.staff.rows import Clerk


async def show(request: Request) -> Response:
    """Show the clerks and the form for a new one."""
    return await _list(request, None, {}, 200)


async def add(request: Request) -> Response:
    """Add a clerk."""
    fields = await form(request)
    values = values_of(fields)
    wrong: dict[str, str] = {}
    able = read_able(fields, known := await skills_of_town(request), wrong)
    try:
        office = await _office(request, values, wrong)
        name = _name(values, wrong)
    except Invalid as refusal:
        return await _list(request, fields, refusal.fields, 422)
    clerk = await Clerk.create(
        municipality_id=scope(request).municipality,
        office_id=office,
        name=name,
        every_skill=able is None,
    )
    if able:
        await clerk.skills.add(*[skill for skill in known if skill.id in able])
    return redirect(request, "clerks", {"meldung": "gespeichert"})


async def show_one(request: Request) -> Response:
    """Show a clerk's form."""
    return await _form(request, await find_clerk(request), None, {}, 200)


async def change(request: Request) -> Response:
    """Change name, office and skills; whom that touches is told first."""
    clerk = await find_clerk(request)
    fields = await form(request)
    values = values_of(fields)
    wrong: dict[str, str] = {}
    able = read_able(fields, await skills_of_town(request), wrong)
    try:
        office = await _office(request, values, wrong)
        name = _name(values, wrong)
    except Invalid as refusal:
        return await _form(request, clerk, fields, refusal.fields, 422)
    had = None if clerk.every_skill else frozenset(int(skill.pk) for skill in clerk.skills)
    if had != able:
        wanted = NewSkills(clerk, able)
        if values.get(CONFIRMED) != "ja":
            return await _preview(request, clerk, wanted, fields, None)
        try:
            await settle(request, wanted, values)
        except Unsettled as asked:
            return await _preview(request, clerk, wanted, fields, asked)
    await Clerk.filter(id=clerk.id).update(name=name, office_id=office)
    return redirect(request, "clerks", {"meldung": "gespeichert"})


async def retire(request: Request) -> Response:
    """Take a clerk off the list; duties must be withdrawn first."""
    clerk = await find_clerk(request)
    coming = Duty.filter(
        clerk_id=clerk.id, state__not=DutyState.WITHDRAWN, ends_at__gt=now(request)
    )
    if await coming.exists():
        sentence = "Für diese Person sind noch Dienste geplant. Bitte ziehen Sie sie zuerst zurück."
        return await _form(request, clerk, None, {"": sentence}, 422)
    await Clerk.filter(id=clerk.id).update(retired_at=now(request))
    return redirect(request, "clerks", {"meldung": "gespeichert"})


async def _list(
    request: Request, fields: FormData | None, errors: Mapping[str, str], status: int
) -> Response:
    return render(
        request,
        "manager/clerks.html",
        status,
        clerks=await _clerks(request),
        **await _shared(request, None, fields, errors),
        saved=request.query_params.get("meldung") == "gespeichert",
    )


async def _form(
    request: Request,
    clerk: Clerk,
    fields: FormData | None,
    errors: Mapping[str, str],
    status: int,
) -> Response:
    shared = await _shared(request, clerk, fields, errors)
    return render(request, "manager/clerk.html", status, clerk=clerk, **shared)


async def _shared(
    request: Request, clerk: Clerk | None, fields: FormData | None, errors: Mapping[str, str]
) -> dict[str, Any]:
    sent: Mapping[str, Any] = fields or {}
    name = clerk.name if clerk and fields is None else sent.get("name", "")
    office = clerk.office_id if clerk and fields is None else sent.get("dienststelle", "")
    return {
        "offices": await offices(request),
        "anywhere": scope(request).offices is None,
        "skills": await skills_of_town(request),
        "values": {"name": name, "dienststelle": office or "", **shown_able(clerk, fields)},
        "every": EVERY,
        "listed": LISTED,
        "errors": errors,
    }


async def _preview(
    request: Request,
    clerk: Clerk,
    wanted: NewSkills,
    fields: FormData,
    asked: Unsettled | None,
) -> Response:
    return render(
        request,
        "manager/skills_preview.html",
        asked.status if asked else 200,
        title=clerk.name,
        action=("change-clerk", {"clerk": clerk.id}),
        back=("clerk", {"clerk": clerk.id}),
        kept=kept(fields, ("name", "dienststelle", "kann", "faehigkeiten")),
        foreseen=await foresee(request, wanted, values_of(fields)),
        cancel=CANCEL,
        errors=asked.errors if asked else {},
        notice=asked.notice if asked else "",
    )


async def _clerks(request: Request) -> list[Clerk]:
    rows = Clerk.filter(retired_at__isnull=True).order_by("name", "id")
    return await scope(request).within(rows).prefetch_related("skills", "office")


async def find_clerk(request: Request) -> Clerk:
    """Return the clerk of the address, with skills and office.

    Raises:
        NotFound: none of those the person may plan.
    """
    wanted = identity(request.path_params["clerk"])
    found = next((one for one in await _clerks(request) if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


async def _office(request: Request, values: Mapping[str, str], wrong: dict[str, str]) -> int | None:
    text = values.get("dienststelle", "")
    if text:
        return int(chosen(await offices(request), text).id)
    if scope(request).offices is not None:
        wrong["dienststelle"] = "Bitte wählen Sie eine Dienststelle."
    return None


def _name(values: Mapping[str, str], wrong: dict[str, str]) -> str:
    name = values.get("name", "")
    if not name or len(name) > 120:
        wrong["name"] = "Bitte geben Sie den Namen mit höchstens 120 Zeichen an."
    refuse(wrong)
    return name


_CLERKS = "/{municipality}/amt/einrichtung/personen"
_CLERK = f"{_CLERKS}/{{clerk}}"

ROUTES: tuple[Route, ...] = (
    Route("GET", _CLERKS, show, Permission.PLAN, "clerks", "The people at the counters"),
    Route("POST", _CLERKS, add, Permission.PLAN, "add-clerk"),
    Route("GET", _CLERK, show_one, Permission.PLAN, "clerk"),
    Route("POST", _CLERK, change, Permission.PLAN, "change-clerk"),
    Route("POST", f"{_CLERK}/ausserdienst", retire, Permission.PLAN, "retire-clerk"),
)
