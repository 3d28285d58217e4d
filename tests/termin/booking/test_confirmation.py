"""The token of the confirmation link."""

from __future__ import annotations

from uuid import uuid4

from termin.booking.confirmation import confirm_token, confirms

KEY = b"k" * 32


def test_the_token_of_an_appointment_confirms_it() -> None:
    appointment = uuid4()
    assert confirms(confirm_token(KEY, appointment), KEY, appointment)


def test_a_token_confirms_no_other_appointment() -> None:
    assert not confirms(confirm_token(KEY, uuid4()), KEY, uuid4())


def test_another_key_makes_another_token() -> None:
    appointment = uuid4()
    assert not confirms(confirm_token(b"x" * 32, appointment), KEY, appointment)


def test_any_typing_is_answered() -> None:
    for token in ("", "é", "\ud800", "x" * 10_000):
        assert not confirms(token, KEY, uuid4())


def test_a_token_fits_an_address_as_it_is() -> None:
    token = confirm_token(KEY, uuid4())
    assert len(token) == 43
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
