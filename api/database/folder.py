"""The data folder: what lies where in it, and whether we and the database may use it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.database.account import Account, choose_account
from api.database.errors import ELSEWHERE, FolderUnreachable, FolderUnusable

ELSEWHERE_FOLDER = f"Choose another folder with --data-dir or TERMIN_DATA_DIR, {ELSEWHERE}"

# What else of ours may lie in a data folder before it has a database.
MADE_BEFORE = frozenset({"secret.key"})


@dataclass(frozen=True)
class DataFolder:
    """The places in one data folder; `path` is absolute and free of links."""

    path: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder."""
        return self.path / "postgres"

    @property
    def owner_lock(self) -> Path:
        """Locked by the process that owns the server."""
        return self.path / "owner.lock"

    @property
    def server_lock(self) -> Path:
        """Locked by the server itself: as long as any process of it lives."""
        return self.path / "server.lock"

    @property
    def whereabouts(self) -> Path:
        """Tells further processes where to connect."""
        return self.path / "run.json"

    @property
    def socket(self) -> Path:
        """Where the socket is if this path is short enough for one."""
        return self.path / "socket"

    @property
    def software(self) -> Path:
        """Copy of PostgreSQL's programs, where the installed ones cannot be reached."""
        return self.path / "software"

    @property
    def log(self) -> Path:
        """What PostgreSQL says."""
        return self.path / "postgres.log"


def prepare_folder(data_dir: Path) -> tuple[DataFolder, Account]:
    """Make the data folder usable and choose the account for the database, or say what is wrong.

    Changes nothing above the data folder, and the folder itself only if it is ours: new, empty, or
    used by us before.
    """
    with refusing_cleanly(data_dir):
        path = data_dir.expanduser().resolve()
        folder = DataFolder(path)
        _make(path)
        found = path.stat()
        _refuse_if_foreign(path, found)
        account = choose_account(_owner(folder, found))
        if account.demoted:
            _open_to(account, folder)
    return folder, account


@contextmanager
def refusing_cleanly(path: Path) -> Iterator[None]:
    """Turn what the system says about a file into `FolderUnusable`."""
    try:
        yield
    except (OSError, RuntimeError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) else None
        where = getattr(trouble, "filename", None) or path
        raise FolderUnusable(f"{where}: {why or trouble}", ELSEWHERE_FOLDER) from trouble


def _make(path: Path) -> None:
    missing = [part for part in (path, *path.parents) if not part.exists()]
    for part in reversed(missing):
        part.mkdir(mode=0o700, exist_ok=True)
        if part != path and os.geteuid() == 0:
            part.chmod(0o755)  # a strict umask must not shut the database's account out


def _refuse_if_foreign(path: Path, found: os.stat_result) -> None:
    uid = os.geteuid()
    if not stat.S_ISDIR(found.st_mode):
        raise FolderUnusable(f"{path} is not a folder", ELSEWHERE_FOLDER)
    if uid not in (0, found.st_uid):
        raise FolderUnusable(
            f"{path} belongs to user id {found.st_uid}, and we run as {uid}",
            f"Start as that user. {ELSEWHERE_FOLDER}",
        )
    if found.st_mode & stat.S_IWOTH:
        raise FolderUnusable(
            f"everybody may write to {path}",
            f"Take that right away (chmod o-w). {ELSEWHERE_FOLDER}",
        )


def _owner(folder: DataFolder, found: os.stat_result) -> int | None:
    """Whose account the database had or should have; None if nobody's but root's."""
    if not folder.cluster.exists():
        return found.st_uid or None
    owner = folder.cluster.stat().st_uid
    if owner == 0:
        raise FolderUnusable(
            f"{folder.cluster} belongs to root, and PostgreSQL does not run as root",
            f"Give it to an unprivileged account, such as: chown -R postgres {folder.cluster}",
        )
    return owner


def _open_to(account: Account, folder: DataFolder) -> None:
    """Let the account pass through the data folder; it must get as far as there by itself."""
    for part in reversed(folder.path.parents):
        if not account.may("-x", part):
            raise FolderUnreachable(
                f"account {account.name} may not pass through {part}",
                f"Use a folder such as /var/lib/termin. {ELSEWHERE_FOLDER}",
            )
    if account.may("-x", folder.path):
        return
    others = any(found.name not in MADE_BEFORE for found in folder.path.iterdir())
    if others and not folder.owner_lock.exists():
        raise FolderUnreachable(
            f"account {account.name} may not pass through {folder.path}, which holds other files",
            f"Allow it (chmod o+x), or use an empty folder. {ELSEWHERE_FOLDER}",
        )
    os.chown(folder.path, -1, account.gid)
    folder.path.chmod(0o710)
