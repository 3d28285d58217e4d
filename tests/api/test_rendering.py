"""Pages as text: formats, the frame of a page, and the macros."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import DictLoader, UndefinedError

from api.rendering import (
    MissingZoneError,
    Pages,
    read_texts,
)
from api.rendering.pages import with_query
from tests.api.gallery import ERRORS, gallery, texts_with

BERLIN = ZoneInfo("Europe/Berlin")
NOON_ABROAD = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)


def one_line(template: str, *, language: str = "de", **context: object) -> str:
    pages = Pages(read_texts(), DictLoader({"line": template}))
    return pages.render("line", language=language, context=context)


# ---------- pages ----------


def test_values_are_escaped() -> None:
    assert one_line("{{ name }}", name="<b>Kim & Co</b>") == "&lt;b&gt;Kim &amp; Co&lt;/b&gt;"


def test_plain_text_is_not_html() -> None:
    pages = Pages(read_texts(), DictLoader({"mail.txt": "{{ name }}"}))
    assert pages.render("mail.txt", language="de", context={"name": "Kim & Co"}) == "Kim & Co"


def test_a_missing_value_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        one_line("{{ name }}")


def test_attributes_on_lines_of_their_own_stay_apart() -> None:
    rendered = one_line("<input\n  {% if yes %}checked{% endif %}\n  required>", yes=True)
    assert rendered.split() == ["<input", "checked", "required>"]


def test_the_title_says_where_one_is_and_whether_something_went_wrong() -> None:
    assert "<title>Musterseite – Stadt Musterstadt</title>" in gallery()
    assert "<title>Fehler: Musterseite – Stadt Musterstadt</title>" in gallery(errors=ERRORS)
    assert "<title>Error: Musterseite" in gallery("en", errors=ERRORS)


def test_the_page_names_its_language_and_direction(tmp_path: Path) -> None:
    assert '<html lang="de" dir="ltr" class="citizen">' in gallery()
    assert '<html lang="en" dir="ltr"' in gallery("en")
    assert '<html lang="ar" dir="rtl"' in gallery("ar", texts=texts_with(tmp_path, "ar"))


def test_an_unknown_language_is_answered_in_german() -> None:
    assert '<html lang="de"' in gallery("tlh")


def test_the_language_links_keep_the_rest_of_the_address() -> None:
    assert 'href="/musterseite?ort=2&amp;sprache=en"' in gallery()


def test_every_citizen_page_leads_to_help_and_to_the_statements() -> None:
    page = gallery()
    for address in ("/leichte-sprache", "/gebaerdensprache", "/barrierefreiheit", "/datenschutz"):
        assert f'href="{address}"' in page
    assert 'href="/impressum"' in page
    assert 'href="#inhalt"' in page


def test_staff_have_their_navigation_with_the_present_page_marked() -> None:
    page = gallery(variant="staff")
    assert re.search(r'href="/heute"\s+aria-current="page"', page)
    assert "site-header--staff" in page


def test_a_display_shows_nothing_but_its_content() -> None:
    page = gallery(variant="display")
    assert "<header" not in page
    assert "<footer" not in page
    assert "skip-link" not in page


@pytest.mark.parametrize("variant", ["citizen", "staff", "kiosk", "display"])
def test_every_script_is_a_file_with_the_nonce(variant: str) -> None:
    scripts = re.findall(r"<script[^>]*>", gallery(variant=variant))
    assert scripts
    assert all('nonce="abc"' in script and "src=" in script for script in scripts)
    assert '<meta name="csp-nonce" content="abc">' in gallery(variant=variant)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/termin?ort=2&sprache=de", "/termin?ort=2&sprache=en"),
        ("/termin", "/termin?sprache=en"),
        ("//elsewhere.example/x?a=1", "/x?a=1&sprache=en"),
        ("https://elsewhere.example/x", "/x?sprache=en"),
    ],
)
def test_a_changed_query_never_leads_off_the_site(address: str, expected: str) -> None:
    assert with_query(address, sprache="en") == expected


def test_an_empty_query_value_takes_the_name_out() -> None:
    assert with_query("/liste?seite=2&ort=1", seite="") == "/liste?ort=1"


# ---------- form macros ----------


def element(page: str, element_id: str) -> str:
    found = re.search(rf'<(?:input|select|textarea)[^>]*\bid="{element_id}"[^>]*>', page)
    assert found, f"no control with id {element_id}"
    return found[0]


def test_a_field_in_error_names_its_hint_and_its_error() -> None:
    control = element(gallery(errors=ERRORS), "email")
    assert 'aria-describedby="email-hinweis email-fehler"' in control
    assert 'aria-invalid="true"' in control
    assert 'id="email-fehler"' in gallery(errors=ERRORS)


def test_a_field_in_order_is_not_called_invalid() -> None:
    control = element(gallery(), "email")
    assert "aria-invalid" not in control
    assert 'aria-describedby="email-hinweis"' in control


def test_required_is_the_rule_and_optional_says_so() -> None:
    page = gallery()
    assert "required" in element(page, "name")
    assert "required" not in element(page, "email")
    label = re.search(r'<label class="kern-label" for="email">(.*?)</label>', page, re.DOTALL)
    assert label
    assert "(freiwillig)" in label[1]


def test_the_chosen_options_are_chosen() -> None:
    page = gallery()
    assert re.search(r'<option value="2"\s+selected>', page)
    assert re.search(r"\bchecked\b", element(page, "tageszeit"))
    assert re.search(r"\bchecked\b", element(page, "bedarf-2"))
    assert not re.search(r"\bchecked\b", element(page, "bedarf"))


def test_the_error_summary_leads_to_each_field() -> None:
    page = gallery(errors=ERRORS)
    for name in ERRORS:
        assert f'href="#{name}"' in page
        element(page, name)
    assert 'role="alert"' in page
    assert "Bitte prüfen Sie diese 5 Angaben" in page


def test_an_error_of_the_whole_form_has_no_link() -> None:
    page = gallery(errors={"": "Bitte versuchen Sie es noch einmal."})
    assert 'href="#"' not in page.split("error-summary__list")[1].split("</ul>")[0]
    assert "Bitte versuchen Sie es noch einmal." in page


def test_no_errors_no_summary() -> None:
    assert "error-summary" not in gallery()


# ---------- formats ----------


def test_german_dates_and_times_are_those_of_the_office() -> None:
    line = "{{ at | date }} | {{ at | short_date }} | {{ at | time }} | {{ at | month }}"
    assert one_line(line, at=NOON_ABROAD, zone=BERLIN) == (
        "Dienstag, 24. November 2026 | Di., 24.11.2026 | 10:42 | November 2026"
    )


def test_english_dates_are_british_and_the_clock_has_24_hours() -> None:
    at = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
    line = "{{ at | date }} | {{ at | time }}"
    assert one_line(line, language="en", at=at, zone=BERLIN) == "Tuesday, 24 November 2026 | 15:05"


def test_midnight_belongs_to_the_day_of_the_office() -> None:
    at = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    line = "{{ at | weekday }} {{ at | time }} {{ at | iso }}"
    assert one_line(line, at=at, zone=BERLIN) == "Sonntag 00:30 2026-03-29T00:30:00+01:00"


def test_plain_days_and_times_of_day_need_no_zone() -> None:
    line = "{{ day | short_date }} {{ start | time }} {{ day | iso }}"
    rendered = one_line(line, day=date(2026, 11, 24), start=time(8, 5))
    assert rendered == "Di., 24.11.2026 08:05 2026-11-24"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(MissingZoneError):
        one_line("{{ at | time }}", at=NOON_ABROAD)
    with pytest.raises(ValueError, match="no time zone"):
        one_line("{{ at | time }}", at=datetime(2026, 11, 24, 9), zone=BERLIN)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "0 Minuten"),
        (1, "1 Minute"),
        (25, "25 Minuten"),
        (60, "1 Stunde"),
        (125, "2 Stunden 5 Minuten"),
    ],
)
def test_minutes_are_words(minutes: int, expected: str) -> None:
    assert one_line("{{ m | minutes }}", m=minutes) == expected


def test_figures_follow_the_language() -> None:
    assert one_line("{{ 1234.5 | number }} {{ 37 | euros }}") == "1.234,5 37,00\xa0€"
    assert one_line("{{ 1234.5 | number }} {{ 37 | euros }}", language="en") == "1,234.5 €37.00"
