"""Settings: read once, refused with the variable's name, documented in one table."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.keys import Keys, read_keys
from api.settings import (
    VARIABLES,
    Settings,
    UnusableSetting,
    read_settings,
    unknown_variables,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_the_data_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings({"TERMIN_DATA_DIR": "/srv/termin"}).data_dir == Path("/srv/termin")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert read_settings({}).data_dir == Path("/var/lib/termin")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert read_settings({"XDG_DATA_HOME": "/data"}).data_dir == Path("/data/termin")
    usual = Path("~/.local/share/termin").expanduser()
    assert read_settings({"XDG_DATA_HOME": "relative"}).data_dir == usual


def test_a_key_that_root_makes_belongs_to_the_owner_of_the_folder(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root works in folders of others")
    os.chown(tmp_path, 65534, 65534)
    read_keys(Settings(data_dir=tmp_path))
    assert (tmp_path / "secret.key").stat().st_uid == 65534


def test_without_variables_everything_has_a_value() -> None:
    settings = read_settings({"HOME": "/home/eva"})
    assert settings.port == 8000
    assert settings.database_url is None
    assert settings.data_dir.is_absolute()


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("TERMIN_PORT", "8100", "port", 8100),
        ("TERMIN_POOL", " 5 ", "pool", 5),
        ("TERMIN_PUBLIC_URL", "https://Termin.Example/", "public_url", "https://termin.example"),
        ("TERMIN_DEMO", "yes", "demo", True),
        ("TERMIN_PUSH_KEY", "+/" + "A" * 41 + "=", "push_key", "-_" + "A" * 41),
        ("TERMIN_DEMO", "", "demo", False),
        ("TERMIN_RATE_LIMITS", "0", "rate_limits", False),
        ("TERMIN_TRUSTED_PROXIES", "10.0.0.0/8, ::1", "trusted_proxies", ("10.0.0.0/8", "::1")),
        ("TERMIN_FRAME_ANCESTORS", "https://a.org,", "frame_ancestors", ("https://a.org",)),
        ("TERMIN_DATABASE_URL", "postgresql:///t?host=/r", "database_url", "postgresql:///t?host=/r"),
    ],
)  # fmt: skip
def test_a_variable_is_read(name: str, text: str, field: str, value: object) -> None:
    assert getattr(read_settings({name: text}), field) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TERMIN_PORT", "eighty"),
        ("TERMIN_PORT", "65536"),
        ("TERMIN_PORT", "-1"),
        ("TERMIN_PORT", "٨٠"),
        ("TERMIN_POOL", "1"),
        ("TERMIN_POOL", "9" * 5000),
        ("TERMIN_PUBLIC_URL", "termin.example.org"),
        ("TERMIN_PUBLIC_URL", "https://termin.example.org/pfad"),
        ("TERMIN_PUBLIC_URL", "https://user@termin.example.org"),
        ("TERMIN_PUBLIC_URL", "https://[::1"),
        ("TERMIN_DATABASE_URL", "mysql://localhost/termin"),
        ("TERMIN_SMTP_URL", "localhost:25"),
        ("TERMIN_MAIL_FROM", "Amt <amt@example.org>"),
        ("TERMIN_SECRET_KEY", "short"),
        ("TERMIN_PUSH_KEY", "short"),
        ("TERMIN_PUSH_KEY", "A" * 43),
        ("TERMIN_TRUSTED_PROXIES", "proxy"),
        ("TERMIN_DEMO", "perhaps"),
    ],
)
def test_nonsense_names_the_variable(name: str, text: str) -> None:
    with pytest.raises(UnusableSetting, match=name) as refusal:
        read_settings({name: text})
    if "SECRET" in name:
        assert text not in str(refusal.value), "a secret is never repeated"


@given(st.sampled_from([v.name for v in VARIABLES]), st.text(max_size=60))
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    with contextlib.suppress(UnusableSetting):
        assert read_settings({name: text}).pool >= 2


def test_a_misspelt_variable_is_noticed() -> None:
    assert unknown_variables({"TERMIN_PRT": "1", "TERMIN_PORT": "1"}) == ("TERMIN_PRT",)


def test_the_command_line_wins_over_the_variable(tmp_path: Path) -> None:
    assert read_settings({"TERMIN_DATA_DIR": "/x"}, tmp_path).data_dir == tmp_path


def test_every_field_has_its_variable() -> None:
    assert {field.name for field in dataclasses.fields(Settings)} == {v.field for v in VARIABLES}


def test_the_page_says_what_the_code_says() -> None:
    rows = re.findall(r"^\| `(TERMIN_\w+)` \| (.*?) \| (.*?) \|$", PAGE.read_text(), re.MULTILINE)
    assert rows == [(v.name, v.purpose, v.default) for v in VARIABLES]


def test_the_key_file_is_made_once_and_only_for_us(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    first, second = read_keys(settings), read_keys(settings)
    assert first == second
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    read_keys(settings)
    (tmp_path / "secret.key").chmod(0o644)
    with pytest.raises(UnusableSetting, match="chmod 600"):
        read_keys(settings)


def test_keys_of_different_purposes_have_nothing_in_common() -> None:
    keys = Keys(b"x" * 32)
    assert keys.derive("confirm") != keys.derive("limit")
    assert keys.derive("confirm") == keys.derive("confirm")
    assert "x" not in repr(keys)
