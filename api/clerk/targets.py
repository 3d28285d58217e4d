"""Where somebody can be sent on to: an area or a counter of this office, or another office."""

from __future__ import annotations

from dataclasses import dataclass

from termin.catalogue.rows import ServiceAtOffice
from termin.errors import Invalid
from termin.offices.rows import Counter, Office
from termin.queue import Sheet

_WRONG = "Bitte wählen Sie, wohin es weitergeht."


@dataclass(frozen=True, slots=True)
class Targets:
    """The choices: (value, name), by kind."""

    areas: tuple[tuple[str, str], ...]
    counters: tuple[tuple[str, str], ...]
    offices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to; exactly one is set."""

    area: str = ""
    counter: int | None = None
    office: int | None = None


async def targets_of(counter: Counter, sheet: Sheet) -> Targets:
    """Return where the person at this counter can be sent; offices that do some of it, not all."""
    rows = await Counter.filter(office_id=counter.office_id, retired_at=None).order_by(
        "position", "name"
    )
    others = [row for row in rows if row.id != counter.id]
    areas = dict.fromkeys(row.area for row in others if row.area and row.area != counter.area)
    doing = await ServiceAtOffice.filter(
        service_id__in=[line.service for line in sheet.lines if line.count],
        retired_at=None,
        office__municipality_id=counter.municipality_id,
        office__retired_at=None,
    ).values_list("office_id", flat=True)
    offices = await Office.filter(id__in=list(set(doing))).order_by("name")
    return Targets(
        areas=tuple((f"bereich:{area}", area) for area in areas),
        counters=tuple((f"schalter:{row.id}", row.name) for row in others),
        offices=tuple(
            (f"ort:{row.id}", row.short_name or row.name)
            for row in offices
            if row.id != counter.office_id
        ),
    )


async def target_of(counter: Counter, sheet: Sheet, typed: str) -> Target:
    """Return the choice that was made.

    Raises:
        Invalid: it is none of those offered.
    """
    offered = await targets_of(counter, sheet)
    if typed not in {value for value, _ in (*offered.areas, *offered.counters, *offered.offices)}:
        raise Invalid(fields={"wohin": _WRONG})
    kind, _, named = typed.partition(":")
    match kind:
        case "bereich":
            return Target(area=named)
        case "schalter":
            return Target(counter=int(named))
        case _:
            return Target(office=int(named))
