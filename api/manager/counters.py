"""The counters of an office: what they are called and what they are equipped for."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from tortoise.exceptions import IntegrityError

from api.answers import redirect, render
from api.manager.abilities import EVERY, LISTED, read_able, shown_able, skills_of_town
from api.manager.decisions import Unsettled, settle
from api.manager.foreseen import CANCEL, foresee
from api.manager.frame import chosen, now, offices, refuse
from api.manager.week import counters_of
from api.requests import form, identity, values_of
from api.routes import Permission, Route
from termin.booking import NewSkills
from termin.capacity import Duty, DutyState
from termin.errors import Invalid, NotFound
from termin.offices import Counter, Office

CONFIRMED = "bestaetigt"
TAKEN = "Diesen Namen hat schon ein Schalter dieser Dienststelle."


async def show(request: Request) -> Response:
    """Show the counters of an office and the form for a new one."""
    return await _list(request, await _office(request), None, {}, 200)


async def add(request: Request) -> Response:
    """Add a counter."""
    office = await _office(request)
    fields = await form(request)
    wrong: dict[str, str] = {}
    able = read_able(fields, known := await skills_of_town(request), wrong)
    try:
        name = await _name(office, values_of(fields), wrong)
        position = 1 + max((one.position for one in await counters_of(office)), default=0)
        counter = await _create(office, name, position, able is None)
    except Invalid as refusal:
        return await _list(request, office, fields, refusal.fields, 422)
    if able:
        await counter.skills.add(*[skill for skill in known if skill.id in able])
    return redirect(request, "setup-counters", {"meldung": "gespeichert"}, office=office.id)


async def show_one(request: Request) -> Response:
    """Show a counter's form."""
    office = await _office(request)
    return await _form(request, office, await _find(request, office), None, {}, 200)


async def change(request: Request) -> Response:
    """Change name and equipment; whom that touches is told first."""
    office = await _office(request)
    counter = await _find(request, office)
    fields = await form(request)
    values = values_of(fields)
    wrong: dict[str, str] = {}
    able = read_able(fields, await skills_of_town(request), wrong)
    try:
        name = await _name(office, values, wrong, counter)
    except Invalid as refusal:
        return await _form(request, office, counter, fields, refusal.fields, 422)
    wanted = NewSkills(counter, able)
    if _differs(counter, able):
        if values.get(CONFIRMED) != "ja":
            return await _preview(request, office, counter, wanted, fields, None)
        try:
            await settle(request, wanted, values)
        except Unsettled as asked:
            return await _preview(request, office, counter, wanted, fields, asked)
    await Counter.filter(id=counter.id).update(name=name)
    return redirect(request, "setup-counters", {"meldung": "gespeichert"}, office=office.id)


async def retire(request: Request) -> Response:
    """Take a counter out of use; its duties must be withdrawn first."""
    office = await _office(request)
    counter = await _find(request, office)
    coming = Duty.filter(
        counter_id=counter.id, state__not=DutyState.WITHDRAWN, ends_at__gt=now(request)
    )
    if await coming.exists():
        sentence = "Hier sind noch Dienste geplant. Bitte ziehen Sie diese zuerst zurück."
        return await _form(request, office, counter, None, {"": sentence}, 422)
    # Names are unique among all counters: the old one makes room for a new one of its name.
    name = f"{counter.name} (bis {now(request):%d.%m.%Y} {counter.id})"[:60]
    await Counter.filter(id=counter.id).update(retired_at=now(request), name=name)
    return redirect(request, "setup-counters", {"meldung": "gespeichert"}, office=office.id)


async def _list(
    request: Request,
    office: Office,
    fields: FormData | None,
    errors: Mapping[str, str],
    status: int,
) -> Response:
    name = "" if fields is None else fields.get("name", "")
    return render(
        request,
        "manager/counters.html",
        status,
        office=office,
        counters=await counters_of(office),
        skills=await skills_of_town(request),
        values={"name": name, **shown_able(None, fields)},
        every=EVERY,
        listed=LISTED,
        errors=errors,
        saved=request.query_params.get("meldung") == "gespeichert",
    )


async def _form(
    request: Request,
    office: Office,
    counter: Counter,
    fields: FormData | None,
    errors: Mapping[str, str],
    status: int,
) -> Response:
    name = counter.name if fields is None else fields.get("name", "")
    return render(
        request,
        "manager/counter.html",
        status,
        office=office,
        counter=counter,
        skills=await skills_of_town(request),
        values={"name": name, **shown_able(counter, fields)},
        every=EVERY,
        listed=LISTED,
        errors=errors,
    )


async def _preview(
    request: Request,
    office: Office,
    counter: Counter,
    wanted: NewSkills,
    fields: FormData,
    asked: Unsettled | None,
) -> Response:
    return render(
        request,
        "manager/skills_preview.html",
        asked.status if asked else 200,
        title=counter.name,
        action=("change-counter", {"office": office.id, "counter": counter.id}),
        back=("setup-counter", {"office": office.id, "counter": counter.id}),
        kept=kept(fields, ("name", "kann", "faehigkeiten")),
        foreseen=await foresee(request, wanted, values_of(fields)),
        cancel=CANCEL,
        errors=asked.errors if asked else {},
        notice=asked.notice if asked else "",
    )


def kept(fields: FormData, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return what a form that asks back sends once more."""
    return [(name, str(value)) for name, value in fields.multi_items() if name in names]


def _differs(one: Counter, able: frozenset[int] | None) -> bool:
    had = None if one.every_skill else frozenset(int(skill.pk) for skill in one.skills)
    return had != able


async def _name(
    office: Office, values: Mapping[str, str], wrong: dict[str, str], own: Counter | None = None
) -> str:
    name = values.get("name", "")
    if not name or len(name) > 60:
        wrong["name"] = "Bitte geben Sie einen Namen mit höchstens 60 Zeichen an."
    else:
        same = await Counter.filter(office_id=office.id, name=name).first()
        if same is not None and (own is None or same.id != own.id):
            wrong["name"] = TAKEN
    refuse(wrong)
    return name


async def _create(office: Office, name: str, position: int, every: bool) -> Counter:  # noqa: FBT001
    try:
        return await Counter.create(
            municipality_id=office.municipality_id,
            office_id=office.id,
            name=name,
            position=position,
            every_skill=every,
        )
    except IntegrityError:
        raise Invalid(fields={"name": TAKEN}) from None


async def _office(request: Request) -> Office:
    return chosen(await offices(request), request.path_params["office"])


async def _find(request: Request, office: Office) -> Counter:
    wanted = identity(request.path_params["counter"])
    found = next((one for one in await counters_of(office) if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


_COUNTERS = "/{municipality}/amt/einrichtung/dienststellen/{office}/schalter"
_COUNTER = f"{_COUNTERS}/{{counter}}"

ROUTES: tuple[Route, ...] = (
    Route("GET", _COUNTERS, show, Permission.PLAN, "setup-counters", "The counters of an office"),
    Route("POST", _COUNTERS, add, Permission.PLAN, "add-counter"),
    Route("GET", _COUNTER, show_one, Permission.PLAN, "setup-counter"),
    Route("POST", _COUNTER, change, Permission.PLAN, "change-counter"),
    Route("POST", f"{_COUNTER}/ausserdienst", retire, Permission.PLAN, "retire-counter"),
)
