"""Stations: the areas of an office that somebody visits after the counter, as the cash desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from termin.catalogue.rows import ServiceAtOffice
from termin.offices.rows import Counter
from termin.queue.rows import Ticket


async def stations_of(office: int, services: Sequence[int]) -> list[str]:
    """Return the areas that these services lead to at an office, each once, in their order."""
    rows = await ServiceAtOffice.filter(
        office_id=office, service_id__in=list(services), retired_at=None
    )
    at_office = {row.service_id: row.stations for row in rows}
    return joined(at_office.get(service, []) for service in services)


def joined(chains: Iterable[Sequence[str]]) -> list[str]:
    """Return the stations of several services as one way: each once, where it comes first."""
    return list(dict.fromkeys(station for chain in chains for station in chain))


async def still_to_visit(ticket: Ticket) -> list[str]:
    """Return the stations left, without the area the person is in and areas without a counter.

    An area that no counter belongs to any more would keep somebody waiting for ever.
    """
    if not ticket.stations:
        return []
    counters = await Counter.filter(office_id=ticket.office_id, retired_at=None)
    here = {one.area for one in counters if one.id == ticket.counter_id}
    there = {one.area for one in counters} - here
    return [station for station in ticket.stations if station in there]
