"""The page about the API says what the table says."""

from __future__ import annotations

from pathlib import Path

from api.reference import api_page
from api.rooms import ROUTES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"


def test_the_page_is_written_from_the_table() -> None:
    written = PAGE.read_text("utf-8")
    assert written == api_page(ROUTES), "run: python -m api.reference > docs/reference/api.md"
