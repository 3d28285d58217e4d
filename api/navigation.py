"""The areas of the staff pages that a person may enter."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from api.house import house
from api.rendering import NavigationLink
from api.requests import language, municipality_or_none, staff_or_none
from api.routes import Permission

AREAS: tuple[tuple[str, str, Permission], ...] = (
    ("Heute", "amt/heute", Permission.PLAN),
    ("Empfang", "amt/empfang", Permission.RECEIVE),
    ("Schalter", "amt/schalter", Permission.SERVE),
    ("Telefon", "amt/telefon", Permission.BOOK_FOR_OTHERS),
    ("Planung", "amt/planung", Permission.PLAN),
    ("Einrichtung", "amt/einrichtung", Permission.PLAN),
)
"""Label, address below the municipality, and the permission that opens it."""


def navigation(request: HTTPConnection) -> tuple[NavigationLink, ...]:
    """Return the areas of this municipality that exist and are open to the person."""
    place, person = municipality_or_none(request), staff_or_none(request)
    if place is None or person is None:
        return ()
    texts, spoken = house(request).pages.texts, language(request)
    return tuple(
        NavigationLink(
            texts.gettext(spoken, label),
            f"/{place.slug}/{path}",
            _is_here(request, f"/{place.slug}/{path}"),
        )
        for label, path, permission in AREAS
        if person.may(permission, place.id) and _exists(request, path)
    )


def _exists(request: HTTPConnection, path: str) -> bool:
    template = f"/{{municipality}}/{path}"
    return any(r.path == template and r.method == "GET" for r in house(request).table.routes)


def _is_here(request: HTTPConnection, address: str) -> bool:
    return request.url.path == address or request.url.path.startswith(f"{address}/")
