"""Reading a code aloud so that nobody mishears it: the German spelling table by cities."""

from __future__ import annotations

from termin.tokens import spoken

# DIN 5009:2022-06, Buchstabiertafel für Wirtschaft und Verwaltung.
_CITIES = """
Aachen Berlin Chemnitz Düsseldorf Essen Frankfurt Goslar Hamburg Ingelheim Jena Köln Leipzig
München Nürnberg Offenbach Potsdam Quickborn Rostock Salzwedel Tübingen Unna Völklingen
Wuppertal Xanten Ypsilon Zwickau
"""
CITY_OF = {city[0]: city for city in _CITIES.split()}


def spelled(code: str) -> tuple[tuple[str, ...], ...]:
    """Return a code as groups of words to say: `K7Q` as Köln, 7, Quickborn."""
    return tuple(
        tuple(CITY_OF.get(sign, sign) for sign in group) for group in spoken(code).split("-")
    )
