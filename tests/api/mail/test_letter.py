"""What mails say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from api.keys import Keys
from api.mail.letter import Letters
from api.mail.links import Links, links_of, origin_of
from api.rendering.texts import read_texts
from api.settings import read_settings
from termin.booking.confirmation import confirms
from termin.messages import Instead, MessageKind
from tests.api.mail.notices import NOTICE

KEYS = Keys(b"s" * 32)
LINKS = links_of(NOTICE, "https://termin.example.org", KEYS)
STANDING = (MessageKind.BOOKED, MessageKind.MOVED)


@pytest.fixture(scope="module")
def letters() -> Letters:
    return Letters(read_texts())


def test_a_booking_says_when_where_what_and_how_to_change_it(letters: Letters) -> None:
    letter = letters.write(MessageKind.BOOKED, NOTICE, LINKS)
    assert letter.subject == "Ihr Termin am Dienstag, 24. November 2026 um 10:40 Uhr"
    for said in (
        "Dienstag, 24. November 2026, 10:40 bis 11:05 Uhr",
        "Bürgeramt Nord & Süd\nMünchner Straße 5\n91522 Ansbach\nHaltestelle: Schloss/Residenz",
        "- Personalausweis beantragen (2×)\n- Umzug melden\n",
        "K7Q-4MX-D2PR",
        "- Alter Ausweis\n- Biometrisches Foto\n- Bestätigung des Wohnungsgebers\n",
        "https://termin.example.org/ansbach/termin/K7Q4MXD2PR\n",
        "0981 51-0",
    ):
        assert said in letter.text


def test_the_text_has_no_holes(letters: Letters) -> None:
    for kind in MessageKind:
        text = letters.write(kind, NOTICE, LINKS).text
        assert "\n\n\n" not in text
        assert "&amp;" not in text
        assert not any(line != line.rstrip() and line != "-- " for line in text.splitlines())


def test_the_request_to_confirm_carries_the_link_and_nothing_else(letters: Letters) -> None:
    letter = letters.write(MessageKind.CONFIRM, NOTICE, LINKS)
    assert LINKS.confirm in letter.text
    assert "bis Freitag, 20. November 2026, 10:30 Uhr" in letter.text
    assert "K7Q-4MX-D2PR" not in letter.text


def test_the_link_of_the_mail_confirms_the_appointment() -> None:
    page, token = LINKS.confirm.split("/bestaetigen/")
    assert page == LINKS.page
    assert confirms(token, KEYS.derive("confirm"), NOTICE.appointment)


def test_a_cancellation_offers_a_new_start(letters: Letters) -> None:
    letter = letters.write(MessageKind.CANCELLED, NOTICE, LINKS)
    assert letter.subject.startswith("Abgesagt:")
    assert "https://termin.example.org/ansbach/\n" in letter.text
    assert LINKS.page not in letter.text


@pytest.mark.parametrize("kind", MessageKind)
def test_no_word_of_the_person_is_sent_on(letters: Letters, kind: MessageKind) -> None:
    letter = letters.write(kind, NOTICE, LINKS)
    assert "Groß" not in letter.text + letter.html + letter.subject


def test_english_letters_are_english(letters: Letters) -> None:
    letter = letters.write(MessageKind.BOOKED, replace(NOTICE, language="en"), LINKS)
    assert letter.language == "en"
    assert letter.subject == "Your appointment on Tuesday, 24 November 2026 at 10:40"
    assert "10:40 to 11:05" in letter.text
    assert 'lang="en"' in letter.html


def test_a_language_we_do_not_write_is_answered_in_german(letters: Letters) -> None:
    assert (
        letters.write(MessageKind.BOOKED, replace(NOTICE, language="tlh"), LINKS).language == "de"
    )


def test_what_is_not_known_is_left_out(letters: Letters) -> None:
    place = replace(NOTICE.place, stop_hint="", street="", town="")
    sender = replace(NOTICE.sender, phone="")
    matters = tuple(replace(matter, documents=()) for matter in NOTICE.matters)
    notice = replace(NOTICE, place=place, sender=sender, matters=matters)
    for kind in STANDING:
        text = letters.write(kind, notice, LINKS).text
        assert "\n\n\n" not in text
        assert not any(word in text for word in ("Haltestelle", "Fragen?", "mitbringen", "bringen"))


class Outline(HTMLParser):
    """Notes tags, headings and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outlines(letters: Letters) -> Iterator[Outline]:
    for language in ("de", "en"):
        for kind in MessageKind:
            yield Outline(letters.write(kind, replace(NOTICE, language=language), LINKS).html)


def test_the_page_is_whole_and_loads_nothing(letters: Letters) -> None:
    for outline in outlines(letters):
        assert outline.open == []
        assert not {"img", "script", "link", "iframe"} & set(outline.tags)
        assert outline.tags.count("h1") == 1
        assert outline.tags.index("h1") < outline.tags.index("h2")
        assert outline.links
        assert all(str(link).startswith("https://termin.example.org/") for link in outline.links)


def test_values_are_escaped_in_the_page_only(letters: Letters) -> None:
    letter = letters.write(MessageKind.BOOKED, NOTICE, LINKS)
    assert "Nord &amp; Süd" in letter.html
    assert "Nord & Süd" in letter.text


def test_a_subject_is_one_line(letters: Letters) -> None:
    for kind in MessageKind:
        assert letters.write(kind, NOTICE, LINKS).subject.isprintable()


def test_links_lead_to_the_public_address() -> None:
    settings = read_settings({"TERMIN_PUBLIC_URL": "https://termin.example.org"})
    assert origin_of(settings) == "https://termin.example.org"
    listening = read_settings({"TERMIN_HOST": "::", "TERMIN_PORT": "8100"})
    assert origin_of(listening) == "http://[::1]:8100"
    assert links_of(NOTICE, "https://x.example", KEYS) == Links(
        page="https://x.example/ansbach/termin/K7Q4MXD2PR",
        confirm=LINKS.confirm.replace("termin.example.org", "x.example"),
        start="https://x.example/ansbach/",
    )


def test_a_time_that_falls_away_comes_with_another_and_the_way_to_answer(letters: Letters) -> None:
    other = NOTICE.starts_at + timedelta(days=7)
    place = replace(NOTICE.place, name="Bürgerbus, Halt Dorf")
    instead = Instead(other, other + timedelta(minutes=25), place, other - timedelta(days=2))
    notice = replace(NOTICE, reason="Der Bus ist kaputt.", alternative=instead)
    letter = letters.write(MessageKind.DISPLACED, notice, LINKS)
    assert letter.subject.startswith("Fällt aus:")
    for text in (letter.text, letter.html):
        for told in ("Der Bus ist kaputt.", "1. Dezember 2026", "Halt Dorf", LINKS.answer):
            assert told in text
    alone = letters.write(MessageKind.DISPLACED, replace(notice, alternative=None), LINKS)
    assert "nicht für Sie finden" in alone.text
    assert LINKS.answer in alone.text
