"""The map: places lie where they are, words do not cover each other while there is room."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.plots.frame import Words
from api.plots.labels import Box, placed
from api.plots.map import WIDTH, Ground, Mark, Spot, Way, chart, length_words, scale_length

WORDS = Words("karte", "Karte", "Wo der Bus hält.", "", str)
DEPOT = Spot(51.12, 10.56, "Betriebshof", Mark.DEPOT)
VILLAGES = (
    DEPOT,
    Spot(51.1412, 10.5394, "Rohrwiesen", Mark.STOP, "1"),
    Spot(51.0987, 10.6021, "Zaunkönigsiedlung", Mark.STOP, "2"),
    Spot(51.1555, 10.6188, "Heidehöfe <&>", Mark.STOP, "3"),
)

places = st.builds(
    Spot,
    st.floats(47, 55),
    st.floats(6, 15),
    st.text("abc", min_size=1, max_size=12),
    st.sampled_from(Mark),
)


def test_north_is_above_and_east_is_right_in_equal_metres() -> None:
    south_west, east, north = (
        Spot(51.0, 10.0, "", Mark.STOP),
        Spot(51.0, 10.1, "", Mark.STOP),
        Spot(51.1, 10.0, "", Mark.STOP),
    )
    ground = Ground.of([south_west, east, north])
    (x, y), (x2, y2), (x3, y3) = map(ground.at, (south_west, east, north))
    assert x2 > x == pytest.approx(x3)
    assert y3 < y == pytest.approx(y2)
    # A tenth of a degree is 7.0 km to the east at 51° and 11.1 km to the north.
    assert (y - y3) / (x2 - x) == pytest.approx(1.589, abs=0.005)


@given(st.lists(places, min_size=1, max_size=9))
def test_everything_lies_inside_and_the_picture_is_whole(spots: list[Spot]) -> None:
    ground = Ground.of(spots)
    for spot in spots:
        x, y = ground.at(spot)
        assert 0 < x < WIDTH
        assert 0 < y < ground.height
    drawn = chart(WORDS, spots, [Way(tuple(range(len(spots))), "Tour")])
    ElementTree.fromstring(str(drawn))  # noqa: S314  # made by ourselves


def test_names_are_escaped_and_told() -> None:
    drawn = str(chart(WORDS, VILLAGES, [Way((0, 1, 2, 3, 0), "Montag")]))
    assert "Heidehöfe &lt;&amp;&gt;" in drawn
    assert "<title>Montag</title>" in drawn
    assert 'role="img"' in drawn


def test_labels_keep_apart_while_there_is_room() -> None:
    ground = Ground.of(VILLAGES)
    spots = [(ground.at(one), one.name) for one in VILLAGES]
    labels = placed(spots, [], Box(0, 0, WIDTH, ground.height))
    assert [label.text for label in labels] == [one.name for one in VILLAGES]
    assert not any(one.box.shared(other.box) for one, other in combinations(labels, 2))
    assert all(label.box.left >= 0 and label.box.right <= WIDTH for label in labels)


def test_spots_at_one_place_have_their_words_on_different_sides() -> None:
    labels = placed([((300, 200), "eins"), ((300, 200), "zwei")], [], Box(0, 0, 720, 400))
    assert not labels[0].box.shared(labels[1].box)


@pytest.mark.parametrize(
    ("units", "metres", "words"),
    [(0.1, 1000, "1 km"), (0.3, 500, "500 m"), (0.01, 10_000, "10 km")],
)
def test_the_scale_is_round_and_fits(units: float, metres: int, words: str) -> None:
    assert scale_length(units, 180) == metres
    assert length_words(metres) == words


def test_nothing_to_show_is_an_empty_picture() -> None:
    assert "map__stop" not in str(chart(WORDS, [], []))
