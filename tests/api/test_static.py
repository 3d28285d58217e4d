"""Static files: addressed by their content and kept for ever."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from api.rendering import (
    static_app,
    static_url,
)
from api.rendering.static import FOREVER, read_static_folder


@pytest.fixture
def static_client(tmp_path: Path) -> httpx.AsyncClient:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "a.css").write_text("body {}")
    (tmp_path / "vendor" / "v.js").write_text("1")
    app = Starlette(routes=[Mount("/static", static_app(read_static_folder(tmp_path)))])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://termin.test")


async def test_the_right_version_is_kept_for_ever(
    tmp_path: Path, static_client: httpx.AsyncClient
) -> None:
    for name in ("a.css", "vendor/v.js"):
        answer = await static_client.get(read_static_folder(tmp_path).url(name))
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == FOREVER


@pytest.mark.parametrize("path", ["/static/a.css", "/static/v-000000000000/a.css"])
async def test_another_version_is_served_but_asked_for_again(
    static_client: httpx.AsyncClient, path: str
) -> None:
    answer = await static_client.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


async def test_what_is_not_there_is_not_kept(
    static_client: httpx.AsyncClient, tmp_path: Path
) -> None:
    version = read_static_folder(tmp_path).own_version
    assert (await static_client.get(f"/static/v-{version}/b.css")).status_code == 404
    assert (await static_client.get(f"/static/v-{version}/..%2f..%2fetc/passwd")).status_code == 404


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("one")
    before = read_static_folder(tmp_path).url("a.css")
    assert read_static_folder(tmp_path).url("a.css") == before
    (tmp_path / "a.css").write_text("two")
    assert read_static_folder(tmp_path).url("a.css") != before


def test_the_products_own_files_have_addresses() -> None:
    assert re.fullmatch(r"/static/v-[0-9a-f]{12}/termin\.css", static_url("termin.css"))
