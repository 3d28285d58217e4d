"""Passwords: length counts, what is easily guessed is refused, kinds of signs do not matter."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termin.errors import Invalid
from termin.staff import passwords


@pytest.mark.parametrize(
    "good",
    [
        "Kaffee mit Hafermilch am Fenster",
        "correct horse battery staple",
        "schnee rad lampe tuer",
        "J8#kfL2!pQz9",
        "пароль из пяти слов",
        "     drei Wörter und Blanks     ",
        "🐢🚲🌧️🧦🪴🎺🥨🧭🪁🛶🍀🦔",
    ],
)
def test_a_good_password_passes(good: str) -> None:
    passwords.check(good, personal=("eva", "Eva", "Beispiel"))


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "kurz",
        "elfZeichen!",
        "passwortpasswort",
        "Passwort123456",
        "123456789012345",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "qwertzuiopqwertz",
        "EvaBeispiel2026",
        "beispielbeispiel",
        "Sommer2026Sommer",
        "wort\0mit zeichen und mehr",
        "x" * 201,
    ],
)
def test_a_weak_password_is_refused_with_a_sentence(bad: str) -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.check(bad, personal=("eva", "Eva", "Beispiel", "2026"))
    assert refusal.value.fields["password"].endswith(".")


def test_the_demo_takes_short_ones() -> None:
    passwords.check("demo", demo=True)
    with pytest.raises(Invalid):
        passwords.check("", demo=True)


@given(st.text(min_size=1, max_size=300))
def test_any_text_is_taken_or_refused(text: str) -> None:
    with contextlib.suppress(Invalid):
        passwords.check(text)
        assert len(passwords.normalised(text)) >= passwords.SHORTEST


@settings(max_examples=10, deadline=None)
@given(st.text(min_size=1, max_size=60))
async def test_what_was_hashed_fits_and_nothing_else(password: str) -> None:
    stored = await passwords.hash_password(password)
    assert stored.startswith("$argon2id$")
    assert len(stored) <= 200
    assert await passwords.verify(stored, password)
    assert not await passwords.verify(stored, password + "x")
    assert not await passwords.verify(None, password)


async def test_the_same_letters_from_another_keyboard_fit() -> None:
    stored = await passwords.hash_password("Gr\u00fc\u00dfe aus M\u00fcnchen")
    assert await passwords.verify(stored, "Gru\u0308\u00dfe aus Mu\u0308nchen")


async def test_a_hash_that_is_none_fits_nothing() -> None:
    assert not await passwords.verify("nonsense", "nonsense")


def test_a_hash_with_older_figures_is_made_anew() -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x")
    assert passwords.is_outdated(old)
    assert not passwords.is_outdated(passwords.HASHER.hash("x"))
