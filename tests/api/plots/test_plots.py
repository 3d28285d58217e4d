"""Plots are pictures with words, drawn where the values are, and nothing can break out of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from api.plots import (
    Bar,
    Block,
    Dot,
    Group,
    Key,
    Look,
    Pair,
    Row,
    Shape,
    Step,
    Words,
    bars,
    dots,
    pairs,
    steps,
    timeline,
)
from api.plots.dots import Limit
from api.plots.frame import patterns

ZONE = ZoneInfo("Europe/Berlin")
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TEN, NOON = NINE + timedelta(hours=1), NINE + timedelta(hours=3)
NASTY = 'Meier & Söhne <b>"'
WORDS = Words(
    "plot-x", NASTY, "Beschreibung", "Personen", lambda at: at.astimezone(ZONE).strftime("%H:%M")
)
KEYS = (Key("bar-booked", NASTY),)


def a_timeline() -> Markup:
    blocks = (
        Block(Look.PLANNED, NINE, NOON, "geplant"),
        Block(Look.SERVING, NINE, TEN, NASTY, "B001"),
        Block(Look.CALLED, TEN, TEN + timedelta(minutes=1), "B002", "B002"),
        Block(Look.PARKED, TEN, NOON, "geparkt"),
        Block(Look.PAUSE, TEN, NOON, "Pause"),
        Block(Look.MISSED, TEN, TEN, "B002 nicht erschienen"),
    )
    return timeline(
        WORDS,
        [Row(NASTY, blocks)],
        [Step(NINE, 2), Step(TEN, 0)],
        KEYS,
        NINE,
        NOON,
        TEN,
        ZONE,
        minute=4,
        names=("Wartende", "Schalter", "jetzt"),
    )


PLOTS: dict[str, Callable[[], Markup]] = {
    "steps": lambda: steps(WORDS, [Step(NINE, 1), Step(TEN, 4)], NINE, NOON, ZONE),
    "no steps": lambda: steps(WORDS, [], NINE, NOON, ZONE),
    "dots": lambda: dots(
        WORDS,
        [
            Dot(TEN, 12, Shape.BOOKED, NASTY, (5, 20), ringed=True),
            Dot(NINE, 0, Shape.WALK_IN, "B002"),
        ],
        [Limit(15, "nah"), Limit(60, "fern")],
        KEYS,
        NINE,
        NOON,
        ZONE,
    ),
    "bars": lambda: bars(
        WORDS,
        [Group(NINE, timedelta(minutes=30), (Bar("bar-booked", 2), Bar("bar-walk-in", 1)), "x", 4)],
        KEYS,
        NINE,
        NOON,
        ZONE,
    ),
    "pairs": lambda: pairs(WORDS, [Pair(NASTY * 9, 10, 14.5, "10", "14,5")], KEYS),
    "timeline": a_timeline,
}


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  # our own


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_one_picture_with_title_and_description(name: str) -> None:
    tree = parsed(f"<div>{PLOTS[name]()}</div>")
    pictures = [one for one in tree if one.get("role") == "img"]
    assert len(pictures) == 1
    told = {child.get("id"): child.text for child in pictures[0]}
    assert told[pictures[0].get("aria-labelledby")] == NASTY
    assert told[pictures[0].get("aria-describedby")] == "Beschreibung"


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_brings_neither_colours_nor_styles_nor_broken_numbers(name: str) -> None:
    svg = PLOTS[name]()
    assert "style=" not in svg
    assert "#" not in svg.replace("url(#muster", "").replace("&#34;", "")
    assert "nan" not in svg
    assert "inf" not in svg
    assert "<b>" not in svg


def test_values_lie_where_they_belong() -> None:
    tree = parsed(PLOTS["steps"]())
    space = "{http://www.w3.org/2000/svg}"
    line = next(p for p in tree.iter(f"{space}path") if p.get("class") == "plot__line")
    points = (line.get("d") or "").replace("M", "").split("L")
    xs = [float(point.split()[0]) for point in points]
    ys = [float(point.split()[1]) for point in points]
    assert xs == sorted(xs)
    assert min(ys) == ys[-1]  # four people are the highest
    bottom = ys[0]
    assert (bottom - ys[1]) * 4 == pytest.approx(bottom - ys[-1], abs=0.5)


def test_a_limit_far_above_does_not_press_the_dots_flat() -> None:
    svg = PLOTS["dots"]()
    assert "↑ fern" in svg
    assert "↑ nah" not in svg
    assert svg.count("plot__promise-text") == 2


def test_a_number_is_written_whole_or_not_at_all() -> None:
    svg = a_timeline()
    assert ">B001</text>" in svg  # an hour has room
    assert ">B002</text>" not in svg  # a minute has none; its words are there
    assert "<title>B002</title>" in svg
    assert 'id="jetzt"' in svg


def test_the_word_of_the_present_lies_above_the_rows_where_nobody_waits() -> None:
    row = Row("1", (Block(Look.PLANNED, NINE, NOON, "geplant"),))
    svg = timeline(
        WORDS,
        [row],
        [],
        KEYS,
        NINE,
        NOON,
        TEN,
        ZONE,
        minute=4,
        names=("Wartende", "Schalter", "jetzt"),
    )
    space = "{http://www.w3.org/2000/svg}"
    tree = parsed(svg[svg.index("</svg>") + len("</svg>") :])
    word = next(one for one in tree.iter(f"{space}text") if (one.text or "").startswith("jetzt"))
    block = next(one for one in tree.iter(f"{space}rect") if one.get("class") == "plot__shift")
    assert float(word.get("y") or 0) < float(block.get("y") or 0)


def test_hatchings_have_the_names_that_plots_refer_to() -> None:
    defined = parsed(patterns())
    names = {one.get("id") for one in defined.iter() if one.get("id")}
    for make in PLOTS.values():
        for part in make().split("url(#")[1:]:
            assert part.split(")")[0] in names
