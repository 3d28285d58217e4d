"""Where a kiosk stands: its office, and what the office says of itself right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request

from api.house import House, house
from api.requests import device, municipality
from termin.catalogue import CatalogueView, OfficeFacts, ServiceFacts
from termin.errors import NotFound


@dataclass(frozen=True, slots=True)
class Place:
    """The office of a kiosk, with the catalogue that holds there at this moment."""

    own: House
    view: CatalogueView
    office: OfficeFacts
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which clocks are read here."""
        return ZoneInfo(self.office.time_zone)

    def services(self) -> tuple[ServiceFacts, ...]:
        """Return what is done here, the often wanted first, each part by name."""
        return by_demand(self.view, self.office.id)


async def place_of(request: Request) -> Place:
    """Return where the kiosk behind a request stands.

    Raises:
        NotFound: its office is gone.
    """
    own = house(request)
    view = await own.catalogues.view(municipality(request))
    office = view.office(device(request).office_id)
    if office.retired:
        raise NotFound
    return Place(own, view, office, own.clock.now())


def by_demand(view: CatalogueView, office: int) -> tuple[ServiceFacts, ...]:
    """Return an office's services: those of the start page first; the order stays day by day.

    Fingers learn places, so nothing here follows the counts of the last weeks.
    """
    return tuple(sorted(view.services_at(office), key=lambda one: not one.on_start_page))
