"""Founding: a municipality begins with a name, the word in its addresses, and its Land."""

from __future__ import annotations

import re

from tortoise.exceptions import IntegrityError

from termin.errors import Invalid
from termin.offices.rows import Municipality

LANDS = frozenset(
    ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]
)
"""ISO 3166-2:DE."""

_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


async def found_municipality(
    slug: str, name: str, land: str, *, email: str = "", phone: str = ""
) -> Municipality:
    """Make a municipality; `slug` stands in its addresses, `land` decides its public holidays.

    Raises:
        Invalid: the slug is taken or unusable, the name is empty, or there is no such Land.
    """
    fields = {}
    if land not in LANDS:
        fields["land"] = f"Bitte einen dieser Codes angeben: {', '.join(sorted(LANDS))}."
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?", slug):
        fields["municipality"] = "Bitte nur Kleinbuchstaben, Ziffern und Bindestriche angeben."
    if not name.strip() or len(name.strip()) > 200 or not name.isprintable():
        fields["name"] = "Bitte den Namen angeben, höchstens 200 Zeichen."
    if fields:
        raise Invalid(fields=fields)
    if await Municipality.exists(slug=slug):
        raise Invalid(fields={"municipality": "Diese Adresse gibt es schon."})
    try:
        return await Municipality.create(
            slug=slug, name=name.strip(), land=land, email=email, phone=phone
        )
    except IntegrityError:
        raise Invalid(fields={"municipality": "Diese Adresse gibt es schon."}) from None


def slug_of(name: str) -> str:
    """Return the word for the addresses of a municipality: `Bad Mößlingen` is bad-moesslingen."""
    plain = name.casefold().translate(_PLAIN)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
