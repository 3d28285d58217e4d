"""Pages as text: languages, formats, the frame of a page, static files, colours, the policy."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_dir
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, UndefinedError
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.rendering import (
    MissingZoneError,
    Pages,
    Texts,
    UnusableColour,
    content_security_policy,
    new_nonce,
    read_texts,
    static_app,
    static_url,
    theme_css,
)
from api.rendering.extraction import PROJECT, messages, untranslated
from api.rendering.inspection import faults_in, faults_in_stylesheet, faults_in_template
from api.rendering.pages import TEMPLATE_FOLDER, with_query
from api.rendering.static import FOREVER, read_static_folder
from api.rendering.theme import contrast, readable_accent
from tests.api.gallery import ERRORS, gallery

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


# ---------- texts ----------


def texts_with(folder: Path, code: str, **files: str) -> Texts:
    place = folder / code / "LC_MESSAGES"
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / f"{name}.po").write_text(text)
    return read_texts(folder)


def test_adding_a_language_is_adding_a_catalogue(tmp_path: Path) -> None:
    texts = texts_with(tmp_path, "uk", messages='msgid "Zurück"\nmsgstr "Назад"\n')
    assert [language.name for language in texts.languages] == ["Deutsch", "Українська"]
    assert texts.gettext("uk", "Zurück") == "Назад"


def test_a_catalogue_may_be_split_over_files(tmp_path: Path) -> None:
    texts = texts_with(
        tmp_path, "tr", a='msgid "Ja"\nmsgstr "Evet"\n', b='msgid "Nein"\nmsgstr "Hayır"\n'
    )
    assert (texts.gettext("tr", "Ja"), texts.gettext("tr", "Nein")) == ("Evet", "Hayır")


def test_what_is_not_translated_or_doubtful_stays_german(tmp_path: Path) -> None:
    texts = texts_with(tmp_path, "en", messages='#, fuzzy\nmsgid "Ja"\nmsgstr "Maybe"\n')
    assert texts.gettext("en", "Ja") == "Ja"
    assert texts.gettext("en", "Nein") == "Nein"


def test_easy_language_is_german_with_a_name_of_its_own(tmp_path: Path) -> None:
    easy = texts_with(tmp_path, "de_simple").language("de-simple")
    assert (easy.code, easy.name, easy.direction) == ("de-simple", "Leichte Sprache", "ltr")


def test_plural_forms_and_values() -> None:
    texts = read_texts()
    one, many = "Bitte prüfen Sie diese Angabe", "Bitte prüfen Sie diese %(num)s Angaben"
    assert texts.ngettext("en", one, many, 1) == "Please check this answer"
    assert texts.ngettext("en", one, many, 3) == "Please check these 3 answers"
    assert texts.ngettext("de", one, many, 3) == "Bitte prüfen Sie diese 3 Angaben"


@pytest.mark.parametrize(
    ("wishes", "header", "expected"),
    [
        (("en", "de"), "", "en"),
        ((None, "en"), "de", "en"),
        (("tlh", None), "fr, en-GB;q=0.7, de;q=0.3", "en"),
        ((), "fr;q=0.9, de;q=0.8, en;q=0.1", "de"),
        ((), "", "de"),
        ((), "en;q=zero, *;q=0.1, ;;;", "de"),
    ],
)
def test_the_language_asked_for_goes_before_the_browsers(
    wishes: tuple[str | None, ...], header: str, expected: str
) -> None:
    assert read_texts().negotiate(*wishes, accept_language=header) == expected


def test_the_frame_and_the_macros_speak_english_throughout() -> None:
    texts = read_texts()
    ours = [("base.html", "jinja2"), ("kern/*.html", "jinja2"), ("layout/*.html", "jinja2")]
    found = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(TEMPLATE_FOLDER, ours)
    }
    assert len(found) > 15
    assert [message for message in found if texts.gettext("en", message) == message] == []


def test_the_titles_of_refusals_are_texts_too(tmp_path: Path) -> None:
    source = 'class Late(Refusal):\n    slug = "late"\n    title: str = "Zu spät."\n'
    (tmp_path / "termin").mkdir()
    (tmp_path / "termin" / "late.py").write_text(source + 'print(_("Ja"))\n')
    assert messages(tmp_path) == ("Ja", "Zu spät.")
    texts = texts_with(tmp_path / "locale", "en", refusals='msgid "Ja"\nmsgstr "Yes"\n')
    assert untranslated(texts, "en", tmp_path) == ("Zu spät.",)


def test_the_menu_begins_with_german_and_goes_on_by_name(tmp_path: Path) -> None:
    for code in ("ar", "tr", "en", "uk"):
        texts_with(tmp_path, code)
    texts = texts_with(tmp_path, "de_simple")
    assert [language.code for language in texts.languages] == [
        *("de", "de-simple", "en", "tr", "uk", "ar")
    ]


# ---------- the policy ----------


def test_the_policy_allows_ourselves_and_the_nonce_only() -> None:
    policy = content_security_policy("n0nce")
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'self'"
    assert directives["style-src"] == "'self' 'nonce-n0nce'"
    assert directives["script-src"] == "'self' 'nonce-n0nce'"
    assert directives["img-src"] == "'self' data:"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


def test_a_form_may_lead_to_the_single_sign_on() -> None:
    policy = content_security_policy("n", form_targets=("https://login.example",))
    assert "form-action 'self' https://login.example" in policy


def test_nonces_differ() -> None:
    assert new_nonce() != new_nonce()


# ---------- colours ----------

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colours)
def test_any_accent_becomes_readable(accent: str) -> None:
    chosen = readable_accent(accent)
    assert contrast(chosen.given, chosen.on_given) >= 4.5
    assert contrast(chosen.light, chosen.on_light) >= 4.5
    assert contrast(chosen.dark, chosen.on_dark) >= 4.5
    assert contrast(chosen.light, "#ffffff") >= 4.5
    assert contrast(chosen.dark, "#000000") >= 4.5


def test_a_readable_accent_stays_as_it_is() -> None:
    assert readable_accent("#1a3da5").light == "#1a3da5"
    assert "--kern-color-action-default: #1a3da5;" in theme_css("#1a3da5")


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("accent", ["red", "#fff", "#12345g", "#123456;} body{display:none", ""])
def test_what_is_no_colour_is_refused(accent: str) -> None:
    with pytest.raises(UnusableColour):
        theme_css(accent)


# ---------- static files ----------


@pytest.fixture
def static_client(tmp_path: Path) -> TestClient:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "a.css").write_text("body {}")
    (tmp_path / "vendor" / "v.js").write_text("1")
    app = Starlette(routes=[Mount("/static", static_app(read_static_folder(tmp_path)))])
    return TestClient(app)


def test_the_right_version_is_kept_for_ever(tmp_path: Path, static_client: TestClient) -> None:
    for name in ("a.css", "vendor/v.js"):
        answer = static_client.get(read_static_folder(tmp_path).url(name))
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == FOREVER


@pytest.mark.parametrize("path", ["/static/a.css", "/static/v-000000000000/a.css"])
def test_another_version_is_served_but_asked_for_again(
    static_client: TestClient, path: str
) -> None:
    answer = static_client.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


def test_what_is_not_there_is_not_kept(static_client: TestClient, tmp_path: Path) -> None:
    version = read_static_folder(tmp_path).own_version
    assert static_client.get(f"/static/v-{version}/b.css").status_code == 404
    assert static_client.get(f"/static/v-{version}/..%2f..%2fetc/passwd").status_code == 404


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("one")
    before = read_static_folder(tmp_path).url("a.css")
    assert read_static_folder(tmp_path).url("a.css") == before
    (tmp_path / "a.css").write_text("two")
    assert read_static_folder(tmp_path).url("a.css") != before


def test_the_products_own_files_have_addresses() -> None:
    assert re.fullmatch(r"/static/v-[0-9a-f]{12}/termin\.css", static_url("termin.css"))


# ---------- what templates and stylesheets promise ----------


def test_our_templates_pass_the_linter() -> None:
    command = [sys.executable, "-m", "djlint", "api/templates", "--lint", "--quiet"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_our_templates_and_stylesheets_keep_their_promises() -> None:
    assert faults_in(TEMPLATE_FOLDER.parent) == ()


@pytest.mark.parametrize(
    "template",
    [
        '<p style="color: red">',
        '<button onclick="go()">',
        "<p>\n<img src='a.png'>",
        "<script>go()</script>",
        "<style>p {}</style>",
        '<a href="javascript:go()">',
        '<script src="https://cdn.example/x.js"></script>',
    ],
)
def test_what_the_policy_forbids_is_found(template: str) -> None:
    assert faults_in_template(template)


def test_a_proper_template_has_no_faults() -> None:
    assert not faults_in_template(
        '{# style="x" #}<img alt="" src="a"><p class="{{ \'a\' if b > c }}" data-on="x">'
    )


def test_colours_are_named_in_root_only() -> None:
    assert not faults_in_stylesheet(":root { --a: #fff; } p { color: var(--a); } /* #fff */")
    assert faults_in_stylesheet("p {\n color: #fff; }") == ((2, "colour #fff outside :root"),)
    assert faults_in_stylesheet("p { color: rgb(0 0 0); }")
