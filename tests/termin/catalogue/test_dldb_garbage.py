"""Whatever an export holds, reading it either works or refuses by name."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from termin.catalogue.dldb import NotAnExport, parse
from termin.catalogue.export import Export
from termin.catalogue.imports import service_row
from termin.catalogue.own import NotACatalogue, parse_catalogue
from tests.termin.catalogue.samples import small

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        [
            "",
            "0",
            "1",
            "101",
            "<![x",
            "&#0;",
            "\ud800",
            "99008001012000",
            "9" * 400,
            1e308,
            "https://[",
        ]
    )
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=8) | st.sampled_from(["id", "data", "name"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[Any, Any]:
    """The small export with some of its values replaced, moved away or repeated."""
    files = list(small())
    for _ in range(draw(st.integers(1, 6))):
        place: Any = files
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
                place = place[key]
                continue
            if place is not files and draw(st.integers(0, 4)) == 0:
                del place[key]
            else:
                place[key] = draw(JSON)
            break
    return files[0], files[1]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(spoiled())
def test_a_spoiled_export_is_read_or_refused_by_name(files: tuple[Any, Any]) -> None:
    with suppress(NotAnExport):
        check_fit(parse(*files))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(JSON, JSON)
def test_garbage_is_read_or_refused_by_name(services: object, locations: object) -> None:
    with suppress(NotAnExport):
        check_fit(parse(services, locations))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(JSON, JSON)
def test_a_garbled_catalogue_is_read_or_refused_by_name(services: object, bundles: object) -> None:
    with suppress(NotACatalogue, NotAnExport):
        parse_catalogue({"services": services, "bundles": bundles})


def check_fit(export: Export) -> None:
    """What was read keeps what the database demands."""
    services = {one.external_id for one in export.services}
    offices = {one.external_id for one in export.offices}
    assert len(services) == len(export.services)
    assert len(offices) == len(export.offices)
    json.dumps([service_row(one) for one in export.services], allow_nan=False).encode()
    for one in export.services:
        assert 0 < len(one.external_id) <= 80
        assert 0 < len(one.name) <= 300
        assert 1 <= one.minutes <= 1440
        assert 1 <= one.max_count <= 100
        assert len(one.online_url) <= 1000
        text = one.name + one.description + one.fee + "".join(one.keywords) + "".join(one.leika)
        assert "\0" not in text
        text.encode()
    for place in export.offices:
        assert (place.latitude is None) == (place.longitude is None)
        assert 0 < len(place.name) <= 300
        assert len(place.phone) <= 60
        assert len(place.email) <= 254
        "".join(map(str, (place.name, place.short_name, place.unit, place.street))).encode()
    pairs = [(one.service, one.office) for one in export.relations]
    assert len(set(pairs)) == len(pairs)
    assert all(one in services and other in offices for one, other in pairs)
    assert all(1 <= one.minutes <= 1440 for one in export.relations)
    assert all({one, other} <= services and one != other for one, other in export.combinations)
    assert all((other, one) in export.combinations for one, other in export.combinations)


@pytest.mark.parametrize("prose", [7, 0.5, True, [1e308], {"a": [1, {"text": 2}]}])
def test_a_description_that_is_no_text_is_read_as_far_as_it_goes(prose: object) -> None:
    services, locations = small()
    services["data"][0]["description"] = prose
    check_fit(parse(services, locations))
