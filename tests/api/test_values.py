"""What a form's texts are when they reach a handler."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from api.requests import values_of


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\ufeff", "\u2066", "\x07", " \u200b "])
def test_a_text_nobody_sees_is_empty(unseen: str) -> None:
    assert values_of(FormData([("name", unseen)])) == {"name": ""}


def test_what_is_seen_stays() -> None:
    text = "Zoë 😀\u200d\nعلی\u200cرضا"
    assert values_of(FormData([("name", f" {text} ")])) == {"name": text}


def test_a_name_does_not_turn_what_stands_beside_it() -> None:
    assert values_of(FormData([("name", "Anna\u202e 12:00")])) == {"name": "Anna 12:00"}
