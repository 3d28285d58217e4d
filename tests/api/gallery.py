"""The page that shows every macro once, for the tests and for looking at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, FileSystemLoader

from api.rendering import NavigationLink, Pages, Site, Texts, read_texts
from api.rendering.pages import TEMPLATE_FOLDER

SITE = Site(name="Stadt Musterstadt", phone="115")
START = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)
ERRORS = {
    "name": "Bitte geben Sie Ihren Namen an.",
    "email": "Bitte geben Sie eine E-Mail-Adresse mit @ an, etwa kim@example.org.",
    "amt": "Bitte wählen Sie ein Amt.",
    "tageszeit": "Bitte wählen Sie eine Tageszeit.",
    "einverstanden": "Bitte bestätigen Sie, dass Sie die Hinweise gelesen haben.",
}


@lru_cache(maxsize=4)
def pages(texts: Texts | None = None) -> Pages:
    here = FileSystemLoader(Path(__file__).parent)
    return Pages(texts or read_texts(), ChoiceLoader([FileSystemLoader(TEMPLATE_FOLDER), here]))


def gallery(
    language: str = "de",
    variant: str = "citizen",
    errors: Mapping[str, str] | None = None,
    texts: Texts | None = None,
    theme: str | None = None,
) -> str:
    return pages(texts).render(
        "gallery.html.j2",
        language=language,
        context={
            "site": replace(SITE, theme=theme),
            "csp_nonce": "abc",
            "address": "/musterseite?ort=2",
            "zone": ZoneInfo("Europe/Berlin"),
            "variant": variant,
            "errors": errors or {},
            "start": START,
            "navigation": [NavigationLink("Heute", "/heute", current=True)]
            + [NavigationLink(name, f"/{name}") for name in ("Woche", "Auswertung", "Einrichtung")],
        },
    )


def texts_with(folder: Path, code: str, **files: str) -> Texts:
    """Return the texts of a language whose catalogues are these, by name."""
    place = folder / code / "LC_MESSAGES"
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / f"{name}.po").write_text(text)
    return read_texts(folder)
