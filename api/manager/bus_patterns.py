"""Patterns of a mobile office: the days that come again, in words, and what departs from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from api.answers import redirect, render
from api.manager.bus_frame import chosen_unit, stops_of, units, words
from api.manager.bus_rules import RHYTHMS, Rhythm, rhythm_words, rule_words, weekdays
from api.manager.frame import clock_time, date_of, refuse, today
from api.planning.patterns import LATE, dates_of
from api.planning.tours import name_of
from api.requests import form, identity, municipality, values_of
from api.routes import Permission, Route
from termin.errors import Invalid, NotFound
from termin.mobile import wrong_hours
from termin.offices import public_holidays
from termin.offices.mobile import MobileUnit, OnHoliday, PatternStop, Stop, TourPattern

MOST_LEGS = 4
MOST_DATES = 60
SHOWN = 5
AHEAD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Leg:
    """A stop of the form with its opening time, minutes after midnight."""

    stop: Stop
    opens: int
    closes: int

    @property
    def arrives(self) -> int:
        """When the unit has to be there to open in time."""
        return max(0, int(self.opens - self.stop.setup_minutes))

    @property
    def leaves(self) -> int:
        """When everything is packed again."""
        return min(24 * 60, int(self.closes + self.stop.pack_minutes))


async def show(request: Request) -> Response:
    """Show the patterns of a unit and the form for a new one."""
    unit = chosen_unit(await units(request), request.query_params.get("fahrzeug"))
    return await _page(request, unit)


async def enter(request: Request) -> Response:
    """Add a pattern."""
    values = values_of(await form(request))
    unit = chosen_unit(await units(request), values.get("fahrzeug"))
    try:
        row, legs = await _read(request, unit, values)
    except Invalid as refusal:
        return await _page(request, unit, 422, values, refusal.fields)
    async with in_transaction():
        await row.save()
        await PatternStop.bulk_create(
            PatternStop(
                pattern_id=row.id,
                stop_id=leg.stop.id,
                arrives=leg.arrives,
                opens=leg.opens,
                closes=leg.closes,
                leaves=leg.leaves,
            )
            for leg in legs
        )
    return redirect(request, "bus-patterns", {"fahrzeug": str(unit.id), "meldung": "eingetragen"})


async def remove(request: Request) -> Response:
    """Delete a pattern; halts that came of it stay."""
    values = values_of(await form(request))
    unit = chosen_unit(await units(request), values.get("fahrzeug"))
    row = await TourPattern.get_or_none(id=identity(values.get("muster", "")), unit_id=unit.id)
    if row is None:
        raise NotFound
    await row.delete()
    return redirect(request, "bus-patterns", {"fahrzeug": str(unit.id), "meldung": "geloescht"})


async def _page(
    request: Request,
    unit: MobileUnit,
    status: int = 200,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    _, place, first = words(request), municipality(request), today(request)
    holidays = public_holidays(
        place.land, place.holiday_categories, first - LATE, first + AHEAD + LATE
    )
    rows = (
        await TourPattern.filter(unit_id=unit.id)
        .order_by("id")
        .prefetch_related("legs__stop__office")
    )
    told = request.query_params.get("meldung", "")
    return render(
        request,
        "manager/bus_patterns.html",
        status,
        unit=unit,
        rows=[
            {
                "row": row,
                "words": rule_words(row.rule, _),
                "legs": sorted(row.legs, key=lambda leg: leg.arrives),
                "left_out": [date.fromisoformat(text) for text in row.left_out],
                "added": [date.fromisoformat(text) for text in row.added],
                "next": dates_of(row, holidays, first, first + AHEAD)[:SHOWN],
            }
            for row in rows
        ],
        stops=await stops_of(unit),
        name_of=name_of,
        rhythms=[(often, rhythm_words(often, _)) for often in RHYTHMS],
        weekdays=[(str(number), name) for number, name in enumerate(weekdays(_))],
        legs=range(1, MOST_LEGS + 1),
        values=values or {"ab": first.isoformat(), "rhythmus": "m1", "wochentag": "0"},
        errors=errors or {},
        told=told if told in ("eingetragen", "geloescht") else "",
    )


async def _read(
    request: Request, unit: MobileUnit, values: Mapping[str, str]
) -> tuple[TourPattern, list[Leg]]:
    wrong: dict[str, str] = {}
    name = values.get("name", "")
    if not 0 < len(name) <= 120:
        wrong["name"] = "Bitte geben Sie einen Namen mit höchstens 120 Zeichen an."
    often, weekday = values.get("rhythmus", ""), values.get("wochentag", "")
    if often not in RHYTHMS or weekday not in set("0123456"):
        wrong["rhythmus"] = "Bitte wählen Sie, wie oft und an welchem Wochentag."
    first = date_of(values, "ab", wrong)
    last = date_of(values, "bis", wrong) if values.get("bis") else None
    if first and last and last < first:
        wrong["bis"] = "Der letzte Tag muss nach dem ersten liegen."
    left_out, added = _dates(values, "ausser", wrong), _dates(values, "dazu", wrong)
    legs = _legs(values, {str(stop.id): stop for stop in await stops_of(unit)}, wrong)
    on_holiday = OnHoliday.NEXT_WORKDAY if values.get("feiertag") == "danach" else None
    refuse(wrong)
    row = TourPattern(
        municipality_id=municipality(request).id,
        unit_id=unit.id,
        name=name,
        rule=Rhythm(often, int(weekday)).rule,
        starts_on=first,
        ends_on=last,
        left_out=left_out,
        added=added,
        on_holiday=on_holiday or OnHoliday.LEAVE_OUT,
    )
    return row, legs


def _dates(values: Mapping[str, str], name: str, wrong: dict[str, str]) -> list[str]:
    """Return the dates of a field, separated by lines, commas or semicolons."""
    found = []
    for text in values.get(name, "").replace(",", "\n").replace(";", "\n").split("\n"):
        if text.strip():
            on = date_of({name: text.strip()}, name, wrong)
            if on is not None:
                found.append(on.isoformat())
    if len(found) > MOST_DATES:
        wrong[name] = f"Bitte höchstens {MOST_DATES} Tage angeben."
    return sorted(set(found))


def _legs(values: Mapping[str, str], stops: Mapping[str, Stop], wrong: dict[str, str]) -> list[Leg]:
    legs: list[Leg] = []
    for number in range(1, MOST_LEGS + 1):
        stop = stops.get(values.get(f"halt-{number}", ""))
        if stop is None:
            continue
        opens = clock_time(values, f"von-{number}", wrong)
        closes = clock_time(values, f"bis-{number}", wrong)
        if opens is None or closes is None:
            continue
        if found := wrong_hours(opens, closes):
            wrong[f"{found[0]}-{number}"] = found[1]
            continue
        leg = Leg(stop, opens, closes)
        if legs and leg.arrives < legs[-1].leaves:
            wrong[f"von-{number}"] = "Der Bus ist dann noch am Halt davor."
        legs.append(leg)
    if not legs:
        wrong.setdefault("halt-1", "Bitte wählen Sie mindestens einen Haltepunkt.")
    return legs


_PATTERNS = "/{municipality}/amt/planung/bus/muster"
ROUTES: tuple[Route, ...] = (
    Route("GET", _PATTERNS, show, Permission.PLAN, "bus-patterns", "Days that come again"),
    Route("POST", _PATTERNS, enter, Permission.PLAN, "enter-pattern"),
    Route("POST", f"{_PATTERNS}/geloeschte", remove, Permission.PLAN, "remove-pattern"),
)
