"""Which tests share a worker when several run at once (`pytest -n 3 --dist loadgroup`).

Loaded as a plugin by `tests/conftest.py`.
"""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep races from running beside each other, and the journeys of a module in one browser."""
    for item in items:
        if item.get_closest_marker("races"):
            item.add_marker(pytest.mark.xdist_group("races"))
        elif item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
