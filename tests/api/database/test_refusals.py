"""What keeps the database away, and what it then says to do."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from api.database import embedded_database, server
from api.database.account import choose_account
from api.database.binaries import reachable_binaries
from api.database.errors import (
    ClusterNotMade,
    DatabaseUnavailable,
    FolderUnusable,
    NoBinaries,
    ServerNotStarted,
    ServerSilent,
    WrongVersion,
)
from api.database.folder import DataFolder, prepare_folder
from api.database.lock import FileLock
from tests.api.database.conftest import as_root
from tests.api.database.living import ask, servers


def test_without_binaries_another_server_is_suggested(home: Path) -> None:
    with pytest.raises(NoBinaries, match=r"not installed.*TERMIN_DATABASE_URL"):
        reachable_binaries(choose_account(None), DataFolder(home), "no_such_package")


async def test_data_of_another_version_are_not_touched(home: Path) -> None:
    async with embedded_database(home, durable=False):
        pass
    version = home / "postgres" / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(WrongVersion, match="written by PostgreSQL 17, installed is 18"):
        async with embedded_database(home):
            pass
    assert version.read_text() == "17\n"


async def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    async with embedded_database(home, durable=False):
        pass
    with (home / "postgres" / "postgresql.conf").open("a") as file:
        file.write("max_connections = many\n")
    with pytest.raises(ServerNotStarted, match="max_connections"):
        async with embedded_database(home):
            pass
    assert not servers(home)


async def test_a_half_made_cluster_is_made_afresh(home: Path) -> None:
    prepare_folder(home)
    half = home / "postgres.new-1-abc"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    (home / "owner.lock").touch()
    async with embedded_database(home, durable=False) as address:
        assert await ask(address, "SELECT 1") == 1
    assert not half.exists()


async def test_an_owner_whose_server_never_answers_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "JOINING", 0.3)
    folder, _ = prepare_folder(home)
    other = FileLock(folder.owner_lock)
    assert other.acquire()
    with pytest.raises(ServerSilent, match="another process has owned"):
        async with embedded_database(home):
            pass
    other.close()


@as_root
async def test_a_full_disk_is_named_at_the_set_up_and_healed_by_room(disk: Path) -> None:
    home = disk / "data"
    with pytest.raises(ClusterNotMade, match=r"No space left on device.*Make room on the disk"):
        async with embedded_database(home):
            pass
    assert not list(home.glob("postgres*"))
    _enlarge(disk)
    async with embedded_database(home) as address:
        assert await ask(address, "SELECT 1") == 1


@as_root
async def test_a_full_disk_is_named_at_the_start(disk: Path) -> None:
    _enlarge(disk)
    home = disk / "data"
    async with embedded_database(home, durable=False):
        pass
    _fill(disk)
    with pytest.raises(DatabaseUnavailable, match="No space left on device"):
        async with embedded_database(home):
            pass
    assert not servers(home)


def test_a_folder_that_cannot_be_made_is_refused_with_the_next_step() -> None:
    with pytest.raises(FolderUnusable, match="--data-dir or TERMIN_DATA_DIR"):
        prepare_folder(Path("/dev/null/termin"))


def test_every_refusal_says_what_why_and_what_to_do() -> None:
    for kind in DatabaseUnavailable.__subclasses__():
        assert kind.what != DatabaseUnavailable.what
        assert str(kind("the reason", "Do this")) == f"{kind.what}: the reason. Do this."


def _enlarge(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=400m", str(disk)], check=True)


def _fill(disk: Path) -> None:
    with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(100_000))


@pytest.fixture
def disk(place: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    mounted = place / "disk"
    mounted.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0755", "none", str(mounted)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield mounted
    subprocess.run(["umount", "--lazy", str(mounted)], check=True)
