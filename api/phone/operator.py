"""Somebody who books for others: what they may offer, where, and by which way it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from api.house import House, house
from api.offers import Offers
from api.requests import municipality, staff
from termin.booking import Appointment, Channel, by_code
from termin.catalogue import CatalogueView, Line
from termin.offices.rows import Municipality
from termin.scope import Scope
from termin.staff import Role


@dataclass(frozen=True, slots=True)
class Operator:
    """The person, the town, and the catalogue with what is kept for staff."""

    own: House
    town: Municipality
    view: CatalogueView
    scope: Scope
    channel: Channel
    account: int
    now: datetime

    def offers(self, lines: Sequence[Line]) -> Offers:
        """Return what can be offered at the person's offices, internal time included.

        Raises:
            Invalid, NotFound, NotCombinable: as `CatalogueView.check` says.
        """
        offices = self.scope.offices or ()
        return Offers.of(self.view, self.own.availability, lines, self.channel, self.now, offices)


async def operator_of(request: Request) -> Operator:
    """Return who books: a phone operator on the phone, everybody else at a desk."""
    own, town, person = house(request), municipality(request), staff(request)
    on_phone = any(
        grant.role is Role.PHONE_OPERATOR and grant.municipality == town.id
        for grant in person.grants
    )
    return Operator(
        own=own,
        town=town,
        view=(await own.catalogues.view(town)).internal,
        scope=person.scope(town.id),
        channel=Channel.PHONE if on_phone else Channel.DESK,
        account=person.account,
        now=own.clock.now(),
    )


async def appointment_of(request: Request, operator: Operator) -> Appointment:
    """Return the appointment in the address, if it is at one of the person's offices.

    Raises:
        NotFound: there is none.
        NotAllowed: it is at an office of others.
    """
    found = await by_code(operator.town.id, request.path_params["code"])
    operator.scope.check_office(found.municipality_id, found.office_id)
    return found
