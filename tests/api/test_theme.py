"""The colour of a municipality stays readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rendering import (
    UnusableColour,
    theme_css,
)
from api.rendering.theme import contrast, readable_accent

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
