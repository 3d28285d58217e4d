"""Where the server of a data folder listens: `run.json`, for further processes and later lives."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from pathlib import Path

from api.database.account import Account
from api.database.address import DatabaseAddress
from api.database.cluster import PORT, ROLE
from api.database.folder import DataFolder
from api.database.private import replace_private

# A socket's path has room for 104 bytes on macOS and 108 on Linux, with the name and a NUL.
LONGEST_SOCKET_FOLDER = 104 - len(f"/.s.PGSQL.{PORT}") - 1


def read_whereabouts(folder: DataFolder) -> DatabaseAddress | None:
    """Return where the server was last; None if there is no note, or it is of another folder.

    The note outlives the server, so that its address stays the same from life to life.
    """
    try:
        note = json.loads(folder.whereabouts.read_text())
        if note["home"] != str(folder.path):
            return None  # a copy of a data folder must not lead to the original's server
        return DatabaseAddress(
            host=str(note["socket"]),
            port=int(note["port"]),
            user=str(note["user"]),
            database="postgres",
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def write_whereabouts(folder: DataFolder, socket: Path) -> DatabaseAddress:
    """Note where the server listens, in one step, and return it."""
    note = {"home": str(folder.path), "socket": str(socket), "port": PORT, "user": ROLE}
    replace_private(folder.whereabouts, json.dumps(note) + "\n")
    return DatabaseAddress(host=str(socket), port=PORT, user=ROLE, database="postgres")


def socket_folder(account: Account, folder: DataFolder) -> Path:
    """Return a folder for the socket that only the account may enter: its own, short, and stable.

    In the data folder, or in the folder for temporary files if that path is too long for a socket
    or has a comma, which libpq takes for the border between two hosts.
    """
    if len(os.fsencode(folder.socket)) <= LONGEST_SOCKET_FOLDER and "," not in str(folder.socket):
        if _own_folder(folder.socket, account):
            return folder.socket
        raise NotADirectoryError(
            20, "is not a folder of the database's account", str(folder.socket)
        )
    before = read_whereabouts(folder)
    if before is not None and _own_folder(Path(before.host), account):
        return Path(before.host)
    return _given_to(account, Path(tempfile.mkdtemp(prefix="termin-", dir=_temporary())))


def _own_folder(path: Path, account: Account) -> bool:
    """Make the folder if it is missing; say whether it belongs to the account alone."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        mine = stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid
        return mine and stat.S_IMODE(found.st_mode) == 0o700
    except FileNotFoundError:
        return False
    _given_to(account, path)
    return True


def _given_to(account: Account, path: Path) -> Path:
    if account.demoted:
        os.chown(path, account.uid, account.gid)
    return path


def _temporary() -> str:
    """The shortest folder for temporary files; TMPDIR is long on macOS."""
    return "/tmp" if os.access("/tmp", os.W_OK | os.X_OK) else tempfile.gettempdir()  # noqa: S108 - mkdtemp makes a private folder in it
