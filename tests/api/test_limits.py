"""Limits on attempts: buckets that empty and fill, and keep nobody's address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.keys import Keys
from api.security.limits import MOST_KEPT, Limit, Limits, network_of
from termin.errors import TooMany


class Hands:
    """A clock for buckets that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_bucket_empties_and_fills_again() -> None:
    hands = Hands()
    limits = Limits(Keys(b"k" * 32), seconds=hands)
    for _ in range(20):
        limits.take(Limit.CODE, "192.0.2.1")
    with pytest.raises(TooMany) as refusal:
        limits.take(Limit.CODE, "192.0.2.1")
    assert refusal.value.facts["seconds"] == 6
    limits.take(Limit.CODE, "192.0.2.2")
    limits.take(Limit.HOLD, "192.0.2.1")
    hands.seconds = 6.1
    limits.take(Limit.CODE, "192.0.2.1")
    with pytest.raises(TooMany):
        limits.take(Limit.CODE, "192.0.2.1")


def test_limits_can_be_left_to_a_proxy() -> None:
    limits = Limits(Keys(b"k" * 32), enabled=False)
    for _ in range(1000):
        limits.take(Limit.CODE, "192.0.2.1")
    assert not limits.is_empty(Limit.CODE, "192.0.2.1")


def test_limits_keep_no_address_and_not_too_many_buckets() -> None:
    limits = Limits(Keys(b"k" * 32), seconds=Hands())
    for number in range(MOST_KEPT + 100):
        limits.take(Limit.CODE, f"192.0.2.{number}")
    assert len(limits._buckets) == MOST_KEPT
    assert not any("192.0" in key for key in list(limits._buckets)[:50])


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "unknown"),
        (None, "unknown"),
    ],
)
def test_what_an_address_counts_as(address: str | None, network: str) -> None:
    assert network_of(address) == network


@given(st.text(max_size=50))
def test_no_address_is_too_strange(address: str) -> None:
    assert network_of(address)


@given(st.lists(st.tuples(st.floats(0, 120), st.integers(1, 5)), max_size=60))
def test_no_pattern_of_attempts_gets_more_than_the_limit(steps: list[tuple[float, int]]) -> None:
    hands = Hands()
    limits = Limits(Keys(b"k" * 32), seconds=hands)
    taken = 0
    for pause, cost in steps:
        hands.seconds += pause
        try:
            limits.take(Limit.TICKET, "x", cost)
            taken += cost
        except TooMany:
            pass
    assert taken <= Limit.TICKET.burst + hands.seconds * Limit.TICKET.per_second + 1e-6
