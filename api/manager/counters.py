"""The counters of an office: what they are called and what they are equipped for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from tortoise.exceptions import IntegrityError

from api.answers import redirect, render
from api.manager.abilities import EVERY, LISTED, read_able, shown_able, skills_of_town
from api.manager.decisions import Unsettled, settle
from api.manager.foreseen import CANCEL, foresee
from api.manager.frame import chosen, now, offices, refuse
from api.manager.office import areas_of
from api.manager.week import counters_of
from api.requests import form, identity, values_of
from api.routes import Permission, Route
from termin.booking import NewSkills
from termin.capacity import Duty, DutyState
from termin.catalogue import ServiceAtOffice
from termin.errors import Invalid, NotFound
from termin.offices import Counter, Office, PostKind

N_ = str  # marks for the catalogues what is translated where it is shown

CONFIRMED = "bestaetigt"
PART = ("bereich", "ruft", "warteraum")
"""The fields of a counter's part in the queue."""
EVERYBODY, SENT_ONLY = "alle", "weitergeleitete"
POSTS = {"empfang": PostKind.RECEPTION, "telefon": PostKind.PHONE}
"""Whom a counter calls: these call nobody."""
LONGEST = 60
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
    part = _part(values_of(fields), wrong)
    try:
        name = await _name(office, values_of(fields), wrong)
        position = 1 + max((one.position for one in await counters_of(office)), default=0)
        counter = await _create(office, name, position, able is None, part)
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
    part = _part(values, wrong)
    await _check_reachable(office, counter, part, wrong)
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
    await Counter.filter(id=counter.id).update(name=name, **part)
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
    wrong: dict[str, str] = {}
    await _check_reachable(office, counter, {"area": ""}, wrong)
    if wrong:
        return await _form(request, office, counter, None, wrong, 422)
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
    kept_part = _shown_part(None, fields)
    return render(
        request,
        "manager/counters.html",
        status,
        office=office,
        counters=await counters_of(office),
        skills=await skills_of_town(request),
        values={"name": name, **shown_able(None, fields), **kept_part},
        areas=await areas_of(office),
        rooms=await _rooms(office),
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
        values={"name": name, **shown_able(counter, fields), **_shown_part(counter, fields)},
        areas=await areas_of(office),
        rooms=await _rooms(office),
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
        kept=kept(fields, ("name", "kann", "faehigkeiten", *PART)),
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


def _part(values: Mapping[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    """Return a counter's part in the queue as the form says it, by column."""
    for name in ("bereich", "warteraum"):
        if len(values.get(name, "")) > LONGEST:
            wrong[name] = N_("Bitte geben Sie höchstens 60 Zeichen an.")
        if "," in values.get(name, ""):
            wrong[name] = N_("Bitte ohne Komma: ein Schalter gehört zu einem Bereich.")
    post = POSTS.get(values.get("ruft", ""))
    takes_new = values.get("ruft") != SENT_ONLY and post is None
    if not takes_new and post is None and not values.get("bereich"):
        wrong["bereich"] = N_("Wer nur Weitergeleitete aufruft, braucht einen Bereich.")
    return {
        "area": values.get("bereich", ""),
        "takes_new": takes_new,
        "post": post,
        "waiting_room": values.get("warteraum", ""),
    }


def _shown_part(counter: Counter | None, fields: FormData | None) -> dict[str, str]:
    """Return what the form shows of it: what was sent, or the counter's own."""
    if fields is not None:
        return {name: str(fields.get(name, "")) for name in PART}
    if counter is None:
        return {"bereich": "", "ruft": EVERYBODY, "warteraum": ""}
    calls = EVERYBODY if counter.takes_new else SENT_ONLY
    calls = next((name for name, post in POSTS.items() if post is counter.post), calls)
    return {"bereich": counter.area, "ruft": calls, "warteraum": counter.waiting_room}


async def _check_reachable(
    office: Office, counter: Counter, part: Mapping[str, Any], wrong: dict[str, str]
) -> None:
    """Refuse to take the last counter out of an area to which people are still to go."""
    if counter.area in ("", part["area"]):
        return
    others = Counter.filter(office_id=office.id, retired_at__isnull=True, area=counter.area)
    if await others.exclude(id=counter.id).exists():
        return
    rows = await ServiceAtOffice.filter(office_id=office.id, retired_at__isnull=True)
    if any(counter.area in row.stations for row in rows):
        wrong["bereich"] = N_(
            "Nach manchen Anliegen geht es in diesen Bereich. Bitte ändern Sie zuerst diese."
        )


async def _rooms(office: Office) -> tuple[str, ...]:
    rows = Counter.filter(office_id=office.id, retired_at__isnull=True).exclude(waiting_room="")
    return tuple(sorted({str(room) for room in await rows.values_list("waiting_room", flat=True)}))


async def _create(
    office: Office,
    name: str,
    position: int,
    every: bool,  # noqa: FBT001
    part: Mapping[str, Any],
) -> Counter:
    try:
        return await Counter.create(
            municipality_id=office.municipality_id,
            office_id=office.id,
            name=name,
            position=position,
            every_skill=every,
            **part,
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
