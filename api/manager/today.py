"""`/{municipality}/amt/heute`: how all offices of one's scope stand, those in need first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from api.answers import render
from api.clerk.coming import LINGER
from api.clock import real_now
from api.house import house
from api.manager.frame import now, offices
from api.manager.notice_words import Said, advice
from api.requests import language, municipality, staff
from api.routes import Permission, Route
from termin.offices import Office
from termin.statistics import NoticeKind, OfficeNow, notices, offices_now, worst_first

SECONDS = 15
"""The cards are looked at anew so often; an alarm is not left waiting for long."""


@dataclass(frozen=True, slots=True)
class Card:
    """An office as it stands, with what needs somebody there, in words."""

    office: OfficeNow
    said: tuple[Said, ...]

    @property
    def urgent(self) -> bool:
        """Whether something cannot wait."""
        return any(one.notice.urgent for one in self.said)


async def show(request: Request) -> Response:
    """Show the cards; offices where nothing happens today are named below them."""
    rows = await offices(request)
    cards = await cards_of(request, rows)
    lively = [card for card in cards if card.office.lively]
    return render(
        request,
        "manager/today.html",
        cards=lively,
        quiet=[card.office for card in cards if not card.office.lively],
        total=total(lively),
        may_help=may_help(request),
        alarm=NoticeKind.ALARM,
        seconds=SECONDS,
    )


async def cards_of(request: Request, rows: Sequence[Office]) -> tuple[Card, ...]:
    """Return the cards of these offices, worst first."""
    found = await offices_now(rows, now(request), real_now(), LINGER)
    return tuple(card_of(request, one) for one in worst_first(found))


def card_of(request: Request, office: OfficeNow) -> Card:
    """Return the card of an office."""
    texts, spoken = house(request).pages.texts, language(request)

    def translate(text: str, **values: object) -> str:
        return texts.gettext(spoken, text, **values)

    person, town = staff(request), municipality(request).id
    said = (
        advice(one, office, translate, person.may(Permission.ADMINISTER, town))
        for one in notices(office)
    )
    return Card(office, tuple(said))


def total(cards: Sequence[Card]) -> Mapping[str, int]:
    """Return what all offices together come to."""
    seen = [card.office for card in cards]
    return {
        "offices": len(seen),
        "waiting": sum(one.waiting for one in seen),
        "open": sum(len(one.open) for one in seen),
        "planned": sum(len(one.planned) for one in seen),
        "came": sum(one.came for one in seen),
        "notices": sum(len(card.said) for card in cards),
    }


def may_help(request: Request) -> bool:
    """Whether the person may say to be on the way to an alarm."""
    return staff(request).may(Permission.SERVE, municipality(request).id)


ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/{municipality}/amt/heute",
        show,
        Permission.PLAN,
        "today",
        "How all offices stand now",
    ),
)
