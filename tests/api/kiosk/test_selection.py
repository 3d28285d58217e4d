"""What is shown while somebody chooses: pages, first letters, a basket in the address."""

from __future__ import annotations

from starlette.datastructures import QueryParams

from api.kiosk.selection import SHOWN, Selection, shelf
from termin.catalogue import ServiceFacts

SERVICES = tuple(
    ServiceFacts(number, str(number), name)
    for number, name in enumerate(
        ["Personalausweis", "Reisepass", "Pass für Kinder", "Öffentliche Beglaubigung"]
        + [f"Kfz {number}" for number in range(10)],
        start=1,
    )
)


def read(query: str) -> Selection:
    return Selection.read(QueryParams(query))


def test_letters_find_words_and_say_what_can_follow() -> None:
    found = shelf(SERVICES, read("anfang=pa"), "de")
    assert [one.name for one in found.services] == ["Pass für Kinder"]
    assert found.letters == ("S",)
    assert [one.id for one in shelf(SERVICES, read("anfang=P"), "de").services] == [1, 3]
    assert shelf(SERVICES, read("anfang=%C3%96"), "de").services[0].id == 4


def test_pages_hold_as_many_as_are_seen_at_once() -> None:
    first, last = shelf(SERVICES, read(""), "de"), shelf(SERVICES, read("seite=9"), "de")
    assert (len(first.services), first.pages) == (SHOWN, 2)
    assert (last.page, len(last.services)) == (2, len(SERVICES) - SHOWN)


def test_the_basket_is_in_the_address() -> None:
    one = read("anliegen=3:2&seite=2")
    assert one.several
    assert one.count_of(3) == 2
    assert one.with_count(3, 3) == "?anliegen=3%3A3"
    assert one.with_count(3, 0) == "?mehr=ja"
    assert one.with_count(5, 1) == "?anliegen=3%3A2&anliegen=5%3A1"
    assert read("").query == ""


def test_nonsense_is_left_out() -> None:
    assert read("seite=x&anfang=%25%00&anliegen=abc&mehr=nein") == Selection()
    assert read("seite=99999999999999999999").page == 99
