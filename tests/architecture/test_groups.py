"""Tests that must not run beside each other do not: xdist has heard of their group."""

from __future__ import annotations

import os

import pytest

from tests.workers import group_of


def test_races_and_journeys_are_shared_out_by_their_group(request: pytest.FixtureRequest) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("one process runs all tests, one after the other")
    groups = {item.nodeid: group_of(item) for item in request.session.items}
    lost = [name for name, group in groups.items() if group and not name.endswith(f"@{group}")]
    assert not lost
