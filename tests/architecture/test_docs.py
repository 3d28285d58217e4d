"""Docs say what the code says, and their links lead somewhere."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from termin.events import KINDS
from tests.architecture.tree import PROJECT, files, named, sections

PAGES = tuple(path for path in files(".md") if "adr" not in path.parts) or (PROJECT / "README.md",)
RECORDS = tuple(sorted((PROJECT / "docs" / "adr").glob("*.md")))
REFERENCE = PROJECT / "docs" / "reference"
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", [*PAGES, *RECORDS], ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(without_code(page.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, place = link.partition("#")
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), f"{link} leads nowhere"
        assert found.is_relative_to(PROJECT), f"{link} leads out of the project"
        if place:
            assert place in places(found), f"{link}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_pictures_are_there_and_said_in_words(page: Path) -> None:
    for words, target in PICTURE.findall(without_code(page.read_text())):
        assert words, f"{target} has no words for those who do not see it"
        assert (page.parent / target).is_file(), f"{target} is not there"


def test_pictures_are_small_and_used() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for _, target in PICTURE.findall(page.read_text())
    }
    for picture in (PROJECT / "docs" / "pictures").iterdir():
        assert picture.resolve() in shown, f"no page shows {picture.name}"
        assert picture.stat().st_size <= 150_000


@pytest.mark.parametrize("page", [*PAGES, *RECORDS], ids=named)
def test_files_named_in_the_docs_exist(page: Path) -> None:
    named_paths = re.findall(
        r"`((?:api|termin|display|scheduler|tests|docs|tools|requirements)/[\w./-]+)`",
        page.read_text(),
    )
    gone = [path for path in named_paths if not (PROJECT / path).exists() and path not in MADE]
    assert not gone


MADE = {"api/static/vendor/", "api/static/vendor"}
"""What an installation makes."""


def test_every_event_is_explained_with_its_facts() -> None:
    explained = sections(REFERENCE / "events.md", level=3)
    assert set(explained) == set(KINDS)
    for kind, event in KINDS.items():
        told = set(re.findall(r"`([a-z_]+)`", listed(explained[kind])))
        assert told == {field.name for field in fields(event)}, kind


@pytest.mark.parametrize("record", RECORDS, ids=named)
def test_a_decision_is_recorded_whole_and_short(record: Path) -> None:
    text = record.read_text()
    number = int(record.name[:4])
    assert text.startswith(f"# {number}. "), "the title begins with the number of the file"
    assert re.search(r"^Status: (?:accepted|superseded by \d+)", text, re.MULTILINE)
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == ["Decision", "Consequences", "Alternatives"]
    assert len(text.splitlines()) <= 60


def test_decisions_are_numbered_once_each() -> None:
    numbers = [int(record.name[:4]) for record in RECORDS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_dependency_has_a_decision() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    recorded = " ".join(record.read_text() for record in RECORDS)
    unexplained = [
        name
        for name in (Requirement(line).name for line in project["dependencies"])
        if f"`{name}`" not in recorded
    ]
    assert not unexplained, f"no record in docs/adr names {unexplained}"


def test_the_words_of_the_glossary_are_those_of_the_code() -> None:
    code = " ".join(path.read_text() for path in files(".py") if "tests" not in path.parts)
    said = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", code).lower()
    rows = re.findall(r"^\|[^|]*\|([^|]*)\|", (PROJECT / "docs" / "glossary.md").read_text(), re.M)
    words = {word.strip() for row in rows for word in row.split(",")} - {"in the code", "---"}
    unused = [word for word in words if not re.search(rf"\b{re.escape(word.lower())}", said)]
    assert len(words) > 50
    assert not unused, f"docs/glossary.md has words that the code does not use: {unused}"


def test_locking_stays_one_page() -> None:
    assert len((PROJECT / "docs" / "locking.md").read_text().splitlines()) <= 75


def listed(section: str) -> str:
    """Return what a section's list names: each entry up to its colon."""
    entries = re.findall(r"^- ([^:\n]*)", section, re.MULTILINE)
    return "\n".join(entries)


def places(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as the common hosts make them."""
    headings = re.findall(r"^#+ (.*)$", without_code(page.read_text()), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower().replace(" ", "-")
        for heading in headings
    }


def without_code(text: str) -> str:
    """Return a page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
